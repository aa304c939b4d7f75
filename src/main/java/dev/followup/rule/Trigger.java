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

/// The trigger of a rule: kinds of event, a schedule, or a date.
///
/// @param kinds the kinds of event that trigger the rule; none if they are not known
/// @param schedule its schedule; `null` for a rule on events of the CRM, or if there is a mistake in it
/// @param tasks the tasks that a scheduled rule looks for, one event for each; `null` for none
/// @param date the date by which the rule goes; `null` for a rule by none, or if there is a mistake in it
/// @param position the position of the trigger in the file
record Trigger(
        Set<EventKind> kinds,
        @Nullable CronSchedule schedule,
        @Nullable TaskSearch tasks,
        @Nullable DateTrigger date,
        Position position) {

    private static final String EXPECTED = "a kind of event such as lead.added";

    /// Reads the trigger: `when`, `every` with `tasks`, or `on-date` with `fire`. Problems are noted.
    ///
    /// @param rule the keys of the rule
    /// @param book what the rules of the book may refer to
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
        var onDate = rule.optional("on-date");
        var date = DateTrigger.read(rule, book);
        onDate.filter(_ -> when.isPresent() || every.isPresent())
                .ifPresent(node -> node.object("found \"on-date\" beside \"%s\", expected one of them"
                        .formatted(when.isPresent() ? "when" : "every")));
        if (when.isEmpty()
                && every.isEmpty()
                && onDate.isEmpty()
                && !rule.values().isEmpty()) {
            rule.mapping().object("found none of \"when\", \"every\" and \"on-date\", expected one of them");
        }
        if (tasks.isPresent() && every.isEmpty()) {
            tasks.get().object("found \"tasks\" without \"every\", expected it in rules that run by the clock only");
        }
        if (when.isEmpty() && every.isPresent()) {
            var kind = Set.of(DueRule.kind(search));
            return new Trigger(
                    kind, schedule.orElse(null), search, null, every.get().position());
        }
        if (when.isEmpty() && onDate.isPresent()) {
            var kind = date.map(found -> Set.of(found.kind())).orElse(Set.of());
            return new Trigger(kind, null, null, date.orElse(null), onDate.get().position());
        }
        return new Trigger(
                kinds.orElse(Set.of()),
                null,
                null,
                null,
                when.orElse(rule.mapping()).position());
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

    /// Reads a kind of event that webhooks report; empty, with a problem noted, for anything else.
    static Optional<EventKind> kind(YamlNode item) {
        var kind = EventKind.of(item.word()).filter(found -> !found.isScheduled());
        if (!(item.value().orElse(0) instanceof String word)) {
            item.refuse(EXPECTED);
        } else if (kind.isEmpty()) {
            var list = all().listed(word);
            list.ifPresentOrElse(item::refuse, () -> near(word).objection(word).ifPresent(item::object));
        }
        return kind;
    }

    /// The kinds of event of the same subject as a word, or all if it has none.
    private static AllowedWords near(String word) {
        var ofSubject =
                words(EventKind.reportedByWebhooks().stream().filter(kind -> word.startsWith(kind.subject() + ".")));
        return ofSubject.isEmpty() ? all() : new AllowedWords(ValueText.or(ofSubject), ofSubject);
    }

    private static List<String> words(Stream<EventKind> kinds) {
        return kinds.map(EventKind::word).toList();
    }

    private static AllowedWords all() {
        return new AllowedWords(EXPECTED, words(EventKind.reportedByWebhooks().stream()));
    }

    /// Why a kind of event does not trigger the rule; empty if it does.
    Optional<String> objection(EventKind kind) {
        return kinds.contains(kind)
                ? Optional.empty()
                : Optional.of("the event is %s, rule wants %s (%s)"
                        .formatted(kind, ValueText.or(words(kinds.stream())), position));
    }
}
