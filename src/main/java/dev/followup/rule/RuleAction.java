package dev.followup.rule;

import dev.followup.event.CrmEvent;
import dev.followup.event.EventSubject;
import dev.followup.rule.action.Action;
import dev.followup.rule.action.Assignee;
import dev.followup.rule.action.ReadContext;
import dev.followup.rule.person.People;
import dev.followup.rule.text.TextTemplate;
import dev.followup.rule.text.TextTemplateReader;
import dev.followup.rule.time.DueDate;
import dev.followup.rule.time.DueDateReader;
import dev.followup.task.CloseGuard;
import dev.followup.yaml.YamlNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An action of a rule with its time.
///
/// @param after how long it waits, counted from the event; `null` if it goes at once
/// @param waitsByCalendars whether that depends on the calendar of a person
/// @param closeOn the events that close the task that it adds; empty if none does
/// @param result the text of the closed task's result; `null` for the usual one
record RuleAction(
        Action action,
        @Nullable DueDate after,
        boolean waitsByCalendars,
        List<EventMatcher> closeOn,
        @Nullable TextTemplate result) {

    /// The longest wait.
    private static final int MAX_DAYS = 365;

    /// A moment on each hour of a week: that an action waits longer than another one is tried on them.
    private static final List<Instant> SAMPLES = IntStream.range(0, 7 * 24)
            .mapToObj(hour -> Instant.parse("2026-11-23T00:30:00Z").plus(Duration.ofHours(hour)))
            .toList();

    /// Whether an action in the value of `then` waits, valid or not.
    static boolean anyWaits(YamlNode then) {
        return then.items().stream().anyMatch(item -> value(item, "after").isPresent());
    }

    /// Reads the value of `then`; problems are noted.
    static List<RuleAction> list(YamlNode then, ReadContext context) {
        if (!then.isList() || then.items().isEmpty()) {
            then.refuse("a list of actions, such as - create-task: …");
            return List.of();
        }
        var actions = new ArrayList<RuleAction>();
        @Nullable RuleAction last = null;
        for (var item : then.items()) {
            var read = Action.read(item, context).map(action -> read(action, item, context));
            if (read.isPresent()) {
                var action = read.get();
                actions.add(action);
                if (action.after != null) {
                    requireLater(value(item, "after").orElse(item), action.after, last == null ? null : last.after);
                    last = action;
                }
            }
        }
        return List.copyOf(actions);
    }

    private static RuleAction read(Action action, YamlNode item, ReadContext context) {
        var closing = value(item, "close-on").filter(_ -> action.addsTask());
        closing.filter(_ -> value(item, "completed").isPresent())
                .ifPresent(node -> node.object("found \"close-on\" beside \"completed\", expected one of them: the task"
                        + " is added as a completed one"));
        var closeOn = closing.map(node -> EventMatcher.list(node, context)).orElse(List.of());
        var kinds = closeOn.stream().map(EventMatcher::kind).collect(Collectors.toSet());
        var result = value(item, "result").filter(_ -> action.addsTask());
        result.filter(_ -> closing.isEmpty())
                .ifPresent(node -> node.object("found \"result\" without \"close-on\", expected \"close-on\", or"
                        + " \"completed\" for a task that is added as a completed one"));
        var after = value(item, "after").flatMap(node -> after(node, context));
        return new RuleAction(
                action,
                after.orElse(null),
                context.people().haveCalendars()
                        && after.filter(DueDate::dependsOnCalendar).isPresent(),
                closeOn,
                result.flatMap(node ->
                                TextTemplateReader.read(node, context.anyFacts().of(kinds), context.zone()))
                        .orElse(null));
    }

    private static Optional<YamlNode> value(YamlNode item, String key) {
        return item.written()
                .flatMap(action -> action.value().written())
                .filter(entry -> entry.name().equals(key))
                .map(YamlNode.Entry::value)
                .findFirst();
    }

    private static Optional<DueDate> after(YamlNode node, ReadContext context) {
        if (WaitSettings.isOnDate(context)) {
            node.object("found \"after\" in a rule on a date, expected another rule with another \"fire\"");
            return Optional.empty();
        }
        return DueDateReader.read(node, context.zone(), context.workingTime(), MAX_DAYS)
                .filter(after -> {
                    boolean waits = SAMPLES.stream()
                            .anyMatch(event -> after.after(event, _ -> {}).isAfter(event));
                    if (!waits) {
                        node.object("found \"" + node.word() + "\", which is no time to wait, expected more,"
                                + " or no \"after\"");
                    }
                    return waits;
                });
    }

    /// Notes a problem if the actions that wait are not in the order of their times.
    private static void requireLater(YamlNode node, DueDate after, @Nullable DueDate before) {
        if (before != null
                && SAMPLES.stream()
                        .anyMatch(event -> !after.after(event, _ -> {}).isAfter(before.after(event, _ -> {})))) {
            node.object(
                    "found \"" + node.word() + "\", which is not always later than the \"after\" of the action before,"
                            + " expected growing times of one unit, such as 30m working and then 90m working");
        }
    }

    /// When the action's time has come for an event: counted in the calendar of who has its task or entity now.
    ///
    /// @param people the people of the book
    /// @param warnings receives a warning for a moment that may not be working time
    Instant due(CrmEvent event, People people, Consumer<String> warnings) {
        if (after == null) {
            return event.time();
        }
        var calendar = Assignee.holder(event).map(people::calendarOf).orElse(null);
        return after.in(calendar).after(event.time(), warnings);
    }

    /// The paths of the facts that name the person in whose calendar it waits.
    Stream<String> holderPaths(CrmEvent event) {
        return after != null && waitsByCalendars ? Assignee.holderPaths(event) : Stream.empty();
    }

    /// The result of the tasks that an event closes; empty if it closes none.
    ///
    /// @param rule the name of the rule
    Optional<String> closedBy(CrmEvent event, String rule) {
        return closeOn.stream().anyMatch(close -> close.matches(event))
                ? Optional.of(result == null ? "Closed by rule " + rule : result.render(event.facts(), _ -> {}))
                : Optional.empty();
    }

    /// What a later event must know to close the task; `null` if none does.
    @Nullable
    CloseGuard closable(CrmEvent event) {
        return closeOn.isEmpty()
                ? null
                : EventSubject.of(event)
                        .map(subject -> new CloseGuard(subject, EventSubject.namedOrLinked(event), event.time()))
                        .orElse(null);
    }

    /// The paths of the facts that the result uses.
    Stream<String> resultPaths() {
        return result == null ? Stream.empty() : result.paths();
    }
}
