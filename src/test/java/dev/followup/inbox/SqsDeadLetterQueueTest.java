package dev.followup.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/// The queue for dead letters against a stand-in for SQS that hides what was received.
class SqsDeadLetterQueueTest {

    private final Deque<Message> waiting = new ArrayDeque<>();
    private final List<String> sent = new ArrayList<>();
    private final List<String> deleted = new ArrayList<>();
    private final List<String> sources = new ArrayList<>();
    private boolean isAway;
    private final DeadLetterQueue queue = new SqsDeadLetterQueue(sqs(), "inbox", "letters");

    /// As much of SQS as the queue uses.
    @SuppressWarnings("unchecked")
    private SqsClient sqs() {
        return (SqsClient) Proxy.newProxyInstance(
                SqsClient.class.getClassLoader(), new Class<?>[] {SqsClient.class}, (_, method, arguments) -> {
                    if (isAway) {
                        throw SdkClientException.create("away");
                    }
                    return switch (method.getName()) {
                        case "receiveMessage" -> {
                            var some = waiting.stream().limit(2).toList();
                            waiting.removeAll(some);
                            yield ReceiveMessageResponse.builder()
                                    .messages(some)
                                    .build();
                        }
                        case "sendMessage" -> {
                            var request = SendMessageRequest.builder();
                            ((Consumer<SendMessageRequest.Builder>) arguments[0]).accept(request);
                            var built = request.build();
                            sent.add(built.queueUrl() + " " + built.messageGroupId() + " " + built.messageBody());
                            var source = built.messageAttributes().get("source");
                            sources.add(source == null ? "none" : source.stringValue());
                            yield null;
                        }
                        case "deleteMessage" -> {
                            var request = DeleteMessageRequest.builder();
                            ((Consumer<DeleteMessageRequest.Builder>) arguments[0]).accept(request);
                            deleted.add(request.build().queueUrl() + " "
                                    + request.build().receiptHandle());
                            yield null;
                        }
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
    }

    private void add(String id, String body) {
        add(id, body, Map.of());
    }

    private void add(String id, String body, Map<String, String> attributes) {
        var all = new HashMap<>(attributes);
        all.put("reason", "is no form");
        waiting.add(Message.builder()
                .messageId(id)
                .receiptHandle("handle " + id)
                .body(body)
                .attributes(Map.of(
                        MessageSystemAttributeName.MESSAGE_GROUP_ID, "demo",
                        MessageSystemAttributeName.SENT_TIMESTAMP, "1795262400000"))
                .messageAttributes(all.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                attribute -> MessageAttributeValue.builder()
                                        .stringValue(attribute.getValue())
                                        .build())))
                .build());
    }

    @Test
    void lists_letters_with_reason_and_body() {
        add("1", "{");
        add("2", "}");
        add("3", "{}");
        assertThat(queue.list())
                .hasSize(3)
                .first()
                .isEqualTo(new DeadLetter(
                        "1", "demo", MessageSource.WEBHOOK, "is no form", "{", Instant.ofEpochSecond(1795262400)));
        assertThat(sent).isEmpty();
        assertThat(deleted).isEmpty();
    }

    @Test
    void sends_letters_to_their_account_again_and_removes_them() {
        add("1", "leads[add][0][id]=1");
        add("2", "CrmEvent[kind=lead.added]");
        add("3", "leads[add][0][id]=3");
        assertThat(queue.sendAgain()).extracting(DeadLetter::id).containsExactly("1", "3");
        assertThat(sent).containsExactly("inbox demo leads[add][0][id]=1", "inbox demo leads[add][0][id]=3");
        assertThat(deleted).containsExactly("letters handle 1", "letters handle 3");
    }

    @Test
    void a_letter_that_is_sent_again_keeps_its_source_and_one_without_is_a_webhook() {
        add("1", "{\"tick\": 1}", Map.of("source", "clock"));
        add("2", "{\"followup\": 1}", Map.of("source", "person"));
        add("3", "{\"followup\": 1}", Map.of("source", "webhook"));
        add("4", "{\"followup\": 1}");
        queue.sendAgain();
        assertThat(sources).containsExactly("clock", "person", "webhook", "webhook");
    }

    @Test
    void a_queue_that_fails_is_said_to_be_away() {
        isAway = true;
        assertThatThrownBy(queue::list).isInstanceOf(InboxUnavailableException.class);
        assertThatThrownBy(queue::sendAgain).isInstanceOf(InboxUnavailableException.class);
    }
}
