package dev.followup.lane;

import java.time.Instant;
import java.util.Map;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/// Lanes and dead letters in FIFO queues of SQS. What is parked twice is parked once, by the message's own id; the same
/// holds for an account's tick, by its time.
public final class SqsLanes implements Lanes {

    private static final Logger LOG = Logger.getLogger(SqsLanes.class);

    private final SqsClient sqs;
    private final String lanes;
    private final String deadLetters;

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
                .stringValue(reason)
                .build();
        sqs.sendMessage(send -> send.queueUrl(deadLetters)
                .messageGroupId(message.lane())
                .messageDeduplicationId(message.id())
                .messageBody(message.body())
                .messageAttributes(Map.of("reason", why)));
    }
}
