package dev.followup.crm.task;

import dev.followup.event.EntityRef;
import dev.followup.task.NewTask;
import dev.followup.task.TaskChange;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskSelection;
import dev.followup.task.TaskType;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Commands as rules would give them.
public final class SampleCommands {

    static final Instant DUE = Instant.ofEpochSecond(1_896_123_540);

    private SampleCommands() {}

    public static TaskCommand.Create create(String event, long lead) {
        return new TaskCommand.Create(
                origin(event),
                new NewTask(
                        TaskType.FOLLOW_UP, "Call", DUE, null, new EntityRef(EntityRef.Type.LEADS, lead), 101L, null),
                null);
    }

    /// So many commands to add a task, each by an event and for a lead of its own.
    public static List<TaskCommand> creates(int count) {
        return IntStream.range(0, count)
                .<TaskCommand>mapToObj(i -> create("e" + i, 100 + i))
                .toList();
    }

    /// So many commands to complete a task.
    public static List<TaskCommand> completions(long... tasks) {
        return Arrays.stream(tasks)
                .<TaskCommand>mapToObj(task -> complete("c", task))
                .toList();
    }

    static TaskCommand.Create createAlone(String event) {
        return new TaskCommand.Create(
                origin(event), new NewTask(TaskType.MEETING, "Meet", DUE, null, null, null, null), null);
    }

    static TaskCommand.Complete complete(String event, long task) {
        return new TaskCommand.Complete(new TaskCommand.Origin(event, "complete", (int) task), one(task), "Done");
    }

    static TaskCommand.Change reopen(String event, long task) {
        return new TaskCommand.Change(
                origin(event), one(task), new TaskChange(null, null, null, null, null, null, false, null));
    }

    static TaskCommand.Change move(String event, long task, long lead) {
        return new TaskCommand.Change(
                origin(event),
                one(task),
                new TaskChange(null, null, null, null, new EntityRef(EntityRef.Type.LEADS, lead), null, null, null));
    }

    private static TaskSelection one(long task) {
        return new TaskSelection.One(task, null);
    }

    private static TaskCommand.Origin origin(String event) {
        return new TaskCommand.Origin(event, "rule", 0);
    }
}
