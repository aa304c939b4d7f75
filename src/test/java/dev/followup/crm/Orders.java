package dev.followup.crm;

import dev.followup.event.EntityRef;
import dev.followup.task.NewTask;
import dev.followup.task.Selection;
import dev.followup.task.TaskChange;
import dev.followup.task.TaskOrder;
import dev.followup.task.TaskType;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/// Orders as rules would give them.
final class Orders {

    static final Instant DUE = Instant.ofEpochSecond(1_896_123_540);

    private Orders() {}

    static TaskOrder.Create create(String event, long lead) {
        return new TaskOrder.Create(
                origin(event),
                new NewTask(
                        TaskType.FOLLOW_UP, "Call", DUE, null, new EntityRef(EntityRef.Type.LEADS, lead), 101L, null),
                null);
    }

    /// So many tasks to add, each by an event and for a lead of its own.
    static List<TaskOrder> creates(int count) {
        return IntStream.range(0, count)
                .<TaskOrder>mapToObj(i -> create("e" + i, 100 + i))
                .toList();
    }

    static TaskOrder.Create createAlone(String event) {
        return new TaskOrder.Create(
                origin(event), new NewTask(TaskType.MEETING, "Meet", DUE, null, null, null, null), null);
    }

    static TaskOrder.Complete complete(String event, long task) {
        return new TaskOrder.Complete(new TaskOrder.Origin(event, "complete", (int) task), one(task), "Done");
    }

    static TaskOrder.Change reopen(String event, long task) {
        return new TaskOrder.Change(
                origin(event), one(task), new TaskChange(null, null, null, null, null, null, false, null));
    }

    static TaskOrder.Change move(String event, long task, long lead) {
        return new TaskOrder.Change(
                origin(event),
                one(task),
                new TaskChange(null, null, null, null, new EntityRef(EntityRef.Type.LEADS, lead), null, null, null));
    }

    private static Selection one(long task) {
        return new Selection.One(task, null);
    }

    private static TaskOrder.Origin origin(String event) {
        return new TaskOrder.Origin(event, "rule", 0);
    }
}
