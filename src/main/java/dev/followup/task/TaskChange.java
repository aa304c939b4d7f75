package dev.followup.task;

import dev.followup.event.EntityRef;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A change of a task. Each field may be `null`: then it stays unchanged.
///
/// @param type its new type
/// @param text its new text, not blank
/// @param due its new deadline, in whole seconds
/// @param duration how long it takes
/// @param about the entity it is linked to from now on
/// @param responsible the user's id
/// @param completed `true` completes it, `false` opens it again
/// @param result the text of its result
public record TaskChange(
        @Nullable TaskType type,
        @Nullable String text,
        @Nullable Instant due,
        @Nullable Duration duration,
        @Nullable EntityRef about,
        @Nullable Long responsible,
        @Nullable Boolean completed,
        @Nullable String result) {

    private static final TaskChange NOTHING = new TaskChange(null, null, null, null, null, null, null, null);

    public TaskChange {
        if (text != null && text.isBlank()) {
            throw new IllegalArgumentException("text is blank");
        }
    }

    /// The change that completes a task with a result.
    public static TaskChange completedWith(String result) {
        return new TaskChange(null, null, null, null, null, null, true, result);
    }

    /// The same change for a responsible user.
    ///
    /// @param newDue the deadline for this user; `null` keeps what it says of the deadline
    public TaskChange assigned(long user, @Nullable Instant newDue) {
        return new TaskChange(type, text, newDue == null ? due : newDue, duration, about, user, completed, result);
    }

    /// The same change that leaves the responsible user as it is.
    public TaskChange unassigned() {
        return new TaskChange(type, text, due, duration, about, null, completed, result);
    }

    /// Whether a task is as this change leaves it, but for the text of its result, which the CRM may word otherwise.
    public boolean isSeenIn(Task task) {
        return isKeptOr(type, task.type())
                && isKeptOr(text, task.text())
                && isKeptOr(due, task.due())
                && isKeptOr(duration, task.duration())
                && isKeptOr(about, task.about())
                && isKeptOr(responsible, task.responsible())
                && isKeptOr(completed, task.completed());
    }

    private static boolean isKeptOr(@Nullable Object wanted, @Nullable Object found) {
        return wanted == null || wanted.equals(found);
    }

    /// Whether it changes nothing.
    public boolean isEmpty() {
        return equals(NOTHING);
    }
}
