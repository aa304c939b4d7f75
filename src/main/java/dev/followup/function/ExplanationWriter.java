package dev.followup.function;

import static java.time.format.DateTimeFormatter.ISO_OFFSET_DATE_TIME;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.rule.RuleBook;
import dev.followup.task.Draft;
import dev.followup.task.NewTask;
import dev.followup.task.Selection;
import dev.followup.task.TaskChange;
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
        var plan = book.explain(event);
        events.add(new Explanation.Happening(
                event.kind().word(),
                entity(event.entity()),
                event.time().toString(),
                plan.facts().document()));
        plan.verdicts()
                .forEach(verdict ->
                        rules.add(new Explanation.Verdict(verdict.rule(), index, verdict.fires(), verdict.reason())));
        plan.drafts().forEach(draft -> orders.add(order(draft, index)));
        warnings.addAll(plan.warnings());
    }

    Explanation written() {
        return new Explanation(events, refused, rules, orders, warnings);
    }

    private Explanation.Order order(Draft draft, int event) {
        var order = draft.order();
        boolean adds = order instanceof TaskOrder.Create;
        return new Explanation.Order(
                order.origin().rule(),
                event,
                action(order),
                task(order),
                order.asks().filter(_ -> !adds).map(tasks -> "every " + tasks).orElse(null),
                work(order),
                order.asks().filter(_ -> adds).map(tasks -> "an " + tasks).orElse(null),
                draft.once() == null ? null : draft.once().toString(),
                draft.rotation());
    }

    private static String action(TaskOrder order) {
        return switch (order) {
            case TaskOrder.Create _ -> "create-task";
            case TaskOrder.Complete _ -> "complete-tasks";
            case TaskOrder.Change _ -> "change-tasks";
        };
    }

    private static @Nullable Long task(TaskOrder order) {
        return switch (order) {
            case TaskOrder.Create _ -> null;
            case TaskOrder.Complete complete -> task(complete.which());
            case TaskOrder.Change change -> task(change.which());
        };
    }

    private static @Nullable Long task(Selection which) {
        return switch (which) {
            case Selection.One one -> one.task();
            case Selection.Open _ -> null;
        };
    }

    private Explanation.Work work(TaskOrder order) {
        return switch (order) {
            case TaskOrder.Create create -> work(create.task());
            case TaskOrder.Complete complete ->
                work(TaskChange.completedWith(complete.result()), about(complete.which()));
            case TaskOrder.Change change -> work(change.change(), about(change.which()));
        };
    }

    private static @Nullable EntityRef about(Selection which) {
        return switch (which) {
            case Selection.One one -> one.about();
            case Selection.Open open -> open.tasks().entity();
        };
    }

    private Explanation.Work work(NewTask task) {
        return new Explanation.Work(
                entity(task.about()),
                task.type().id(),
                task.text(),
                due(task.due()),
                seconds(task.duration()),
                task.responsible(),
                task.result());
    }

    private Explanation.Work work(TaskChange change, @Nullable EntityRef about) {
        return new Explanation.Work(
                entity(change.about() == null ? about : change.about()),
                change.type() == null ? null : change.type().id(),
                change.text(),
                due(change.due()),
                seconds(change.duration()),
                change.responsible(),
                change.result());
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
