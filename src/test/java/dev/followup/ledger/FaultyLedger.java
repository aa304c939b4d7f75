package dev.followup.ledger;

import dev.followup.ledger.memory.InMemoryLedger;
import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A ledger that fails when a test wants it to.
public class FaultyLedger implements Ledger {

    private final Ledger ledger;
    public boolean canWrite = true;
    public boolean canRead = true;

    /// What every reading of an account's state fails with; `null` for nothing.
    public @Nullable Throwable bug;

    /// Writing work about this lead's id fails by a bug; empty for none.
    public String poison = "";

    /// Work about this lead's id is too large; empty for none.
    public String tooLarge = "";

    /// Whether sending fails by a bug.
    public boolean cannotSend;

    /// How many releases of a lease fail.
    public int unreleasable;

    public FaultyLedger(Clock clock) {
        this.ledger = new InMemoryLedger(clock);
    }

    @Override
    public WriteResult write(String account, PlannedWork work) {
        if (!canWrite) {
            throw new LedgerUnavailableException("away", new IllegalStateException());
        }
        if (!poison.isEmpty() && !eventsAbout(poison, work).isEmpty()) {
            throw new IllegalStateException("poison");
        }
        var large = tooLarge.isEmpty() ? Set.<String>of() : eventsAbout(tooLarge, work);
        var written = ledger.write(account, work.without(large));
        return new WriteResult(
                written.added(), written.skippedByOnce(), written.overLimit(), written.limitReached(), large);
    }

    private static Set<String> eventsAbout(String lead, PlannedWork work) {
        return work.drafts().stream()
                .map(draft -> draft.command().origin().event())
                .filter(event -> event.contains(":" + lead + ":"))
                .collect(Collectors.toSet());
    }

    @Override
    public AccountState state(String account) {
        if (!canRead) {
            throw new LedgerUnavailableException("away", new IllegalStateException());
        }
        if (bug instanceof RuntimeException exception) {
            throw exception;
        }
        if (bug instanceof Error error) {
            throw error;
        }
        return ledger.state(account);
    }

    @Override
    public void markSent(Lease lease, List<TaskCommand> commands, Instant at) {
        if (cannotSend) {
            throw new IllegalStateException("bug");
        }
        ledger.markSent(lease, commands, at);
    }

    @Override
    public void recordOutcomes(Lease lease, Map<String, Outcome> outcomes) {
        ledger.recordOutcomes(lease, outcomes);
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
    public Optional<Lease> lease(String account, String owner, Duration time) {
        return ledger.lease(account, owner, time);
    }

    @Override
    public void release(Lease lease) {
        if (unreleasable > 0) {
            unreleasable--;
            throw new LedgerUnavailableException("away", new IllegalStateException());
        }
        ledger.release(lease);
    }
}
