package dev.followup.inbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A message in the queue for dead letters.
///
/// @param account the name of its message group
/// @param source who put it into the inbox
/// @param reason why it was moved there; `null` if it was received a thousand times
/// @param body its text: that of a webhook, or an event that waited or that a tick found
/// @param since when it was moved there
public record DeadLetter(
        String id,
        String account,
        MessageSource source,
        @Nullable String reason,
        String body,
        Instant since) {

    /// Whether it can be sent again. What is left of an event that waited cannot be read.
    public boolean canBeSentAgain() {
        return !body.startsWith("CrmEvent[");
    }
}
