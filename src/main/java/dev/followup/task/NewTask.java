package dev.followup.task;

import dev.followup.event.EntityRef;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A task to be added to the CRM.
///
/// @param type its type
/// @param text what the responsible user reads, not blank
/// @param due when it must be done, in whole seconds
/// @param duration how long it takes; `null` for the CRM's default
/// @param about the entity it is linked to, `null` if there is none
/// @param responsible the user's id; `null` for the CRM's default, which is the token's user
/// @param result the result's text if the task is to be added as completed; `null` for an open task
public record NewTask(
        TaskType type,
        String text,
        Instant due,
        @Nullable Duration duration,
        @Nullable EntityRef about,
        @Nullable Long responsible,
        @Nullable String result) {

    public NewTask {
        if (text.isBlank()) {
            throw new IllegalArgumentException("text is blank");
        }
    }

    /// The same task for a responsible user.
    public NewTask assigned(long user) {
        return new NewTask(type, text, due, duration, about, user, result);
    }

    /// The same task without a responsible user.
    public NewTask unassigned() {
        return new NewTask(type, text, due, duration, about, null, result);
    }
}
