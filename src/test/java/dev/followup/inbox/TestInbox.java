package dev.followup.inbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// A message group and the dead letters, as in SQS: a message stays in its place until it is deleted, and one
/// that is sent to the dead letters twice with the same id is one dead letter.
public final class TestInbox implements Inbox {

    /// Source: AWS documentation, "Using Lambda with Amazon SQS", FIFO queues; read 2026-11-22.
    private static final int BATCH = 10;

    private final List<InboxMessage> group;
    private final Map<String, String> deadLetters = new LinkedHashMap<>();

    public TestInbox(List<InboxMessage> messages) {
        group = new ArrayList<>(messages);
    }

    public boolean isEmpty() {
        return group.isEmpty();
    }

    public MessageBatch batch() {
        return new MessageBatch(group.subList(0, Math.min(group.size(), BATCH)));
    }

    public void add(InboxMessage message) {
        group.add(message);
    }

    /// Deletes the processed messages of a batch.
    public void acknowledge(MessageBatch batch, BatchResponse reply) {
        var again = reply.batchItemFailures().stream()
                .map(BatchResponse.Failure::itemIdentifier)
                .collect(Collectors.toSet());
        group.removeIf(message -> batch.messages().contains(message) && !again.contains(message.id()));
    }

    /// The ids of the dead letters.
    public Set<String> deadLetters() {
        return deadLetters.keySet();
    }

    @Override
    public void sendToDeadLetters(InboxMessage message, String reason) {
        deadLetters.put(message.id(), reason);
    }

    @Override
    public void request(String account, AccountRequest request) {
        throw new AssertionError("nobody asks here");
    }

    @Override
    public void deliverAgainSoon(List<InboxMessage> messages) {
        throw new AssertionError("every message is completed here");
    }

    @Override
    public void tick(String account, Instant time) {
        throw new AssertionError("no clock strikes here");
    }
}
