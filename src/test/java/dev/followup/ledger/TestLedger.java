package dev.followup.ledger;

import dev.followup.ledger.AccountLedger.SendSelection;
import dev.followup.task.Absence;
import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/// A ledger for tests: each call may be an invocation of its own.
public final class TestLedger extends ForwardingLedger {

    private static final String OWNER = "test";

    private final Map<Lease, AccountLedger> leased = new ConcurrentHashMap<>();

    public TestLedger(Ledger ledger) {
        super(ledger);
    }

    /// The ledger for the test's own invocation, which has read the account's state. An earlier one loses its lease.
    public AccountLedger own(String account) {
        return of(lease(account, OWNER, Duration.ofHours(1)).orElseThrow());
    }

    /// Writes work down in an invocation of its own.
    public WriteResult write(String account, PlannedWork work) {
        return write(account, work, SendSelection.NONE);
    }

    public WriteResult write(String account, PlannedWork work, SendSelection selection) {
        while (true) {
            var own = own(account);
            try {
                return own.write(work, selection);
            } catch (LeaseLostException _) {
                // Another thread of the test has the lease now: it is the same owner's.
            } finally {
                own.release(Map.of());
            }
        }
    }

    /// Acquires a lease, and reads the account's state.
    public Optional<Lease> lease(String account, String owner, Duration time) {
        return acquire(account, owner, time).map(acquired -> {
            acquired.state();
            leased.put(acquired.lease(), acquired);
            return acquired.lease();
        });
    }

    public void changeAbsences(String account, UnaryOperator<List<Absence>> change) {
        own(account).changeAbsences(change);
    }

    public void markSent(Lease lease, List<TaskCommand> commands, Instant at) {
        of(lease).markSent(commands, at);
    }

    public void recordOutcomes(Lease lease, Map<String, Outcome> outcomes) {
        of(lease).recordOutcomes(outcomes);
    }

    public void release(Lease lease) {
        of(lease).release(Map.of());
    }

    public void openCircuit(String account, OpenCircuit circuit) {
        var own = own(account);
        own.openCircuit(circuit);
        own.release(Map.of());
    }

    public void recordWebhookOutage(String account, WebhookOutage outage) {
        var own = own(account);
        own.recordWebhookOutage(outage);
        own.release(Map.of());
    }

    public void recordRecoveredUntil(String account, Instant until) {
        var own = own(account);
        own.recordRecoveredUntil(until);
        own.release(Map.of());
    }

    /// The ledger of the invocation that has acquired this lease.
    public AccountLedger of(Lease lease) {
        var found = leased.get(lease);
        if (found == null) {
            throw new IllegalArgumentException("nobody has acquired " + lease);
        }
        return found;
    }
}
