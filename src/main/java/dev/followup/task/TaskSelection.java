package dev.followup.task;

import dev.followup.event.EntityRef;
import org.jspecify.annotations.Nullable;

/// Which tasks an order completes or changes.
public sealed interface TaskSelection {

    /// As in `task 9001` or `open tasks of leads/501`.
    default String inWords() {
        return switch (this) {
            case One one -> "task " + one.task();
            case Open open -> "open tasks of " + open.tasks().entity();
        };
    }

    /// A certain one.
    ///
    /// @param task its id
    /// @param about what it hangs on; `null` for nothing, or if that is not known
    record One(long task, @Nullable EntityRef about) implements TaskSelection {}

    /// Those that are found when the order is sent.
    record Open(OpenTaskFilter tasks) implements TaskSelection {}
}
