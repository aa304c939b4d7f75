package dev.followup;

import dev.followup.ledger.Decisions;
import dev.followup.ledger.InMemoryLedger;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.LedgerUnavailableException;
import dev.followup.task.Outcome;
import dev.followup.task.TaskOrder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A ledger that is away now and then.
final class FaultyLedger implements Ledger {

    private final Ledger ledger;
    boolean canWrite = true;
    boolean canRead = true;

    FaultyLedger(Clock clock) {
        this.ledger = new InMemoryLedger(clock);
    }

    @Override
    public Written write(String account, Decisions decisions) {
        if (!canWrite) {
            throw new LedgerUnavailableException("away", new IllegalStateException());
        }
        return ledger.write(account, decisions);
    }

    @Override
    public Agenda agenda(String account) {
        if (!canRead) {
            throw new LedgerUnavailableException("away", new IllegalStateException());
        }
        return ledger.agenda(account);
    }

    @Override
    public void send(String account, List<TaskOrder> orders, Instant at) {
        ledger.send(account, orders, at);
    }

    @Override
    public void close(String account, Map<String, Outcome> outcomes) {
        ledger.close(account, outcomes);
    }

    @Override
    public void block(String account, Block block) {
        ledger.block(account, block);
    }

    @Override
    public void unblock(String account) {
        ledger.unblock(account);
    }

    @Override
    public Set<String> answered(String account, Set<String> events) {
        return ledger.answered(account, events);
    }

    @Override
    public void caughtUp(String account, Instant until) {
        ledger.caughtUp(account, until);
    }

    @Override
    public Map<Long, Trace> traces(String account, Set<Long> tasks) {
        return ledger.traces(account, tasks);
    }

    @Override
    public boolean lease(String account, String owner, Duration time) {
        return ledger.lease(account, owner, time);
    }

    @Override
    public void release(String account, String owner) {
        ledger.release(account, owner);
    }
}
