package dev.followup.rule;

import dev.followup.directory.DirectoryNames;
import dev.followup.event.CrmEvent;
import dev.followup.event.EventKind;
import dev.followup.event.EventSubject;
import dev.followup.rule.action.ReadContext;
import dev.followup.rule.fact.FactSchema;
import dev.followup.rule.fact.MissingFacts;
import dev.followup.rule.pattern.EventPattern;
import dev.followup.rule.pattern.EventPatternReader;
import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.UniqueNames;
import dev.followup.yaml.ValueText;
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

    private static final AllowedWords KEYS = AllowedWords.of("if", "except");

    /// Reads a kind of event or a list of them; problems are noted.
    static List<EventMatcher> list(YamlNode node, ReadContext context) {
        if (node.isList() && node.items().isEmpty()) {
            node.refuse("a kind of event such as task.completed, or a list of them");
        }
        var plain = new UniqueNames();
        return node.items().stream().flatMap(item -> read(item, plain, context)).toList();
    }

    /// Reads an item.
    ///
    /// @param plain the kinds without conditions that came before
    private static Stream<EventMatcher> read(YamlNode item, UniqueNames plain, ReadContext context) {
        if (!item.isMapping()) {
            return kind(item, context)
                    .filter(kind -> plain.isNew(kind.word(), item))
                    .map(kind -> new EventMatcher(kind, null, null))
                    .stream();
        }
        return item
                .entries("a kind of event with conditions, such as lead.status-changed: { lead.status_id: 143 }")
                .stream()
                .flatMap(entry -> kind(entry.key(), context)
                        .map(kind ->
                                read(kind, entry.value(), context.anyFacts().of(Set.of(kind)), context.names()))
                        .stream());
    }

    /// Reads a kind of event. A problem is noted, too, if it never names what the rule's events are about.
    private static Optional<EventKind> kind(YamlNode node, ReadContext context) {
        var kind = Trigger.kind(node);
        var kinds = context.kinds();
        kind.filter(stop -> !kinds.isEmpty() && kinds.stream().noneMatch(own -> EventSubject.mayName(stop, own)))
                .ifPresent(stop -> node.object("found %s, which never names what the event %s is about"
                        .formatted(
                                stop,
                                ValueText.or(kinds.stream()
                                        .map(EventKind::word)
                                        .sorted()
                                        .toList()))));
        return kind;
    }

    private static EventMatcher read(EventKind kind, YamlNode conditions, FactSchema facts, DirectoryNames names) {
        if (!conditions.isMapping() && !conditions.isList()) {
            conditions.refuse("conditions such as { lead.status_id: 143 }, or no colon behind " + kind);
            return new EventMatcher(kind, null, null);
        }
        if (conditions.written().noneMatch(entry -> KEYS.knows(entry.name()))) {
            return new EventMatcher(kind, EventPatternReader.read(conditions, facts, names), null);
        }
        var keys = conditions.keys(KEYS);
        return new EventMatcher(
                kind,
                keys.optional("if")
                        .map(pattern -> EventPatternReader.read(pattern, facts, names))
                        .orElse(null),
                keys.optional("except")
                        .map(pattern -> EventPatternReader.read(pattern, facts, names))
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
        return Stream.of(wanted, excepted).flatMap(Stream::ofNullable).flatMap(EventPattern::paths);
    }

    /// The kind, and whether there are conditions.
    @Override
    public String toString() {
        return wanted == null && excepted == null ? kind.word() : kind + " (with conditions)";
    }
}
