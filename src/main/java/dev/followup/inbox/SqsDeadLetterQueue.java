package dev.followup.inbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/// The queue for dead letters in SQS.
public final class SqsDeadLetterQueue implements DeadLetterQueue {

    /// How long a message that was read is hidden, in seconds.
    private static final int HIDDEN_SECONDS = 20;

    /// The most messages in one call.
    /// Source: AWS documentation, "ReceiveMessage"; read 2026-11-28.
    private static final int MOST = 10;

    /// Without a wait SQS asks some of its servers only, and may answer that there are none.
    /// Source: AWS documentation, "Amazon SQS short and long polling"; read 2026-11-29.
    private static final int WAIT_SECONDS = 1;

    /// The most messages that are sent again at a time.
    private static final int MOST_SENT = 1000;

    private final SqsClient sqs;
    private final String inbox;
    private final String deadLetters;

    /// A queue.
    ///
    /// @param inbox the URL of the inbox queue
    /// @param deadLetters the URL of the dead letter queue
    public SqsDeadLetterQueue(SqsClient sqs, String inbox, String deadLetters) {
        this.sqs = sqs;
        this.inbox = inbox;
        this.deadLetters = deadLetters;
    }

    @Override
    public List<DeadLetter> list() {
        try {
            var found = new ArrayList<DeadLetter>();
            for (var messages = receive(); !messages.isEmpty(); messages = receive()) {
                messages.stream().map(SqsDeadLetterQueue::letter).forEach(found::add);
            }
            return found;
        } catch (SdkException e) {
            throw new InboxUnavailableException("the dead letters could not be read", e);
        }
    }

    @Override
    public List<DeadLetter> sendAgain() {
        try {
            var sent = new ArrayList<DeadLetter>();
            for (var messages = receive(); !messages.isEmpty() && sent.size() < MOST_SENT; messages = receive()) {
                messages.stream()
                        .filter(message -> letter(message).canBeSentAgain())
                        .forEach(message -> {
                            sendAgain(message);
                            sent.add(letter(message));
                        });
            }
            return sent;
        } catch (SdkException e) {
            throw new InboxUnavailableException("the dead letters could not be sent again", e);
        }
    }

    private void sendAgain(Message message) {
        sqs.sendMessage(send -> send.queueUrl(inbox)
                .messageGroupId(group(message))
                .messageDeduplicationId(UUID.randomUUID().toString())
                .messageAttributes(SqsInbox.source(source(message)))
                .messageBody(message.body()));
        sqs.deleteMessage(delete -> delete.queueUrl(deadLetters).receiptHandle(message.receiptHandle()));
    }

    private List<Message> receive() {
        return sqs.receiveMessage(receive -> receive.queueUrl(deadLetters)
                        .maxNumberOfMessages(MOST)
                        .visibilityTimeout(HIDDEN_SECONDS)
                        .waitTimeSeconds(WAIT_SECONDS)
                        .messageAttributeNames("All")
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages();
    }

    private static DeadLetter letter(Message message) {
        var sent = message.attributes().get(MessageSystemAttributeName.SENT_TIMESTAMP);
        return new DeadLetter(
                message.messageId(),
                group(message),
                source(message),
                attribute(message, "reason"),
                message.body(),
                sent == null ? Instant.EPOCH : Instant.ofEpochMilli(Long.parseLong(sent)));
    }

    private static MessageSource source(Message message) {
        return MessageSource.of(attribute(message, MessageSource.ATTRIBUTE), group(message));
    }

    private static @Nullable String attribute(Message message, String name) {
        var attribute = message.messageAttributes().get(name);
        return attribute == null ? null : attribute.stringValue();
    }

    private static String group(Message message) {
        return message.attributes().getOrDefault(MessageSystemAttributeName.MESSAGE_GROUP_ID, "");
    }
}
