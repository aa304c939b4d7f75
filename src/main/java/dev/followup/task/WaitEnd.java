package dev.followup.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What becomes of an action whose time has come.
///
/// @param waiting what waited
/// @param draft the command that it becomes; `null` if it is dropped, or waits on
/// @param retryAt when it is asked again, since it could not be asked now; `null` if the wait is over
/// @param next the date that is waited for then; `null` if there is none
/// @param reason why it is dropped, in words; empty if that is not known, or if it is not dropped
public record WaitEnd(
        Wait waiting,
        @Nullable DraftCommand draft,
        @Nullable Instant retryAt,
        WaitRequest.@Nullable Follow next,
        String reason) {

    /// The action becomes a command.
    public static WaitEnd fired(Wait waiting, DraftCommand draft) {
        return new WaitEnd(waiting, draft, null, null, "");
    }

    /// The action is dropped.
    public static WaitEnd dropped(Wait waiting) {
        return new WaitEnd(waiting, null, null, null, "");
    }

    /// The same action, dropped for a reason.
    public WaitEnd because(String words) {
        return new WaitEnd(waiting, draft, retryAt, next, words);
    }

    /// The action waits on, since it could not be asked.
    public static WaitEnd postponed(Wait waiting, Instant retryAt) {
        return new WaitEnd(waiting, null, retryAt, null, "");
    }

    /// The same, with a date that is waited for then.
    public WaitEnd next(WaitRequest.Follow date) {
        return new WaitEnd(waiting, draft, retryAt, date, reason);
    }

    /// Whether the action is dropped: it neither becomes a command nor waits on.
    public boolean isDropped() {
        return draft == null && retryAt == null;
    }

    /// Whether the rule's marker changes with it.
    public boolean changesMarker() {
        return retryAt != null || next != null || (draft != null && waiting.waitsForDate());
    }
}
