package dev.followup.worker;

import dev.followup.account.Account;
import dev.followup.crm.session.AccountAvailability;
import dev.followup.crm.session.CrmSession;
import dev.followup.crm.session.CrmSessions;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.Ledger.OpenCircuit;
import dev.followup.telemetry.Metric;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Keeps all instances from calling an account that the CRM serves nothing, but for a rare probe: the first call
/// that an invocation would make anyway. Tells once what a person must do, and that the account is open again.
@ApplicationScoped
class CircuitBreaker {

    private static final Logger LOG = Logger.getLogger(CircuitBreaker.class);

    /// Until the first probe: what passes by itself often has by then, and a block is not prolonged by much.
    private static final Duration FIRST_WAIT = Duration.ofMinutes(5);

    /// Between probes at most: so long a list goes on waiting after a person has done something about it, unless
    /// the person lifts the barrier as well.
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final CrmSessions sessions;
    private final Ledger ledger;
    private final Clock clock;

    CircuitBreaker(CrmSessions sessions, Ledger ledger, Clock clock) {
        this.sessions = sessions;
        this.ledger = ledger;
        this.clock = clock;
    }

    /// Begins an invocation's visit: one without calls, if the account is closed and no probe is due.
    ///
    /// @param block as the ledger has it
    CrmSession open(Account account, @Nullable OpenCircuit block, Instant deadline) {
        return block == null || !clock.instant().isBefore(block.probeAt())
                ? sessions.begin(account, deadline)
                : sessions.barred(account, block.reason());
    }

    /// Writes down what the visit has shown, if that is news.
    ///
    /// @param block as the ledger has it
    void close(CrmSession session, @Nullable OpenCircuit block) {
        var account = session.account().name();
        switch (session.verdict()) {
            case AccountAvailability.Unasked _ -> {}
            case AccountAvailability.Silent _ -> putOff(account, block);
            case AccountAvailability.Serves _ -> open(account, block);
            case AccountAvailability.Closed(var reason) when block == null -> close(account, reason);
            case AccountAvailability.Closed _ -> putOff(account, block);
        }
        session.metrics().set(Metric.CIRCUIT_OPEN, isClosed(session, block) ? 1 : 0);
    }

    private static boolean isClosed(CrmSession session, @Nullable OpenCircuit before) {
        return switch (session.verdict()) {
            case AccountAvailability.Closed _ -> true;
            case AccountAvailability.Serves _ -> false;
            case AccountAvailability.Unasked _, AccountAvailability.Silent _ -> before != null;
        };
    }

    private void close(String account, String reason) {
        var block = until(reason, now());
        ledger.openCircuit(account, block);
        LOG.errorf(
                "%s: closed, nothing is sent: %s. The first probe is made after %s; to have it made at once, delete"
                        + " the account's item BLOCK from the ledger's table",
                account, reason, block.probeAt());
    }

    private void putOff(String account, @Nullable OpenCircuit block) {
        if (block != null) {
            ledger.openCircuit(account, until(block.reason(), block.since()));
        }
    }

    private void open(String account, @Nullable OpenCircuit block) {
        if (block != null) {
            ledger.closeCircuit(account);
            LOG.infof("%s: open again, after %s", account, Duration.between(block.since(), now()));
        }
    }

    /// Waits double from probe to probe: each is as long as all before it, and the first.
    private OpenCircuit until(String reason, Instant since) {
        var now = now();
        var wait = Duration.between(since, now).plus(FIRST_WAIT);
        return new OpenCircuit(reason, since, now.plus(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT));
    }

    /// Whole seconds are enough, and easier to read.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
