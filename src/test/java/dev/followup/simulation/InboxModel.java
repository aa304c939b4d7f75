package dev.followup.simulation;

import dev.followup.inbox.AccountRequest;
import dev.followup.inbox.BatchResponse;
import dev.followup.inbox.Inbox;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.InboxUnavailableException;
import dev.followup.inbox.MessageBatch;
import dev.followup.inbox.MessageSource;
import dev.followup.inbox.Tick;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The inbox of a world and its dead letters: message groups in their order, visibility, redelivery. It invokes the
/// function.
final class InboxModel implements Inbox {

    private final World world;
    private final Map<String, List<Queued>> groups = new LinkedHashMap<>();
    private final List<String> deadLetters = new ArrayList<>();
    private int lastId;

    InboxModel(World world) {
        this.world = world;
    }

    /// A message comes.
    void send(String group, MessageSource source, String body) {
        lastId++;
        groups.computeIfAbsent(group, _ -> new ArrayList<>())
                .add(new Queued("m" + lastId, group, source, body, world.now()));
        world.time().after(Duration.ofMillis(5 + world.random("inbox").nextLong(40)), this::deliver);
    }

    /// The bodies of the dead letters.
    List<String> deadLetters() {
        return deadLetters;
    }

    boolean isEmpty() {
        return groups.values().stream().allMatch(List::isEmpty);
    }

    /// Invokes the function for the groups of which no message is being processed. Sometimes one invocation gets
    /// messages of several groups.
    private void deliver() {
        var batch = new ArrayList<Queued>();
        for (var group : groups.values()) {
            if (group.isEmpty()
                    || group.stream()
                            .anyMatch(message ->
                                    message.hiddenUntil > world.time().nanos())) {
                continue;
            }
            group.stream().limit(MessageBatch.MOST - batch.size()).forEach(batch::add);
            if (world.random("inbox").nextInt(3) > 0) {
                invoke(batch);
                batch.clear();
            }
        }
        invoke(batch);
    }

    private void invoke(List<Queued> queued) {
        if (queued.isEmpty()) {
            return;
        }
        var messages = queued.stream().map(message -> message.received(world)).toList();
        world.time().after(world.guarantees().visibility().plusMillis(1), this::deliver);
        world.function().invoke(new MessageBatch(messages), response -> finish(messages, response));
    }

    /// Deletes what an invocation has finished, unless its deletion gets lost or comes too late.
    private void finish(List<InboxMessage> messages, BatchResponse response) {
        var again = response.batchItemFailures().stream()
                .map(BatchResponse.Failure::itemIdentifier)
                .toList();
        boolean isLost = world.isTroubled(WorldPlan.DELETE_LOST);
        for (var message : messages) {
            if (!again.contains(message.id()) && !isLost) {
                groups.getOrDefault(message.group(), List.of())
                        .removeIf(queued -> queued.receipt().equals(message.receipt()));
            }
        }
        world.time().after(Duration.ofMillis(5), this::deliver);
    }

    @Override
    public void sendToDeadLetters(InboxMessage message, String reason) {
        world.step("moves message " + message.id() + " to the dead letters", Duration.ofMillis(10));
        failIfAway("dead letters");
        if (!deadLetters.contains(message.id() + " " + message.body())) {
            deadLetters.add(message.id() + " " + message.body());
        }
        world.step("", Duration.ofMillis(10));
    }

    @Override
    public void tick(String account, Instant time) {
        world.step("", Duration.ofMillis(10));
        failIfAway("tick");
        send(account, MessageSource.CLOCK, new Tick(time).body());
        world.step("", Duration.ofMillis(10));
    }

    @Override
    public void request(String account, AccountRequest request) {
        throw new AssertionError("nobody asks in a simulated world");
    }

    @Override
    public void deliverAgainSoon(List<InboxMessage> messages) {
        world.step("has " + messages.size() + " messages delivered again soon", Duration.ofMillis(10));
        if (world.isTroubled(WorldPlan.QUEUE_AWAY)) {
            return; // the visibility time-out applies
        }
        world.reached("redelivered soon");
        var most = messages.stream().mapToInt(InboxMessage::receiveCount).max().orElse(1);
        var delay = Duration.ofSeconds(Math.min(30, 1L << Math.min(most, 5)));
        for (var message : messages) {
            groups.getOrDefault(message.group(), List.of()).stream()
                    .filter(queued -> queued.receipt().equals(message.receipt()))
                    .forEach(queued -> queued.hiddenUntil = world.time().nanos() + delay.toNanos());
        }
        world.time().after(delay.plusMillis(1), this::deliver);
        world.step("", Duration.ofMillis(10));
    }

    private void failIfAway(String what) {
        if (world.isTroubled(WorldPlan.QUEUE_AWAY)) {
            throw new InboxUnavailableException(what, new IllegalStateException("away"));
        }
    }

    private static final class Queued {

        private final String id;
        private final String group;
        private final MessageSource source;
        private final String body;
        private final Instant sentAt;
        private int receiveCount;
        private long hiddenUntil;

        Queued(String id, String group, MessageSource source, String body, Instant sentAt) {
            this.id = id;
            this.group = group;
            this.source = source;
            this.body = body;
            this.sentAt = sentAt;
        }

        String receipt() {
            return id + "/" + receiveCount;
        }

        InboxMessage received(World world) {
            receiveCount++;
            if (receiveCount > 1) {
                world.reached("redelivered");
            }
            hiddenUntil = world.time().nanos() + world.guarantees().visibility().toNanos();
            return new InboxMessage(id, group, source, body, sentAt, receipt(), receiveCount);
        }
    }
}
