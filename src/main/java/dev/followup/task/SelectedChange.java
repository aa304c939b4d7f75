package dev.followup.task;

import dev.followup.event.EntityRef;
import dev.followup.task.TaskCommand.Origin;
import org.jspecify.annotations.Nullable;

/// A change of selected tasks.
///
/// @param which the tasks
/// @param change what changes
public record SelectedChange(TaskSelection which, TaskChange change) {

    /// Whether the change may be one of this task.
    ///
    /// @param about the entity that the task is linked to now; `null` if there is none
    public boolean mayBeOf(long task, @Nullable EntityRef about) {
        return switch (which) {
            case TaskSelection.One one -> one.task() == task;
            case TaskSelection.Open open ->
                about != null && (about.equals(open.tasks().entity()) || about.equals(change.about()));
        };
    }

    /// Whether a task is as this change leaves it.
    ///
    /// @param madeBy the origin of the command that added the task; `null` if no command did
    public boolean isSeenIn(Task task, @Nullable Origin madeBy) {
        boolean isMadeAsWanted =
                !(which instanceof TaskSelection.Open open) || open.tasks().isMadeBy(madeBy);
        return isMadeAsWanted && mayBeOf(task.id(), task.about()) && change.isSeenIn(task);
    }
}
