package dev.followup.rule;

import dev.followup.task.Task;
import dev.followup.task.TaskQuery;
import dev.followup.task.TaskQuery.Updated;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Which tasks a rule looks at when its time has come. Everything must be so; `null` asks nothing.
///
/// @param asked what does not depend on the time
/// @param overdue due at least that long ago
/// @param dueWithin due from then on, before so much time has passed
/// @param idleFor not changed for that long
public record TaskSearch(
        TaskQuery asked,
        @Nullable Duration overdue,
        @Nullable Duration dueWithin,
        @Nullable Duration idleFor) {

    /// As much of it as the CRM can be asked for: it knows no deadlines.
    ///
    /// @param slot when the rule's time has come
    public TaskQuery query(Instant slot) {
        return idleFor == null ? asked : asked.withUpdated(new Updated.Between(Instant.EPOCH, slot.minus(idleFor)));
    }

    /// Whether a task is one of them.
    ///
    /// @param slot as above
    public boolean wants(Task task, Instant slot) {
        return query(slot).matches(task) && isOverdue(task.due(), slot) && isNear(task.due(), slot);
    }

    private boolean isOverdue(Instant due, Instant slot) {
        return overdue == null || !due.isAfter(slot.minus(overdue));
    }

    private boolean isNear(Instant due, Instant slot) {
        return dueWithin == null || (!due.isBefore(slot) && due.isBefore(slot.plus(dueWithin)));
    }
}
