package dev.followup.inbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A message as the queue delivers it.
///
/// @param id its id in the queue
/// @param group its message group: the name of its account
/// @param source who put it there
/// @param body its text: the form of a webhook as it was posted, a tick, or a request
/// @param sentAt when the queue took it
/// @param receipt the queue's handle for this delivery; `null` if the message does not come from a queue
/// @param receiveCount how often it was delivered, this time included
public record InboxMessage(
        String id,
        String group,
        MessageSource source,
        String body,
        Instant sentAt,
        @Nullable String receipt,
        int receiveCount) {

    /// A webhook that does not come from a queue.
    public InboxMessage(String id, String group, String body, Instant sentAt) {
        this(id, group, MessageSource.WEBHOOK, body, sentAt, null, 1);
    }

    /// The same message, put there by someone else.
    public InboxMessage from(MessageSource other) {
        return new InboxMessage(id, group, other, body, sentAt, receipt, receiveCount);
    }
}
