package dev.followup.rule;

import dev.followup.event.CrmEvent;
import dev.followup.event.EventKind;
import dev.followup.rule.fact.FactSchema;
import dev.followup.rule.fact.MissingFacts;
import dev.followup.rule.pattern.EventPattern;
import dev.followup.rule.pattern.EventPatternReader;
import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.YamlNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A kind of event, perhaps with conditions, as `stop-on` and `close-on` list them.
///
/// @param wanted the pattern that the facts must match; `null` for anything
/// @param excepted the pattern that they must not match; `null` for none
record EventMatcher(
        EventKind kind,
        @Nullable EventPattern wanted,
        @Nullable EventPattern excepted) {

    private static final Set<String> CONDITIONS = Set.of("if", "except");
    private static final AllowedWords KEYS = AllowedWords.of("if", "except");

    /// Reads a list of kinds; problems are noted.
    ///
    /// @param facts the facts of any event
    static List<EventMatcher> list(YamlNode node, FactSchema facts) {
        if (node.isList() && node.items().isEmpty()) {
            node.refuse("a kind of event such as task.completed, or a list of them");
        }
        return node.items().stream().flatMap(item -> read(item, facts)).toList();
    }

    private static Stream<EventMatcher> read(YamlNode item, FactSchema facts) {
        if (!item.isMapping()) {
            return Trigger.kind(item).map(kind -> new EventMatcher(kind, null, null)).stream();
        }
        return item
                .entries("a kind of event with conditions, such as lead.status-changed: { lead.status_id: 143 }")
                .stream()
                .flatMap(entry ->
                        Trigger.kind(entry.key())
                                .map(kind -> read(kind, entry.value(), facts.of(Set.of(kind))))
                                .stream());
    }

    private static EventMatcher read(EventKind kind, YamlNode conditions, FactSchema facts) {
        boolean hasWords = conditions.written().anyMatch(entry -> CONDITIONS.contains(entry.name()));
        if (!hasWords) {
            return new EventMatcher(kind, EventPatternReader.read(conditions, facts), null);
        }
        var keys = conditions.keys(KEYS);
        return new EventMatcher(
                kind,
                keys.optional("if")
                        .map(pattern -> EventPatternReader.read(pattern, facts))
                        .orElse(null),
                keys.optional("except")
                        .map(pattern -> EventPatternReader.read(pattern, facts))
                        .orElse(null));
    }

    /// Whether an event whose facts are complete is meant.
    boolean matches(CrmEvent event) {
        return event.kind() == kind
                && (wanted == null || wanted.objection(event.facts()).isEmpty())
                && (excepted == null || excepted.met(event.facts()).isEmpty());
    }

    /// Whether an event may be meant once its missing facts are fetched.
    boolean mayMatch(CrmEvent event, MissingFacts missing) {
        return event.kind() == kind
                && (wanted == null || wanted.mayMatch(missing))
                && (excepted == null || !excepted.matches(missing));
    }

    /// The paths of the facts that the conditions use.
    Stream<String> paths() {
        return Stream.of(Optional.ofNullable(wanted), Optional.ofNullable(excepted))
                .flatMap(Optional::stream)
                .flatMap(EventPattern::paths);
    }
}
