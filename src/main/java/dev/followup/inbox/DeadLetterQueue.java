package dev.followup.inbox;

import java.util.List;

/// The queue for dead letters, as far as people look at it and send messages again.
///
/// Every method throws [InboxUnavailableException] if the queue failed.
public interface DeadLetterQueue {

    /// The dead letters, at most ten of each message group: no more are shown until these are gone. They stay where
    /// they are, and are shown again after some seconds.
    List<DeadLetter> list();

    /// Sends the dead letters to the inbox again, and removes them here. What cannot be sent again stays.
    ///
    /// @return those that were sent
    List<DeadLetter> sendAgain();
}
