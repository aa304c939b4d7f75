package dev.followup.lane;

import java.util.Map;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/// Dead letters in a FIFO queue of SQS. The message's own id is the deduplication id: parked twice is parked once.
public final class SqsLanes implements Lanes {

    private static final Logger LOG = Logger.getLogger(SqsLanes.class);

    private final SqsClient sqs;
    private final String deadLetters;

    /// @param deadLetters the address of the queue
    public SqsLanes(SqsClient sqs, String deadLetters) {
        this.sqs = sqs;
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
