package dev.followup.ledger;

import dev.followup.task.Outcome;
import dev.followup.task.TaskOrder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/// A ledger that lasts as long as its process: good for a laptop, and for as long as messages are deleted only after
/// their orders are carried out.
public final class InMemoryLedger implements Ledger {

    /// How many closed orders of an account are remembered, and how many tasks; the oldest are forgotten first.
    static final int MOST_REMEMBERED = 100_000;

    private final Clock clock;
    private final Map<String, Lane> lanes = new HashMap<>();

    public InMemoryLedger(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void write(String account, List<TaskOrder> orders) {
        var lane = lane(account);
        for (var order : orders) {
            if (!lane.closed.contains(order.key())) {
                lane.todo.putIfAbsent(order.key(), new Entry(order, null));
            }
        }
    }

    @Override
    public synchronized List<Entry> todo(String account) {
        return List.copyOf(lane(account).todo.values());
    }

    @Override
    public synchronized void send(String account, List<TaskOrder> orders, Instant at) {
        for (var order : orders) {
            lane(account)
                    .todo
                    .computeIfPresent(
                            order.key(),
                            (_, entry) -> entry.sent() == null ? new Entry(entry.order(), new Sent(at, false)) : entry);
        }
    }

    @Override
    public synchronized void close(String account, Map<String, Outcome> outcomes) {
        outcomes.forEach(lane(account)::close);
    }

    @Override
    public synchronized boolean made(String account, long task) {
        return lane(account).made.contains(task);
    }

    @Override
    public synchronized boolean lease(String account, String owner, Duration time) {
        var lane = lane(account);
        var now = clock.instant();
        if (lane.lease != null && !lane.lease.owner.equals(owner) && now.isBefore(lane.lease.until)) {
            return false;
        }
        lane.lease = new Lease(owner, now.plus(time));
        return true;
    }

    @Override
    public synchronized void release(String account, String owner) {
        var lane = lane(account);
        if (lane.lease != null && lane.lease.owner.equals(owner)) {
            lane.lease = null;
        }
    }

    private Lane lane(String account) {
        return lanes.computeIfAbsent(account, _ -> new Lane());
    }

    private record Lease(String owner, Instant until) {}

    private static final class Lane {

        final Map<String, Entry> todo = new LinkedHashMap<>();
        final SequencedSet<String> closed = new LinkedHashSet<>();
        final SequencedSet<Long> made = new LinkedHashSet<>();

        @Nullable
        Lease lease;

        void close(String key, Outcome outcome) {
            var entry = todo.get(key);
            if (entry == null) {
                return;
            }
            if (outcome.staysOnTheList()) {
                var sent = outcome instanceof Outcome.Uncertain uncertain
                        ? new Sent(uncertain.sentAt(), uncertain.answered())
                        : null;
                todo.put(key, new Entry(entry.order(), sent));
                return;
            }
            todo.remove(key);
            remember(closed, key);
            if (outcome instanceof Outcome.Done done && entry.order() instanceof TaskOrder.Create) {
                remember(made, done.task());
            }
        }

        private static <T> void remember(SequencedSet<T> memory, T what) {
            memory.add(what);
            if (memory.size() > MOST_REMEMBERED) {
                memory.removeFirst();
            }
        }
    }
}
