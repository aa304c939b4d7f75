package dev.followup.rule;

import dev.followup.event.Facts;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a rule wants of the facts, in the language of Amazon EventBridge's event patterns, ready to be asked.
///
/// @param alternatives the ways to match it: a single one, or as many as its `$or` make when multiplied out,
/// which is how EventBridge reads them too
record Pattern(List<Alternative> alternatives) {

    private static final int MOST_REASONS = 5;

    /// Conditions all of which must hold.
    record Alternative(List<AnyOf> conditions, Fields fields) {}

    /// @param alternatives each with its conditions by their dotted paths
    static Pattern of(List<Map<String, AnyOf>> alternatives) {
        return new Pattern(alternatives.stream()
                .map(conditions -> new Alternative(List.copyOf(conditions.values()), Fields.of(conditions)))
                .toList());
    }

    /// The first reason why facts do not match; empty if they match.
    Optional<String> objection(Facts facts) {
        var misses = new ArrayList<Miss>(alternatives.size());
        for (var alternative : alternatives) {
            var miss = alternative.fields().miss(facts.document());
            if (miss == null) {
                return Optional.empty();
            }
            misses.add(miss);
        }
        return Optional.of(misses.size() == 1 ? misses.getFirst().toString() : reason(new LinkedHashSet<>(misses)));
    }

    /// What each condition saw that holds, as in `lead.tags is ["VIP"] (rules.yaml:15:18)`; empty if facts do not
    /// match.
    Optional<String> met(Facts facts) {
        return alternatives.stream()
                .filter(alternative -> alternative.fields().miss(facts.document()) == null)
                .findFirst()
                .map(alternative -> alternative.conditions().stream()
                        .map(condition -> condition.seenIn(facts.document()))
                        .collect(Collectors.joining(", ")));
    }

    /// Whether facts may match when their gaps are filled.
    boolean mayMatch(Gaps gaps) {
        return alternatives.stream()
                .anyMatch(alternative -> alternative.conditions().stream()
                        .allMatch(condition -> gaps.hide(condition.path()) || condition.isMetBy(gaps.facts())));
    }

    /// Whether facts match whatever fills their gaps.
    boolean matches(Gaps gaps) {
        return alternatives.stream()
                .anyMatch(alternative -> alternative.fields().miss(gaps.facts().document()) == null
                        && alternative.conditions().stream().noneMatch(condition -> gaps.hide(condition.path())));
    }

    /// The conditions that are about what gaps hide.
    Stream<AnyOf> hiddenBy(Gaps gaps) {
        return alternatives.stream()
                .flatMap(alternative -> alternative.conditions().stream())
                .filter(condition -> gaps.hide(condition.path()));
    }

    /// The paths of all conditions.
    Stream<String> paths() {
        return alternatives.stream()
                .flatMap(alternative -> alternative.conditions().stream())
                .map(AnyOf::path);
    }

    /// What no alternative can make up for is a reason of its own.
    private String reason(Set<Miss> misses) {
        return misses.stream()
                .filter(miss -> alternatives.stream()
                        .allMatch(alternative -> alternative.conditions().contains(miss.condition())))
                .findFirst()
                .map(Miss::toString)
                .orElseGet(() -> misses.stream()
                        .limit(MOST_REASONS)
                        .map(Miss::toString)
                        .collect(Collectors.joining(
                                "; ", "no alternative holds: ", misses.size() > MOST_REASONS ? "; …" : "")));
    }
}
