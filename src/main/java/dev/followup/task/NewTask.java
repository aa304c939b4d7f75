package dev.followup.task;

import dev.followup.event.EntityRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
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

    /// How many of text, entity and deadline are equal if a task in the CRM is this one: people may have changed one
    /// of them since it was added.
    public static final int MIN_SIMILARITY = 2;

    /// How far the CRM's clock, which dates the task, may be behind ours, or ahead of it.
    public static final Duration MAX_CLOCK_SKEW = Duration.ofMinutes(2);

    public NewTask {
        if (text.isBlank()) {
            throw new IllegalArgumentException("text is blank");
        }
    }

    /// The same task for a responsible user.
    ///
    /// @param newDue the deadline for this user; `null` keeps it
    public NewTask assigned(long user, @Nullable Instant newDue) {
        return new NewTask(type, text, newDue == null ? due : newDue, duration, about, user, result);
    }

    /// The same task without a responsible user.
    public NewTask unassigned() {
        return new NewTask(type, text, due, duration, about, null, result);
    }

    /// How many of text, entity and deadline are equal to those of a task in the CRM.
    ///
    /// @param otherText `null` if it is not known, like the others
    public int similarity(@Nullable String otherText, @Nullable EntityRef otherEntity, @Nullable Instant otherDue) {
        return (otherText != null && text.strip().equals(otherText.strip()) ? 1 : 0)
                + (Objects.equals(about, otherEntity) ? 1 : 0)
                + (otherDue != null && due.getEpochSecond() == otherDue.getEpochSecond() ? 1 : 0);
    }
}
