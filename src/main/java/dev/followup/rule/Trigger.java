package dev.followup.rule;

import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.rule.action.ReadContext;
import dev.followup.rule.pattern.Objection;
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
/// @param search what a scheduled rule looks for; `null` for nothing
/// @param limit the most events of a run
/// @param perPerson whether there is one event of all that is found of a person, and not one of each find
/// @param date the date by which the rule goes; `null` for a rule by none, or if there is a mistake in it
/// @param position the position of the trigger in the file
record Trigger(
        Set<EventKind> kinds,
        @Nullable CronSchedule schedule,
        @Nullable Search search,
        int limit,
        boolean perPerson,
        @Nullable DateTrigger date,
        Position position) {

    /// The keys that say what a scheduled rule looks for.
    static final List<String> SEARCHES = List.of("tasks", "leads", "contacts", "companies", "customers");

    private static final String EXPECTED = "a kind of event such as lead.added";

    /// How many tasks a walk makes if its rule says nothing: few enough to undo by hand.
    private static final int USUAL_LIMIT = 50;

    private static final int MAX_LIMIT = 1000;

    private static final AllowedWords PER = AllowedWords.of("responsible");

    /// Reads the trigger: `when`, `every` with what it looks for, or `on-date` with `fire`. Problems are noted.
    ///
    /// @param rule the keys of the rule
    /// @param book what the rules of the book may refer to
    static Trigger read(YamlMapping rule, ReadContext book) {
        var when = rule.optional("when");
        var every = rule.optional("every");
        var kinds = when.map(Trigger::kinds);
        var search = search(rule, book);
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
        var limit = rule.optional("limit");
        var per = rule.optional("per");
        if (search == null) {
            limit.ifPresent(found -> refuseWithoutSearch(found, "limit"));
            per.ifPresent(found -> refuseWithoutSearch(found, "per"));
        }
        int most =
                limit.flatMap(Trigger::limit).orElse(search instanceof EntitySearch ? USUAL_LIMIT : Integer.MAX_VALUE);
        boolean perPerson = per.filter(PER::admits).isPresent();
        if (when.isEmpty() && every.isPresent()) {
            var kind = Set.of(DueRule.kind(search));
            return new Trigger(
                    kind,
                    schedule.orElse(null),
                    search,
                    most,
                    perPerson && search != null,
                    null,
                    every.get().position());
        }
        if (when.isEmpty() && onDate.isPresent()) {
            var kind = date.map(found -> Set.of(found.kind())).orElse(Set.of());
            return new Trigger(
                    kind,
                    null,
                    null,
                    most,
                    false,
                    date.orElse(null),
                    onDate.get().position());
        }
        var position = when.orElse(rule.mapping()).position();
        return new Trigger(kinds.orElse(Set.of()), null, null, most, false, null, position);
    }

    /// Reads what a scheduled rule looks for; `null` if it looks for nothing.
    private static @Nullable Search search(YamlMapping rule, ReadContext book) {
        @Nullable String first = null;
        @Nullable Search search = null;
        for (var key : SEARCHES) {
            var found = rule.optional(key);
            if (found.isPresent()) {
                var read = search(key, found.get(), book);
                if (first != null) {
                    found.get().object("found \"%s\" beside \"%s\", expected one of them".formatted(key, first));
                } else {
                    first = key;
                    search = read;
                }
                if (rule.optional("every").isEmpty()) {
                    found.get()
                            .object("found \"%s\" without \"every\", expected it in rules that run by the clock only"
                                    .formatted(key));
                }
            }
        }
        return search;
    }

    private static Search search(String key, YamlNode node, ReadContext book) {
        return EntityRef.Type.of(key)
                .<Search>map(type -> EntitySearchReader.read(node, type, book))
                .orElseGet(() -> TaskSearchReader.read(node, book));
    }

    private static void refuseWithoutSearch(YamlNode node, String key) {
        node.object("found \"%s\" in a rule that looks for nothing, expected it beside \"every\" and one of %s"
                .formatted(key, ValueText.or(SEARCHES)));
    }

    private static Optional<Integer> limit(YamlNode node) {
        if (node.value().orElse("") instanceof Long most && most >= 1 && most <= MAX_LIMIT) {
            return Optional.of(most.intValue());
        }
        node.refuse("how many events a run makes, from 1 to " + MAX_LIMIT);
        return Optional.empty();
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
    Optional<Objection> objection(EventKind kind) {
        return kinds.contains(kind)
                ? Optional.empty()
                : Optional.of(() -> "the event is %s, rule wants %s (%s)"
                        .formatted(kind, ValueText.or(words(kinds.stream())), position));
    }
}
