package dev.followup.lane;

import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/// Lanes and dead letters in FIFO queues of SQS. What is parked twice is parked once, by the message's own id;
/// the same holds for an account's tick, by its time.
public final class SqsLanes implements Lanes {

    private static final Logger LOG = Logger.getLogger(SqsLanes.class);

    private final SqsClient sqs;
    private final String lanes;
    private final String deadLetters;

    /// What no message may hold, and no attribute: one that does is refused.
    /// Source: AWS documentation, "SendMessage", message contents; read 2026-11-22.
    private static final Pattern UNSENDABLE =
            Pattern.compile("[^\\t\\n\\r\\x20-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]");

    /// @param lanes the address of the queue of the lanes
    /// @param deadLetters the address of that of the dead letters
    public SqsLanes(SqsClient sqs, String lanes, String deadLetters) {
        this.sqs = sqs;
        this.lanes = lanes;
        this.deadLetters = deadLetters;
    }

    @Override
    public void park(Message message, String reason) {
        try {
            send(message, reason);
        } catch (SdkException e) {
            throw new LaneUnavailableException("message " + message.id() + " could not be parked", e);
        }
        LOG.warnf("message %s of lane %s parked: %s", message.id(), message.lane(), reason);
    }

    @Override
    public void tick(String account, Instant time) {
        try {
            sqs.sendMessage(send -> send.queueUrl(lanes)
                    .messageGroupId(account)
                    .messageDeduplicationId(account + ":" + time)
                    .messageBody(new Tick(time).body()));
        } catch (SdkException e) {
            throw new LaneUnavailableException("the tick of " + time + " could not be sent to " + account, e);
        }
    }

    private void send(Message message, String reason) {
        var why = MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(sendable(reason))
                .build();
        sqs.sendMessage(send -> send.queueUrl(deadLetters)
                .messageGroupId(message.lane())
                .messageDeduplicationId(message.id())
                .messageBody(sendable(message.body()))
                .messageAttributes(Map.of("reason", why)));
    }

    private static String sendable(String text) {
        return UNSENDABLE.matcher(text).replaceAll("\uFFFD");
    }
}
