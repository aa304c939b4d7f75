package dev.followup.chaos;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/// The publisher of messages to the inbox: webhooks as the gateway does, ticks as the scheduler does.
record MessagePublisher(LocalCloud cloud) {

    /// Stores a webhook.
    void webhook(String account, String body) {
        var source = MessageAttributeValue.builder()
                .dataType("String")
                .stringValue("webhook")
                .build();
        cloud.sqs.sendMessage(send -> send.queueUrl(cloud.inbox)
                .messageGroupId(account)
                .messageDeduplicationId(UUID.randomUUID().toString())
                .messageAttributes(Map.of("source", source))
                .messageBody(body));
    }

    /// Sends ticks until it is interrupted.
    ///
    /// @param pause the time between two ticks
    void ticks(Duration pause) {
        try {
            while (true) {
                tick();
                Thread.sleep(pause);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // the run is over
        }
    }

    private void tick() {
        cloud.sqs.sendMessage(send -> send.queueUrl(cloud.inbox)
                .messageGroupId("clock")
                .messageBody("{\"tick\": \"" + Instant.now().truncatedTo(ChronoUnit.MILLIS) + "\"}"));
    }
}
