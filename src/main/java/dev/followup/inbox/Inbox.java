package dev.followup.inbox;

import java.time.Instant;
import java.util.List;

/// The inbox between gateway and worker, as far as the worker writes to it: dead letters, ticks, and when messages
/// are delivered again.
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

    /// Sends what a person asks to an account's message group.
    ///
    /// @throws InboxUnavailableException if the queue did not take it
    void request(String account, AccountRequest request);

    /// Has messages that were not completed delivered again within seconds, instead of after the queue's
    /// visibility time-out. The more often a group's messages were delivered, the longer it takes. If the queue
    /// does not accept it, that is logged, and the time-out applies.
    ///
    /// @param messages of each group all that were not completed, since together they keep their order
    void deliverAgainSoon(List<InboxMessage> messages);
}
