package dev.followup.lambda;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.MessageBatch;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A batch of SQS messages as Lambda sends it. A missing field means that the function is connected to another
/// kind of queue than the template's; then nothing is processed.
/// Source: AWS documentation, "Using Lambda with Amazon SQS", example FIFO queue message event; read 2026-11-21.
///
/// @param records the messages; their other fields are not used
public record SqsEvent(@JsonProperty("Records") @Nullable List<Stored> records) {

    MessageBatch batch() {
        if (records == null) {
            throw new IllegalArgumentException("found an event without Records, expected a batch of an SQS FIFO queue");
        }
        return new MessageBatch(records.stream().map(Stored::message).toList());
    }

    /// A message of the queue.
    ///
    /// @param messageId its id in the queue
    /// @param receiptHandle the queue's handle for this delivery
    /// @param body what was stored
    /// @param attributes the queue's own attributes of it
    public record Stored(
            @Nullable String messageId,
            @Nullable String receiptHandle,
            @Nullable String body,
            @Nullable Attributes attributes) {

        InboxMessage message() {
            if (messageId == null
                    || receiptHandle == null
                    || body == null
                    || attributes == null
                    || attributes.group == null
                    || attributes.sentTimestamp == null
                    || attributes.receiveCount == null) {
                throw new IllegalArgumentException("found message " + messageId
                        + ", expected one of an SQS FIFO queue, with receiptHandle, body, MessageGroupId,"
                        + " SentTimestamp and ApproximateReceiveCount");
            }
            return new InboxMessage(
                    messageId,
                    attributes.group,
                    body,
                    Instant.ofEpochMilli(attributes.sentTimestamp),
                    receiptHandle,
                    attributes.receiveCount);
        }
    }

    /// The queue's attributes of a message.
    ///
    /// @param group the message group
    /// @param sentTimestamp when the queue received it, in milliseconds
    /// @param receiveCount how often it was delivered, this time included
    public record Attributes(
            @JsonProperty("MessageGroupId") @Nullable String group,
            @JsonProperty("SentTimestamp") @Nullable Long sentTimestamp,

            @JsonProperty("ApproximateReceiveCount") @Nullable
            Integer receiveCount) {}
}
