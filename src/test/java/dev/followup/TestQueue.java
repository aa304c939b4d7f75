package dev.followup;

import dev.followup.lane.BatchReply;
import dev.followup.lane.LaneBatch;
import dev.followup.lane.Lanes;
import dev.followup.lane.Message;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// A lane and the dead letters, as SQS keeps them: a message stays in its place until somebody says that it is
/// done, and one that is parked again with the same id is the same dead letter.
final class TestQueue implements Lanes {

    /// Source: AWS documentation, "Using Lambda with Amazon SQS", FIFO queues; read 2026-11-22.
    private static final int BATCH = 10;

    private final List<Message> lane;
    private final Map<String, String> deadLetters = new LinkedHashMap<>();

    TestQueue(List<Message> messages) {
        lane = new ArrayList<>(messages);
    }

    boolean isEmpty() {
        return lane.isEmpty();
    }

    LaneBatch batch() {
        return new LaneBatch(lane.subList(0, Math.min(lane.size(), BATCH)));
    }

    void add(Message message) {
        lane.add(message);
    }

    /// Deletes what is done of a batch.
    void acknowledge(LaneBatch batch, BatchReply reply) {
        var again = reply.batchItemFailures().stream()
                .map(BatchReply.Failure::itemIdentifier)
                .collect(Collectors.toSet());
        lane.removeIf(message -> batch.messages().contains(message) && !again.contains(message.id()));
    }

    /// The ids of the messages that were parked.
    Set<String> deadLetters() {
        return deadLetters.keySet();
    }

    @Override
    public void park(Message message, String reason) {
        deadLetters.put(message.id(), reason);
    }

    @Override
    public void tick(String account, Instant time) {
        throw new AssertionError("no clock strikes here");
    }
}
