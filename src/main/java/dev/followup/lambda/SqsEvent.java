package dev.followup.lambda;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.MessageBatch;
import dev.followup.inbox.MessageSource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
    /// @param messageAttributes those of its sender; `null` if there are none
    public record Stored(
            @Nullable String messageId,
            @Nullable String receiptHandle,
            @Nullable String body,
            @Nullable Attributes attributes,
            @Nullable Map<String, MessageAttribute> messageAttributes) {

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
                    MessageSource.of(source(), attributes.group),
                    body,
                    Instant.ofEpochMilli(attributes.sentTimestamp),
                    receiptHandle,
                    attributes.receiveCount);
        }

        private @Nullable String source() {
            var source = messageAttributes == null ? null : messageAttributes.get(MessageSource.ATTRIBUTE);
            return source == null ? null : source.stringValue;
        }
    }

    /// An attribute that the sender of a message set.
    ///
    /// @param stringValue its text; `null` if it is bytes
    public record MessageAttribute(@Nullable String stringValue) {}

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
