package dev.followup.lambda;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.MessageBatch;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A batch as Lambda hands it over. A field that is missing means that the function is tied to another kind of
/// queue than the template's, and nothing is taken.
/// Source: AWS documentation, "Using Lambda with Amazon SQS", example FIFO queue message event; read 2026-11-21.
///
/// @param records the messages; fields of theirs that are not named here are of no use
public record SqsEvent(@JsonProperty("Records") @Nullable List<Stored> records) {

    MessageBatch batch() {
        if (records == null) {
            throw new IllegalArgumentException("found an event without Records, expected a batch of an SQS FIFO queue");
        }
        return new MessageBatch(records.stream().map(Stored::message).toList());
    }

    /// A message.
    ///
    /// @param messageId its id in the queue
    /// @param body what was stored
    /// @param attributes what the queue says of it
    public record Stored(
            @Nullable String messageId,
            @Nullable String body,
            @Nullable Attributes attributes) {

        InboxMessage message() {
            if (messageId == null
                    || body == null
                    || attributes == null
                    || attributes.group == null
                    || attributes.sentTimestamp == null) {
                throw new IllegalArgumentException("found message " + messageId
                        + ", expected one of an SQS FIFO queue, with body, MessageGroupId and SentTimestamp");
            }
            return new InboxMessage(messageId, attributes.group, body, Instant.ofEpochMilli(attributes.sentTimestamp));
        }
    }

    /// What the queue says of a message.
    ///
    /// @param group the lane
    /// @param sentTimestamp when the queue took it, in milliseconds
    public record Attributes(
            @JsonProperty("MessageGroupId") @Nullable String group,
            @JsonProperty("SentTimestamp") @Nullable Long sentTimestamp) {}
}
