package dev.followup.rule.pattern;

import dev.followup.event.Facts;
import dev.followup.rule.fact.MissingFacts;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A pattern of facts in the language of Amazon EventBridge's event patterns.
///
/// @param alternatives the ways to match it: one, or the product of its `$or` alternatives, which is how
/// EventBridge reads them too
public record EventPattern(List<Alternative> alternatives) {

    private static final int MOST_REASONS = 5;

    /// Conditions that must all hold.
    record Alternative(List<FieldCondition> conditions, FieldConditions fields) {}

    /// @param alternatives each with its conditions by their dotted paths
    static EventPattern of(List<Map<String, FieldCondition>> alternatives) {
        return new EventPattern(alternatives.stream()
                .map(conditions -> new Alternative(List.copyOf(conditions.values()), FieldConditions.of(conditions)))
                .toList());
    }

    /// The first reason why facts do not match; empty if they match.
    public Optional<Objection> objection(Facts facts) {
        if (alternatives.size() == 1) {
            return Optional.ofNullable(alternatives.getFirst().fields().miss(facts.document()));
        }
        var misses = new LinkedHashSet<Mismatch>();
        for (var alternative : alternatives) {
            var miss = alternative.fields().miss(facts.document());
            if (miss == null) {
                return Optional.empty();
            }
            misses.add(miss);
        }
        return Optional.of(() -> reason(misses));
    }

    /// The values that satisfy the conditions, as in `lead.tags is ["VIP"] (rules.yaml:15:18)`; empty if the
    /// facts do not match.
    public Optional<Objection> met(Facts facts) {
        for (var alternative : alternatives) {
            if (alternative.fields().miss(facts.document()) == null) {
                return Optional.of(() -> alternative.conditions().stream()
                        .map(condition -> condition.seenIn(facts.document()))
                        .collect(Collectors.joining(", ")));
            }
        }
        return Optional.empty();
    }

    /// Whether facts may match once missing ones are fetched.
    public boolean mayMatch(MissingFacts missing) {
        return alternatives.stream()
                .anyMatch(alternative -> alternative.conditions().stream()
                        .allMatch(
                                condition -> missing.mayHave(condition.path()) || condition.isMetBy(missing.facts())));
    }

    /// Whether facts match whatever the missing ones are.
    public boolean matches(MissingFacts missing) {
        return alternatives.stream()
                .anyMatch(
                        alternative -> alternative.fields().miss(missing.facts().document()) == null
                                && alternative.conditions().stream()
                                        .noneMatch(condition -> missing.mayHave(condition.path())));
    }

    /// The conditions on missing facts.
    public Stream<FieldCondition> missingIn(MissingFacts missing) {
        return alternatives.stream()
                .flatMap(alternative -> alternative.conditions().stream())
                .filter(condition -> missing.mayHave(condition.path()));
    }

    /// The paths of all conditions.
    public Stream<String> paths() {
        return alternatives.stream()
                .flatMap(alternative -> alternative.conditions().stream())
                .map(FieldCondition::path);
    }

    /// The reason why no alternative matches: a mismatch common to all of them, else one for each.
    private String reason(Set<Mismatch> misses) {
        return misses.stream()
                .filter(miss -> alternatives.stream()
                        .allMatch(alternative -> alternative.conditions().contains(miss.condition())))
                .findFirst()
                .map(Mismatch::words)
                .orElseGet(() -> misses.stream()
                        .limit(MOST_REASONS)
                        .map(Mismatch::words)
                        .collect(Collectors.joining(
                                "; ", "no alternative holds: ", misses.size() > MOST_REASONS ? "; …" : "")));
    }
}
