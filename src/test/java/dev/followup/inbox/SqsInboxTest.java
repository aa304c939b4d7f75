package dev.followup.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// The inbox against the real protocol of SQS.
class SqsInboxTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final dev.followup.inbox.InboxMessage WEBHOOK =
            new dev.followup.inbox.InboxMessage("id-1", "demo", "<no form>", NOON);

    private SQSRestServer server;
    private SqsClient sqs;
    private String inbox;
    private String dead;

    @BeforeEach
    void start() {
        server = SQSRestServerBuilder.withDynamicPort().start();
        sqs = SqsClient.builder()
                .endpointOverride(URI.create("http://localhost:"
                        + server.waitUntilStarted().localAddress().getPort()))
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("x", "x")))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
        inbox = fifo("inbox.fifo");
        dead = fifo("dead.fifo");
    }

    @AfterEach
    void stop() {
        sqs.close();
        server.stopAndWait();
    }

    @Test
    void sends_the_unchanged_body_to_the_dead_letters_with_its_reason() {
        new SqsInbox(sqs, inbox, dead).sendToDeadLetters(WEBHOOK, "is no form");
        assertThat(deadLetters()).singleElement().satisfies(message -> {
            assertThat(message.body()).isEqualTo("<no form>");
            assertThat(message.messageAttributes())
                    .hasEntrySatisfying(
                            "reason", reason -> assertThat(reason.stringValue()).isEqualTo("is no form"));
            assertThat(message.attributes()).containsEntry(MessageSystemAttributeName.MESSAGE_GROUP_ID, "demo");
        });
    }

    @Test
    void deduplicates_dead_letters_by_message_id() {
        var out = new SqsInbox(sqs, inbox, dead);
        out.sendToDeadLetters(WEBHOOK, "is no form");
        out.sendToDeadLetters(WEBHOOK, "is no form");
        assertThat(deadLetters()).hasSize(1);
    }

    @Test
    void replaces_characters_that_sqs_refuses_in_a_dead_letter() {
        var odd = new dev.followup.inbox.InboxMessage("id-1", "demo", "Ёж\u0000 😀\n\uFFFE\uD800", NOON);
        new SqsInbox(sqs, inbox, dead).sendToDeadLetters(odd, "found \u0001");
        assertThat(deadLetters()).singleElement().satisfies(message -> {
            assertThat(message.body()).isEqualTo("Ёж\uFFFD 😀\n\uFFFD\uFFFD");
            assertThat(message.messageAttributes())
                    .hasEntrySatisfying(
                            "reason", reason -> assertThat(reason.stringValue()).isEqualTo("found \uFFFD"));
        });
    }

    @Test
    void fails_if_the_queue_takes_no_dead_letter() {
        var out = new SqsInbox(sqs, inbox + "-gone", dead + "-gone");
        assertThatThrownBy(() -> out.sendToDeadLetters(WEBHOOK, "is no form"))
                .isInstanceOf(InboxUnavailableException.class)
                .hasMessageContaining("id-1");
    }

    @Test
    void sends_a_tick_to_the_group_of_its_account_once() {
        var out = new SqsInbox(sqs, inbox, dead);
        out.tick("demo", NOON);
        out.tick("demo", NOON);
        out.tick("other", NOON);
        assertThat(received(inbox))
                .extracting(
                        message -> message.attributes().get(MessageSystemAttributeName.MESSAGE_GROUP_ID), Message::body)
                .containsExactlyInAnyOrder(
                        tuple("demo", "{\"tick\": \"2026-11-21T12:00:00Z\"}"),
                        tuple("other", "{\"tick\": \"2026-11-21T12:00:00Z\"}"));
    }

    @Test
    void fails_if_the_queue_takes_no_tick() {
        var out = new SqsInbox(sqs, inbox + "-gone", dead);
        assertThatThrownBy(() -> out.tick("demo", NOON))
                .isInstanceOf(InboxUnavailableException.class)
                .hasMessageContaining("demo");
    }

    private String fifo(String name) {
        return sqs.createQueue(
                        create -> create.queueName(name).attributes(Map.of(QueueAttributeName.FIFO_QUEUE, "true")))
                .queueUrl();
    }

    private List<Message> deadLetters() {
        return received(dead);
    }

    private List<Message> received(String queue) {
        return sqs.receiveMessage(receive -> receive.queueUrl(queue)
                        .maxNumberOfMessages(10)
                        .messageAttributeNames("All")
                        .messageSystemAttributeNames(MessageSystemAttributeName.MESSAGE_GROUP_ID))
                .messages();
    }
}
