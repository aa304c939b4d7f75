package dev.followup.inbox;

import java.time.Instant;

/// The inbox between gateway and worker, as far as the worker writes to it: dead letters and ticks.
public interface Inbox {

    /// Moves a message to the dead letters, with its reason, so that its message group goes on.
    ///
    /// @param reason why it cannot be processed, for the person who will read it
    /// @throws InboxUnavailableException if the queue did not take it: then the message must be
    /// delivered again
    void sendToDeadLetters(InboxMessage message, String reason);

    /// Sends a tick of the clock to an account's message group. The same tick a second time may be dropped.
    ///
    /// @param time the time of the tick
    /// @throws InboxUnavailableException if the queue did not take it
    void tick(String account, Instant time);
}
