package dev.followup.task;

import dev.followup.event.EntityRef;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What is to be different about a task. Every part may be `null`: then it stays as it is.
///
/// @param type its new type
/// @param text its new text, not blank
/// @param due its new deadline, in whole seconds
/// @param duration how long it takes
/// @param about the entity it hangs on from now on
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

    public TaskChange {
        if (text != null && text.isBlank()) {
            throw new IllegalArgumentException("text is blank");
        }
    }

    /// Completes a task with the text of its result.
    public static TaskChange completedWith(String result) {
        return new TaskChange(null, null, null, null, null, null, true, result);
    }

    /// The same for a user who is to be responsible.
    public TaskChange assigned(long user) {
        return new TaskChange(type, text, due, duration, about, user, completed, result);
    }
}
