package dev.followup.ledger;

import dev.followup.ledger.memory.InMemoryLedger;
import dev.followup.task.DraftCommand;
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
    public Optional<AccountLedger> acquire(String account, String owner, Duration time) {
        return ledger.acquire(account, owner, time).map(FaultyAccountLedger::new);
    }

    @Override
    public AccountState state(String account) {
        return ledger.state(account);
    }

    @Override
    public History history(String account, Set<String> events, Set<Long> tasks) {
        return ledger.history(account, events, tasks);
    }

    @Override
    public void closeCircuit(String account) {
        ledger.closeCircuit(account);
    }

    private static Set<String> eventsAbout(String lead, PlannedWork work) {
        return work.drafts().stream()
                .map(draft -> draft.command().origin().event())
                .filter(event -> event.contains(":" + lead + ":"))
                .collect(Collectors.toSet());
    }

    private final class FaultyAccountLedger implements AccountLedger {

        private final AccountLedger account;

        FaultyAccountLedger(AccountLedger account) {
            this.account = account;
        }

        @Override
        public Lease lease() {
            return account.lease();
        }

        @Override
        public AccountState state() {
            if (!canRead) {
                throw new LedgerUnavailableException("away", new IllegalStateException());
            }
            if (bug instanceof RuntimeException exception) {
                throw exception;
            }
            if (bug instanceof Error error) {
                throw error;
            }
            return account.state();
        }

        @Override
        public List<PendingCommand> nextPending(int limit) {
            return account.nextPending(limit);
        }

        @Override
        public History history(Set<String> events, Set<Long> tasks, List<DraftCommand> likely) {
            return account.history(events, tasks, likely);
        }

        @Override
        public WriteResult write(PlannedWork work, SendSelection selection) {
            if (!canWrite) {
                throw new LedgerUnavailableException("away", new IllegalStateException());
            }
            if (!poison.isEmpty() && !eventsAbout(poison, work).isEmpty()) {
                throw new IllegalStateException("poison");
            }
            var large = tooLarge.isEmpty() ? Set.<String>of() : eventsAbout(tooLarge, work);
            var written = account.write(work.without(large), cannotSend ? SendSelection.NONE : selection);
            return new WriteResult(
                    written.added(), written.skippedByOnce(), written.overLimit(), written.limitReached(), large);
        }

        @Override
        public void markSent(List<TaskCommand> commands, Instant at) {
            if (cannotSend) {
                throw new IllegalStateException("bug");
            }
            account.markSent(commands, at);
        }

        @Override
        public void recordOutcomes(Map<String, Outcome> outcomes) {
            account.recordOutcomes(outcomes);
        }

        @Override
        public void release(Map<String, Outcome> outcomes) {
            if (unreleasable > 0) {
                unreleasable--;
                throw new LedgerUnavailableException("away", new IllegalStateException());
            }
            account.release(outcomes);
        }

        @Override
        public boolean isReleased() {
            return account.isReleased();
        }

        @Override
        public void openCircuit(OpenCircuit circuit) {
            account.openCircuit(circuit);
        }

        @Override
        public void closeCircuit() {
            account.closeCircuit();
        }

        @Override
        public void recordRecoveredUntil(Instant until) {
            account.recordRecoveredUntil(until);
        }
    }
}
