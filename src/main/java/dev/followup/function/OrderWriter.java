package dev.followup.function;

import static java.time.format.DateTimeFormatter.ISO_OFFSET_DATE_TIME;

import dev.followup.event.EntityRef;
import dev.followup.task.Draft;
import dev.followup.task.NewTask;
import dev.followup.task.Selection;
import dev.followup.task.TaskChange;
import dev.followup.task.TaskOrder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/// Tells of orders in an explanation's words.
///
/// @param zone in which due dates are told
record OrderWriter(ZoneId zone) {

    /// @param event the index of the event that it follows from
    Explanation.Order order(Draft draft, int event) {
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

    static Explanation.@Nullable Entity entity(@Nullable EntityRef entity) {
        return entity == null ? null : new Explanation.Entity(entity.type().word(), entity.id());
    }

    private @Nullable String due(@Nullable Instant due) {
        return due == null ? null : ISO_OFFSET_DATE_TIME.format(due.atZone(zone));
    }

    private static @Nullable Long seconds(@Nullable Duration duration) {
        return duration == null ? null : duration.toSeconds();
    }
}
