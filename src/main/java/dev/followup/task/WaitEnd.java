package dev.followup.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What becomes of an action whose time has come.
///
/// @param waiting what waited
/// @param draft the command that it becomes; `null` if it is dropped, or waits on
/// @param retryAt when it is asked again, since it could not be asked now; `null` if the wait is over
public record WaitEnd(
        Wait waiting,
        @Nullable DraftCommand draft,
        @Nullable Instant retryAt) {

    /// The action becomes a command.
    public static WaitEnd fired(Wait waiting, DraftCommand draft) {
        return new WaitEnd(waiting, draft, null);
    }

    /// The action is dropped.
    public static WaitEnd dropped(Wait waiting) {
        return new WaitEnd(waiting, null, null);
    }

    /// The action waits on, since it could not be asked.
    public static WaitEnd postponed(Wait waiting, Instant retryAt) {
        return new WaitEnd(waiting, null, retryAt);
    }
}
