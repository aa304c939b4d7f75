package dev.followup.inbox;

import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/// Lanes and dead letters in FIFO queues of SQS. What is parked twice is parked once, by the message's own id;
/// the same holds for an account's tick, by its time.
public final class SqsInbox implements Inbox {

    private static final Logger LOG = Logger.getLogger(SqsInbox.class);

    private final SqsClient sqs;
    private final String inbox;
    private final String deadLetters;

    /// What no message may hold, and no attribute: one that does is refused.
    /// Source: AWS documentation, "SendMessage", message contents; read 2026-11-22.
    private static final Pattern UNSENDABLE =
            Pattern.compile("[^\\t\\n\\r\\x20-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]");

    /// @param inbox the address of the queue of the lanes
    /// @param deadLetters the address of that of the dead letters
    public SqsInbox(SqsClient sqs, String inbox, String deadLetters) {
        this.sqs = sqs;
        this.inbox = inbox;
        this.deadLetters = deadLetters;
    }

    @Override
    public void sendToDeadLetters(InboxMessage message, String reason) {
        try {
            send(message, reason);
        } catch (SdkException e) {
            throw new InboxUnavailableException("message " + message.id() + " could not be parked", e);
        }
        LOG.warnf("message %s of lane %s parked: %s", message.id(), message.group(), reason);
    }

    @Override
    public void tick(String account, Instant time) {
        try {
            sqs.sendMessage(send -> send.queueUrl(inbox)
                    .messageGroupId(account)
                    .messageDeduplicationId(account + ":" + time)
                    .messageBody(new Tick(time).body()));
        } catch (SdkException e) {
            throw new InboxUnavailableException("the tick of " + time + " could not be sent to " + account, e);
        }
    }

    private void send(InboxMessage message, String reason) {
        var why = MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(sendable(reason))
                .build();
        sqs.sendMessage(send -> send.queueUrl(deadLetters)
                .messageGroupId(message.group())
                .messageDeduplicationId(message.id())
                .messageBody(sendable(message.body()))
                .messageAttributes(Map.of("reason", why)));
    }

    private static String sendable(String text) {
        return UNSENDABLE.matcher(text).replaceAll("\uFFFD");
    }
}
