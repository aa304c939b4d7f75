package dev.followup.ledger;

import dev.followup.task.Outcome;
import dev.followup.task.TaskOrder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A ledger that lasts as long as its process: good for a laptop.
public final class InMemoryLedger implements Ledger {

    private final Clock clock;
    private final Map<String, Lane> lanes = new HashMap<>();

    public InMemoryLedger(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized Written write(String account, Decisions decisions) {
        return lane(account).records.write(decisions, clock.instant());
    }

    @Override
    public synchronized Agenda agenda(String account) {
        return lane(account).records.agenda();
    }

    @Override
    public synchronized void send(String account, List<TaskOrder> orders, Instant at) {
        lane(account).records.send(orders, at);
    }

    @Override
    public synchronized void close(String account, Map<String, Outcome> outcomes) {
        outcomes.forEach(lane(account).records::close);
    }

    @Override
    public synchronized void block(String account, Block block) {
        lane(account).records.block(block);
    }

    @Override
    public synchronized void unblock(String account) {
        lane(account).records.block(null);
    }

    @Override
    public synchronized Set<String> answered(String account, Set<String> events) {
        return events.stream().filter(lane(account).records::isAnswered).collect(Collectors.toSet());
    }

    @Override
    public synchronized void caughtUp(String account, Instant until) {
        lane(account).records.caughtUp(until);
    }

    @Override
    public synchronized Map<Long, Trace> traces(String account, Set<Long> tasks) {
        var traces = new TreeMap<Long, Trace>();
        for (var task : tasks) {
            var trace = lane(account).records.trace(task);
            if (trace != null) {
                traces.put(task, trace);
            }
        }
        return traces;
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

        final Records records = new Records();

        @Nullable
        Lease lease;
    }
}
