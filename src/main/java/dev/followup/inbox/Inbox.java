package dev.followup.inbox;

import java.time.Instant;

/// The ways into a lane and out of it.
public interface Inbox {

    /// Puts a message among the dead letters, with its reason, so that its lane goes on.
    ///
    /// @param reason why it cannot be worked on, for the person who will look at it
    /// @throws InboxUnavailableException if it could not be put there: then it must come again
    void sendToDeadLetters(InboxMessage message, String reason);

    /// Puts a tick of the clock into an account's lane. The same tick a second time may be dropped.
    ///
    /// @param time when the clock struck
    /// @throws InboxUnavailableException if it could not be put there
    void tick(String account, Instant time);
}
