package dev.followup.rule;

import dev.followup.event.EventKind;
import dev.followup.rule.time.CronSchedule;
import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.Position;
import dev.followup.yaml.ValueText;
import dev.followup.yaml.YamlNode;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a rule listens to.
///
/// @param kinds the kinds of event that set it off
/// @param schedule when it fires by the clock; `null` if it listens to what happens in the CRM
/// @param tasks which tasks it looks at by the clock, to fire for each; `null` if it looks at none
/// @param position where they stand
record Trigger(
        Set<EventKind> kinds,
        @Nullable CronSchedule schedule,
        @Nullable TaskSearch tasks,
        Position position) {

    private static final String EXPECTED = "a kind of event such as lead.added";

    /// That of a rule which names none: a mistake, and noted as one.
    static Trigger unknown(Position position) {
        return new Trigger(Set.of(), null, null, position);
    }

    /// That of a rule which runs by the clock.
    ///
    /// @param schedule `null` if there is a mistake in it
    static Trigger scheduled(@Nullable CronSchedule schedule, @Nullable TaskSearch tasks, Position position) {
        return new Trigger(EnumSet.of(DueRule.kind(tasks)), schedule, tasks, position);
    }

    /// Reads what stands behind `when`; what is wrong is noted.
    static Trigger read(YamlNode node) {
        var kinds = EnumSet.noneOf(EventKind.class);
        if (node.items().isEmpty()) {
            node.refuse(EXPECTED);
        }
        node.items()
                .forEach(item -> kind(item)
                        .filter(kind -> !kinds.add(kind))
                        .ifPresent(kind -> item.object("found " + kind + " a second time")));
        return new Trigger(Collections.unmodifiableSet(kinds), null, null, node.position());
    }

    private static Optional<EventKind> kind(YamlNode item) {
        var kind = EventKind.of(item.word()).filter(found -> !found.isScheduled());
        if (!(item.value().orElse(0) instanceof String word)) {
            item.refuse(EXPECTED);
        } else if (kind.isEmpty()) {
            near(word).objection(word).ifPresent(item::object);
        }
        return kind;
    }

    /// The kinds of event of the subject that a word names, or all if it names none.
    private static AllowedWords near(String word) {
        var ofSubject =
                words(EventKind.reportedByWebhooks().stream().filter(kind -> word.startsWith(kind.subject() + ".")));
        return ofSubject.isEmpty()
                ? new AllowedWords(EXPECTED, words(EventKind.reportedByWebhooks().stream()))
                : new AllowedWords(ValueText.or(ofSubject), ofSubject);
    }

    private static List<String> words(Stream<EventKind> kinds) {
        return kinds.map(EventKind::word).toList();
    }

    /// Why a kind of event does not set it off; empty if it does.
    Optional<String> objection(EventKind kind) {
        return kinds.contains(kind)
                ? Optional.empty()
                : Optional.of("the event is %s, rule wants %s (%s)"
                        .formatted(kind, ValueText.or(words(kinds.stream())), position));
    }
}
