package dev.followup.worker;

import dev.followup.account.Account;
import dev.followup.crm.session.AccountAvailability;
import dev.followup.crm.session.CrmSession;
import dev.followup.crm.session.CrmSessions;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.Ledger.OpenCircuit;
import dev.followup.telemetry.Metric;
import dev.followup.telemetry.Metrics;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The circuit breaker of each account, shared by all instances through the ledger. While the CRM does not
/// serve an account, its circuit is open: the only call is a rare probe, the first call that an invocation
/// would make anyway. The log says what a person must do when the circuit opens, and when it has closed.
@ApplicationScoped
class CircuitBreaker {

    private static final Logger LOG = Logger.getLogger(CircuitBreaker.class);

    /// The time until the first probe: many causes have passed by then, and a block of the account is not
    /// prolonged by much.
    private static final Duration FIRST_PROBE_AFTER = Duration.ofMinutes(5);

    /// The longest time between probes: for so long commands stay pending after a person has removed the cause,
    /// unless the person closes the circuit as well.
    private static final Duration LONGEST_PROBE_INTERVAL = Duration.ofHours(1);

    private final CrmSessions sessions;
    private final Ledger ledger;
    private final Metrics metrics;
    private final Clock clock;

    CircuitBreaker(CrmSessions sessions, Ledger ledger, Metrics metrics, Clock clock) {
        this.sessions = sessions;
        this.ledger = ledger;
        this.metrics = metrics;
        this.clock = clock;
    }

    /// Begins an invocation's session. It makes no call if the circuit is open and no probe is due.
    ///
    /// @param openCircuit the circuit in the ledger; `null` while it is closed
    CrmSession startSession(Account account, @Nullable OpenCircuit openCircuit, Instant deadline) {
        return openCircuit == null || !clock.instant().isBefore(openCircuit.probeAt())
                ? sessions.begin(account, deadline)
                : sessions.blocked(account, openCircuit.reason());
    }

    /// Ends the session: opens or closes the circuit, if the session's calls have shown that it should be.
    ///
    /// @param openCircuit the circuit in the ledger when the session began
    void endSession(CrmSession session, @Nullable OpenCircuit openCircuit) {
        var account = session.account().name();
        switch (session.availability()) {
            case AccountAvailability.Unknown _ -> {}
            case AccountAvailability.NoAnswer _ -> postponeProbe(account, openCircuit);
            case AccountAvailability.Available _ -> closeCircuit(account, openCircuit);
            case AccountAvailability.Unavailable(var reason) when openCircuit == null -> openCircuit(account, reason);
            case AccountAvailability.Unavailable _ -> postponeProbe(account, openCircuit);
        }
        metrics.set(account, Metric.CIRCUIT_OPEN, isOpen(session, openCircuit) ? 1 : 0);
    }

    private static boolean isOpen(CrmSession session, @Nullable OpenCircuit before) {
        return switch (session.availability()) {
            case AccountAvailability.Unavailable _ -> true;
            case AccountAvailability.Available _ -> false;
            case AccountAvailability.Unknown _, AccountAvailability.NoAnswer _ -> before != null;
        };
    }

    private void openCircuit(String account, String reason) {
        var circuit = withNextProbe(reason, now());
        ledger.openCircuit(account, circuit);
        LOG.errorf(
                "%s: circuit open, commands stay pending: %s. The first probe is sent after %s; to have it sent at once,"
                        + " delete the account's item CIRCUIT from the ledger's table",
                account, reason, circuit.probeAt());
    }

    private void postponeProbe(String account, @Nullable OpenCircuit openCircuit) {
        if (openCircuit != null) {
            ledger.openCircuit(account, withNextProbe(openCircuit.reason(), openCircuit.since()));
        }
    }

    private void closeCircuit(String account, @Nullable OpenCircuit openCircuit) {
        if (openCircuit != null) {
            ledger.closeCircuit(account);
            LOG.infof(
                    "%s: circuit closed again after %s: the CRM serves the account, and pending commands are sent",
                    account, Duration.between(openCircuit.since(), now()));
        }
    }

    /// The open circuit with its next probe. The intervals double: each is as long as all before it, and the first.
    private OpenCircuit withNextProbe(String reason, Instant since) {
        var now = now();
        var wait = Duration.between(since, now).plus(FIRST_PROBE_AFTER);
        return new OpenCircuit(
                reason, since, now.plus(wait.compareTo(LONGEST_PROBE_INTERVAL) < 0 ? wait : LONGEST_PROBE_INTERVAL));
    }

    /// The current time in whole seconds, which are easier to read in the table.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
