package dev.followup.task;

import dev.followup.event.EntityRef;
import org.jspecify.annotations.Nullable;

/// The tasks that a command completes or changes.
public sealed interface TaskSelection {

    /// The selection in words, as in `task 9001` or `open tasks of leads/501`.
    default String inWords() {
        return switch (this) {
            case One one -> "task " + one.task();
            case Open open -> "open tasks of " + open.tasks().entity();
        };
    }

    /// One known task.
    ///
    /// @param task its id
    /// @param about the entity it is linked to; `null` if there is none or it is not known
    record One(long task, @Nullable EntityRef about) implements TaskSelection {}

    /// The open tasks that match a filter when the command is sent.
    record Open(OpenTaskFilter tasks) implements TaskSelection {}
}
