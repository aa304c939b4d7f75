package dev.followup.rule;

import dev.followup.event.EventKind;
import dev.followup.task.Task;
import dev.followup.task.TaskQuery;
import dev.followup.task.TaskQuery.Updated;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The search for tasks of a rule that runs by the clock. All criteria must hold; `null` is no criterion.
///
/// @param asked the criteria that do not depend on the time
/// @param overdue due at least that long ago
/// @param dueWithin due from now on, within that time
/// @param idleFor unchanged for that long
/// @param ofAway whether it is for the tasks of those who are away, whom nobody has named yet
public record TaskSearch(
        TaskQuery asked,
        @Nullable Duration overdue,
        @Nullable Duration dueWithin,
        @Nullable Duration idleFor,
        boolean ofAway)
        implements Search {

    /// The same search after it is known who is away. If nobody is, it finds nothing.
    ///
    /// @param users the ids of those who are away
    TaskSearch ofAway(Set<Long> users) {
        return !ofAway || users.isEmpty()
                ? this
                : new TaskSearch(asked.withResponsible(users), overdue, dueWithin, idleFor, false);
    }

    @Override
    public EventKind kind() {
        return EventKind.TASK_FOUND;
    }

    /// The part of the search that the CRM can filter by: it cannot filter by deadline.
    ///
    /// @param slot the time at which the rule is due
    public TaskQuery query(Instant slot) {
        return idleFor == null ? asked : asked.withUpdated(new Updated.Between(Instant.EPOCH, slot.minus(idleFor)));
    }

    /// Whether a task is found by the search.
    ///
    /// @param slot the time at which the rule is due
    public boolean wants(Task task, Instant slot) {
        return !ofAway && query(slot).matches(task) && isOverdue(task.due(), slot) && isNear(task.due(), slot);
    }

    private boolean isOverdue(Instant due, Instant slot) {
        return overdue == null || !due.isAfter(slot.minus(overdue));
    }

    private boolean isNear(Instant due, Instant slot) {
        return dueWithin == null || (!due.isBefore(slot) && due.isBefore(slot.plus(dueWithin)));
    }
}
