package dev.followup.rule;

import dev.followup.event.EventKind;
import dev.followup.rule.action.ReadContext;
import dev.followup.rule.time.CronSchedule;
import dev.followup.rule.time.CronScheduleReader;
import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.Position;
import dev.followup.yaml.ValueText;
import dev.followup.yaml.YamlMapping;
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

    /// Reads what sets a rule off: `when`, or `every` with `tasks`. What is wrong is noted.
    ///
    /// @param rule the keys of the rule
    /// @param book what the book lets its rules refer to
    static Trigger read(YamlMapping rule, ReadContext book) {
        var when = rule.optional("when");
        var every = rule.optional("every");
        var tasks = rule.optional("tasks");
        var kinds = when.map(Trigger::kinds);
        var search =
                tasks.map(found -> TaskSearchReader.read(found, book.types())).orElse(null);
        var schedule = every.flatMap(found -> CronScheduleReader.read(found, book.zone()));
        if (when.isPresent() && every.isPresent()) {
            every.get().object("found \"every\" beside \"when\", expected one of them");
        }
        if (when.isEmpty() && every.isEmpty() && !rule.values().isEmpty()) {
            rule.mapping().object("found neither \"when\" nor \"every\", expected one of them");
        }
        if (tasks.isPresent() && every.isEmpty()) {
            tasks.get().object("found \"tasks\" without \"every\", expected it in rules that run by the clock only");
        }
        if (when.isEmpty() && every.isPresent()) {
            var kind = Set.of(DueRule.kind(search));
            return new Trigger(kind, schedule.orElse(null), search, every.get().position());
        }
        return new Trigger(
                kinds.orElse(Set.of()), null, null, when.orElse(rule.mapping()).position());
    }

    private static Set<EventKind> kinds(YamlNode node) {
        var kinds = EnumSet.noneOf(EventKind.class);
        if (node.items().isEmpty()) {
            node.refuse(EXPECTED);
        }
        node.items()
                .forEach(item -> kind(item)
                        .filter(kind -> !kinds.add(kind))
                        .ifPresent(kind -> item.object("found " + kind + " a second time")));
        return Collections.unmodifiableSet(kinds);
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
