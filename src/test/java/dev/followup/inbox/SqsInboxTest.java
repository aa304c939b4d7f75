package dev.followup.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.followup.telemetry.LogCapture;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// The inbox against the real protocol of SQS.
class SqsInboxTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final InboxMessage WEBHOOK = new InboxMessage("id-1", "demo", "<no form>", NOON);

    private SQSRestServer server;
    private SqsClient sqs;
    private String inbox;
    private String dead;

    @BeforeEach
    void start() {
        server = SQSRestServerBuilder.withDynamicPort().start();
        sqs = client();
        inbox = fifo("inbox.fifo");
        dead = fifo("dead.fifo");
    }

    private SqsClient client(ExecutionInterceptor... interceptors) {
        return SqsClient.builder()
                .endpointOverride(URI.create("http://localhost:"
                        + server.waitUntilStarted().localAddress().getPort()))
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("x", "x")))
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(config -> config.executionInterceptors(List.of(interceptors)))
                .build();
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
                            "reason", reason -> assertThat(reason.stringValue()).isEqualTo("is no form"))
                    .hasEntrySatisfying(
                            "source", source -> assertThat(source.stringValue()).isEqualTo("webhook"));
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
        var odd = new InboxMessage("id-1", "demo", "Ёж\u0000 😀\n\uFFFE\uD800", NOON);
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
    void ticks_requests_and_their_dead_letters_say_who_sent_them() {
        var out = new SqsInbox(sqs, inbox, dead);
        out.tick("demo", NOON);
        out.request("other", new AccountRequest.Forget("leads/501"));
        assertThat(received(inbox))
                .extracting(Message::body, SqsInboxTest::source)
                .containsExactlyInAnyOrder(
                        tuple("{\"tick\": \"2026-11-21T12:00:00Z\"}", "clock"),
                        tuple("{\"followup\": \"forget\", \"subject\": \"leads/501\"}", "person"));
        out.sendToDeadLetters(WEBHOOK.from(MessageSource.PERSON), "is no request");
        assertThat(deadLetters()).extracting(SqsInboxTest::source).containsExactly("person");
    }

    private static String source(Message message) {
        var source = message.messageAttributes().get("source");
        return source == null ? "none" : source.stringValue();
    }

    @Test
    void fails_if_the_queue_takes_no_tick() {
        var out = new SqsInbox(sqs, inbox + "-gone", dead);
        assertThatThrownBy(() -> out.tick("demo", NOON))
                .isInstanceOf(InboxUnavailableException.class)
                .hasMessageContaining("demo");
    }

    @Test
    void what_failed_is_received_again_after_two_seconds_with_all_messages_of_its_group_in_their_order() {
        var out = new SqsInbox(sqs, inbox, dead);
        for (int i = 0; i < 3; i++) {
            out.tick("demo", NOON.plusSeconds(i));
        }
        var first = inboxMessages();
        assertThat(first).hasSize(3);
        long before = System.nanoTime();
        out.deliverAgainSoon(first);
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> visibleMessages() == first.size());
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(1900));
        var again = inboxMessages();
        assertThat(again)
                .extracting(InboxMessage::body)
                .containsExactlyElementsOf(
                        first.stream().map(InboxMessage::body).toList());
        assertThat(again).extracting(InboxMessage::receiveCount).containsOnly(2);
    }

    /// How many messages can be received. Counting takes none of them: the queue gives each message of a batch
    /// its own moment, and who receives the first locks the others' group.
    private int visibleMessages() {
        var attributes = sqs.getQueueAttributes(
                get -> get.queueUrl(inbox).attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES));
        return Integer.parseInt(attributes.attributes().get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES));
    }

    @Test
    void the_delay_of_a_group_is_that_of_its_message_that_was_delivered_most_often() {
        var delays = new HashMap<String, Integer>();
        var observer = new ExecutionInterceptor() {
            @Override
            public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
                if (context.request() instanceof ChangeMessageVisibilityBatchRequest change) {
                    change.entries().forEach(entry -> delays.put(entry.receiptHandle(), entry.visibilityTimeout()));
                }
            }
        };
        try (var observed = client(observer)) {
            new SqsInbox(observed, inbox, dead)
                    .deliverAgainSoon(List.of(failed("a", "demo", 1), failed("b", "demo", 4), failed("c", "other", 2)));
        }
        assertThat(delays).isEqualTo(Map.of("a", 16, "b", 16, "c", 4));
    }

    @Test
    void a_failure_to_shorten_the_visibility_time_out_is_only_logged() {
        try (var log = LogCapture.of(SqsInbox.class)) {
            new SqsInbox(sqs, inbox + "-gone", dead).deliverAgainSoon(List.of(failed("a", "demo", 1)));
            new SqsInbox(sqs, inbox, dead).deliverAgainSoon(List.of(failed("no handle", "demo", 1)));
            assertThat(log.lines())
                    .hasSize(2)
                    .allSatisfy(line -> assertThat(line)
                            .contains("1 messages that failed are delivered again only after the inbox's visibility"));
        }
    }

    private static InboxMessage failed(String receipt, String group, int receiveCount) {
        return new InboxMessage("id-" + receipt, group, MessageSource.WEBHOOK, "", NOON, receipt, receiveCount);
    }

    private List<InboxMessage> inboxMessages() {
        return sqs
                .receiveMessage(receive -> receive.queueUrl(inbox)
                        .maxNumberOfMessages(10)
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages()
                .stream()
                .map(message -> new InboxMessage(
                        message.messageId(),
                        "demo",
                        MessageSource.CLOCK,
                        message.body(),
                        NOON,
                        message.receiptHandle(),
                        Integer.parseInt(
                                message.attributes().get(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT))))
                .toList();
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
