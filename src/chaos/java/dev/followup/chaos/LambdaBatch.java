package dev.followup.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/// A batch of messages that a worker gets at once.
record LambdaBatch(List<Message> messages) {

    private static final ObjectMapper JSON = new ObjectMapper();

    LambdaBatch {
        messages = List.copyOf(messages);
    }

    /// Their message groups.
    Set<String> groups() {
        return groups(messages.stream());
    }

    /// The message groups of those that are done.
    ///
    /// @param reply the worker's reply
    Set<String> groupsDone(String reply) throws JsonProcessingException {
        var again = again(reply);
        return groups(messages.stream().filter(message -> !again.contains(message.messageId())));
    }

    /// The message groups of those that must be received again.
    ///
    /// @param reply the worker's reply
    Set<String> groupsAgain(String reply) throws JsonProcessingException {
        var again = again(reply);
        return groups(messages.stream().filter(message -> again.contains(message.messageId())));
    }

    private static Set<String> groups(Stream<Message> messages) {
        return messages.map(message -> attribute(message, MessageSystemAttributeName.MESSAGE_GROUP_ID))
                .collect(Collectors.toSet());
    }

    private static Set<String> again(String reply) throws JsonProcessingException {
        var again = new HashSet<String>();
        JSON.readTree(reply)
                .path("batchItemFailures")
                .forEach(failure -> again.add(failure.path("itemIdentifier").asText()));
        return again;
    }

    /// The number of messages that were received before.
    int again() {
        return (int) messages.stream()
                .filter(message -> !attribute(message, MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT)
                        .equals("1"))
                .count();
    }

    /// The batch as Lambda sends it.
    /// Source: AWS documentation, "Using Lambda with Amazon SQS", example FIFO queue message event; read
    /// 2026-11-21.
    String event() {
        var event = JSON.createObjectNode();
        var records = event.putArray("Records");
        messages.forEach(message -> records.add(record(message)));
        return event.toString();
    }

    /// The messages that are done.
    ///
    /// @param reply the worker's reply
    List<DeleteMessageBatchRequestEntry> done(String reply) throws JsonProcessingException {
        var again = again(reply);
        return messages.stream()
                .filter(message -> !again.contains(message.messageId()))
                .map(message -> DeleteMessageBatchRequestEntry.builder()
                        .id(message.messageId())
                        .receiptHandle(message.receiptHandle())
                        .build())
                .toList();
    }

    private static ObjectNode record(Message message) {
        var record = JSON.createObjectNode()
                .put("messageId", message.messageId())
                .put("receiptHandle", message.receiptHandle())
                .put("body", message.body())
                .put("eventSource", "aws:sqs");
        var attributes = record.putObject("attributes");
        message.attributesAsStrings().forEach(attributes::put);
        var senders = record.putObject("messageAttributes");
        message.messageAttributes()
                .forEach((name, value) -> senders.putObject(name)
                        .put("stringValue", value.stringValue())
                        .put("dataType", value.dataType()));
        return record;
    }

    private static String attribute(Message message, MessageSystemAttributeName name) {
        return String.valueOf(message.attributes().get(name));
    }
}
