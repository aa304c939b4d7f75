package dev.followup.ledger;

import dev.followup.ledger.memory.InMemoryLedger;
import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A ledger that fails when a test wants it to.
public class FaultyLedger extends ForwardingLedger {

    public boolean canWrite = true;
    public boolean canRead = true;

    /// What every reading of an account's state fails with; `null` for nothing.
    public @Nullable Throwable bug;

    /// Writing work about this lead's id fails by a bug; empty for none.
    public String poison = "";

    /// Whether that is no bug but a refusal of the store.
    public boolean refuses;

    /// How many commands were marked as sent.
    public int marked;

    /// Work about this lead's id is too large; empty for none.
    public String tooLarge = "";

    /// Whether sending fails by a bug.
    public boolean cannotSend;

    /// How many releases of a lease fail.
    public int unreleasable;

    public FaultyLedger(Clock clock) {
        super(new InMemoryLedger(clock));
    }

    @Override
    protected AccountLedger around(AccountLedger acquired) {
        return new FaultyAccountLedger(acquired);
    }

    private static Set<String> eventsAbout(String lead, PlannedWork work) {
        return work.drafts().stream()
                .map(draft -> draft.command().origin().event())
                .filter(event -> event.contains(":" + lead + ":"))
                .collect(Collectors.toSet());
    }

    private final class FaultyAccountLedger extends ForwardingAccountLedger {

        FaultyAccountLedger(AccountLedger account) {
            super(account);
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
            return super.state();
        }

        @Override
        public WriteResult write(PlannedWork work, SendSelection selection) {
            if (!canWrite) {
                throw new LedgerUnavailableException("away", new IllegalStateException());
            }
            if (!poison.isEmpty() && !eventsAbout(poison, work).isEmpty()) {
                var poisoned = new IllegalStateException("poison");
                throw refuses ? new LedgerRefusalException("refused", poisoned) : poisoned;
            }
            var large = tooLarge.isEmpty() ? Set.<String>of() : eventsAbout(tooLarge, work);
            var written = super.write(
                    work.withoutTooLarge(large, Instant.EPOCH), cannotSend ? SendSelection.NONE : selection);
            return new WriteResult(
                    written.added(),
                    written.skippedByOnce(),
                    written.overLimit(),
                    written.limitReached(),
                    large,
                    written.waits());
        }

        @Override
        public void markSent(List<TaskCommand> commands, Instant at) {
            if (cannotSend) {
                throw new IllegalStateException("bug");
            }
            marked += commands.size();
            super.markSent(commands, at);
        }

        @Override
        public void release(Map<String, Outcome> outcomes) {
            if (unreleasable > 0) {
                unreleasable--;
                throw new LedgerUnavailableException("away", new IllegalStateException());
            }
            super.release(outcomes);
        }
    }
}
