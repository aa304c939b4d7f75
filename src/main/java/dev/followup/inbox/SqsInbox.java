package dev.followup.inbox;

import dev.followup.text.LogText;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/// The inbox and its dead letters in FIFO queues of SQS. A message that is sent to the dead letters twice
/// arrives there once, by its own id; the same holds for an account's tick, by its time.
public final class SqsInbox implements Inbox {

    private static final Logger LOG = Logger.getLogger(SqsInbox.class);

    private final SqsClient sqs;
    private final String inbox;
    private final String deadLetters;

    /// The characters for which SQS refuses a message or an attribute.
    /// Source: AWS documentation, "SendMessage", message contents; read 2026-11-22.
    private static final Pattern UNSENDABLE =
            Pattern.compile("[^\\t\\n\\r\\x20-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]");

    /// An inbox on two queues.
    ///
    /// @param inbox the URL of the inbox queue
    /// @param deadLetters the URL of the dead letter queue
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
            throw new InboxUnavailableException(
                    "message " + message.id() + " could not be sent to the dead letters", e);
        }
        LOG.warnf(
                "%s: message %s cannot be processed and is moved to the dead letters: %s",
                LogText.of(message.group()), message.id(), reason);
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
