package dev.followup.ledger;

import dev.followup.ledger.memory.InMemoryLedger;
import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A ledger that fails when a test wants it to.
public class FaultyLedger implements Ledger {

    private final Ledger ledger;
    public boolean canWrite = true;
    public boolean canRead = true;

    public FaultyLedger(Clock clock) {
        this.ledger = new InMemoryLedger(clock);
    }

    @Override
    public WriteResult write(String account, PlannedWork work) {
        if (!canWrite) {
            throw new LedgerUnavailableException("away", new IllegalStateException());
        }
        return ledger.write(account, work);
    }

    @Override
    public AccountState state(String account) {
        if (!canRead) {
            throw new LedgerUnavailableException("away", new IllegalStateException());
        }
        return ledger.state(account);
    }

    @Override
    public void markSent(String account, List<TaskCommand> commands, Instant at) {
        ledger.markSent(account, commands, at);
    }

    @Override
    public void recordOutcomes(String account, Map<String, Outcome> outcomes) {
        ledger.recordOutcomes(account, outcomes);
    }

    @Override
    public void openCircuit(String account, OpenCircuit circuit) {
        ledger.openCircuit(account, circuit);
    }

    @Override
    public void closeCircuit(String account) {
        ledger.closeCircuit(account);
    }

    @Override
    public History history(String account, Set<String> events, Set<Long> tasks) {
        return ledger.history(account, events, tasks);
    }

    @Override
    public void recordRecoveredUntil(String account, Instant until) {
        ledger.recordRecoveredUntil(account, until);
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
