package dev.followup.function;

import static java.time.format.DateTimeFormatter.ISO_OFFSET_DATE_TIME;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.rule.RuleBook;
import dev.followup.task.Selection;
import dev.followup.task.TaskOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts together what is to be told of a body, event by event.
final class ExplanationWriter {

    private final List<Explanation.Happening> events = new ArrayList<>();
    private final List<Explanation.Refusal> refused = new ArrayList<>();
    private final List<Explanation.Verdict> rules = new ArrayList<>();
    private final List<Explanation.Order> orders = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final RuleBook book;

    ExplanationWriter(RuleBook book) {
        this.book = book;
    }

    void refuse(String where, String reason) {
        refused.add(new Explanation.Refusal(where, reason));
    }

    void warn(String warning) {
        warnings.add(warning);
    }

    /// Tells of an event, of what every rule says to it, and of what would be sent.
    void add(CrmEvent event) {
        var index = events.size();
        events.add(new Explanation.Happening(
                event.kind().word(),
                entity(event.entity()),
                event.time().toString(),
                event.facts().document()));
        var plan = book.explain(event);
        plan.verdicts()
                .forEach(verdict ->
                        rules.add(new Explanation.Verdict(verdict.rule(), index, verdict.fires(), verdict.reason())));
        plan.orders().forEach(order -> orders.add(order(order, index)));
        warnings.addAll(plan.warnings());
    }

    Explanation written() {
        return new Explanation(events, refused, rules, orders, warnings);
    }

    private Explanation.Order order(TaskOrder order, int event) {
        var rule = order.origin().rule();
        return switch (order) {
            case TaskOrder.Create create -> {
                var task = create.task();
                yield new Explanation.Order(
                        rule,
                        event,
                        "create-task",
                        entity(task.about()),
                        null,
                        task.type().id(),
                        task.text(),
                        due(task.due()),
                        seconds(task.duration()),
                        task.responsible(),
                        task.result());
            }
            case TaskOrder.Complete complete ->
                new Explanation.Order(
                        rule,
                        event,
                        "complete-tasks",
                        null,
                        task(complete.which()),
                        null,
                        null,
                        null,
                        null,
                        null,
                        complete.result());
            case TaskOrder.Change change -> {
                var task = change.change();
                yield new Explanation.Order(
                        rule,
                        event,
                        "change-tasks",
                        entity(task.about()),
                        task(change.which()),
                        task.type() == null ? null : task.type().id(),
                        task.text(),
                        due(task.due()),
                        seconds(task.duration()),
                        task.responsible(),
                        task.result());
            }
        };
    }

    private static @Nullable Long task(Selection which) {
        return switch (which) {
            case Selection.One one -> one.task();
            case Selection.Open _ -> null;
        };
    }

    private static Explanation.@Nullable Entity entity(@Nullable EntityRef entity) {
        return entity == null ? null : new Explanation.Entity(entity.type().word(), entity.id());
    }

    private @Nullable String due(@Nullable Instant due) {
        return due == null ? null : ISO_OFFSET_DATE_TIME.format(due.atZone(book.zone()));
    }

    private static @Nullable Long seconds(@Nullable Duration duration) {
        return duration == null ? null : duration.toSeconds();
    }
}
