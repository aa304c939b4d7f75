package dev.followup.crm;

import dev.followup.task.Outcome;
import dev.followup.task.Task;
import java.util.List;

/// What looking for tasks came to.
public sealed interface Found {

    /// They were looked for; perhaps there are none.
    record Tasks(List<Task> tasks) implements Found {
        public Tasks {
            tasks = List.copyOf(tasks);
        }
    }

    /// They could not be looked for.
    ///
    /// @param why as it would have ended an order
    record Failed(Outcome why) implements Found {}
}
