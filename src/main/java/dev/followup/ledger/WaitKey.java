package dev.followup.ledger;

import dev.followup.task.TaskCommand.Origin;
import dev.followup.task.Wait;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The key of an action that waits.
///
/// @param origin the event, the rule and the action
/// @param retryAt when it is asked; `null` while it is held back, since an earlier event of the same
/// subject waits
public record WaitKey(Origin origin, @Nullable Instant retryAt) {

    /// The key of a wait that is not held back.
    public static WaitKey of(Wait wait) {
        return new WaitKey(wait.origin(), wait.retryAt());
    }

    /// The key of the same action while it is held back.
    WaitKey held() {
        return new WaitKey(origin, null);
    }
}
