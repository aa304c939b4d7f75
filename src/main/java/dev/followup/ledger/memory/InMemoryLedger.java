package dev.followup.ledger.memory;

import dev.followup.ledger.LeaseLostException;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.PlannedWork;
import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A ledger that lasts as long as its process, for a laptop and for tests.
public final class InMemoryLedger implements Ledger {

    private final Clock clock;
    private final Map<String, AccountEntry> accounts = new HashMap<>();

    public InMemoryLedger(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized WriteResult write(String account, PlannedWork work) {
        return account(account).records.write(work, clock.instant());
    }

    @Override
    public synchronized AccountState state(String account) {
        return account(account).records.state();
    }

    @Override
    public synchronized void markSent(Lease lease, List<TaskCommand> commands, Instant at) {
        var entry = account(lease.account());
        if (entry.generation != lease.generation()) {
            throw new LeaseLostException(lease);
        }
        entry.records.markSent(lease.generation(), commands, at);
    }

    @Override
    public synchronized void recordOutcomes(Lease lease, Map<String, Outcome> outcomes) {
        var records = account(lease.account()).records;
        outcomes.forEach((command, outcome) -> records.recordOutcome(lease.generation(), command, outcome));
    }

    @Override
    public synchronized void openCircuit(String account, OpenCircuit circuit) {
        account(account).records.setCircuit(circuit);
    }

    @Override
    public synchronized void closeCircuit(String account) {
        account(account).records.setCircuit(null);
    }

    @Override
    public synchronized History history(String account, Set<String> events, Set<Long> tasks) {
        var records = account(account).records;
        var heard = new HashMap<String, EventRecord>();
        for (var event : events) {
            var record = records.heard(event);
            if (record != null) {
                heard.put(event, record);
            }
        }
        var traces = new HashMap<Long, TaskTrace>();
        for (var task : tasks) {
            var trace = records.trace(task);
            if (trace != null) {
                traces.put(task, trace);
            }
        }
        return new History(heard, traces);
    }

    @Override
    public synchronized void recordRecoveredUntil(String account, Instant until) {
        account(account).records.recoveredUntil(until);
    }

    @Override
    public synchronized Optional<Lease> lease(String account, String owner, Duration time) {
        var entry = account(account);
        var now = clock.instant();
        if (entry.lease != null && !entry.lease.owner().equals(owner) && now.isBefore(entry.leasedUntil)) {
            return Optional.empty();
        }
        entry.generation++;
        entry.lease = new Lease(account, owner, entry.generation);
        entry.leasedUntil = now.plus(time);
        return Optional.of(entry.lease);
    }

    @Override
    public synchronized void release(Lease lease) {
        var entry = account(lease.account());
        if (entry.lease != null && entry.lease.owner().equals(lease.owner())) {
            entry.lease = null;
        }
    }

    private AccountEntry account(String account) {
        return accounts.computeIfAbsent(account, _ -> new AccountEntry());
    }

    private static final class AccountEntry {

        final AccountRecords records = new AccountRecords();

        long generation;

        @Nullable
        Lease lease;

        Instant leasedUntil = Instant.MIN;
    }
}
