package dev.followup.worker;

import dev.followup.account.Account;
import dev.followup.config.FollowupConfig;
import dev.followup.crm.session.AccountAvailability;
import dev.followup.crm.session.CrmSession;
import dev.followup.crm.session.CrmSessions;
import dev.followup.ledger.AccountLedger;
import dev.followup.ledger.Ledger.OpenCircuit;
import dev.followup.telemetry.LogTime;
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
/// serve an account, its circuit is open: no call is made but rare probes, of which each carries out one command.
///
/// A circuit opens for one of two reasons. The CRM does not serve the account until a person does something: the log
/// says so at once. Or commands are refused without a reason, as by a proxy that is restarted: then probes begin
/// after seconds, and the log asks for a person only when that has not passed within minutes.
@ApplicationScoped
class CircuitBreaker {

    private static final Logger LOG = Logger.getLogger(CircuitBreaker.class);

    /// The time until the first probe of an account that the CRM does not serve: many causes have passed by then,
    /// and a block of the account is not prolonged by much.
    private static final Duration FIRST_PROBE_IF_UNAVAILABLE = Duration.ofMinutes(5);

    /// The time until the first probe after refusals without a reason.
    private static final Duration FIRST_PROBE_IF_REFUSING = Duration.ofSeconds(10);

    /// The longest time between probes after refusals without a reason: one command a minute costs the CRM nothing,
    /// and the cause often ends by itself.
    private static final Duration LONGEST_INTERVAL_IF_REFUSING = Duration.ofMinutes(1);

    /// How long refusals without a reason last before the log asks for a person.
    private static final Duration PASSES_BY_ITSELF = Duration.ofMinutes(2);

    /// The longest time between probes: for so long commands stay pending after a person has removed the cause,
    /// unless the person closes the circuit as well.
    private static final Duration LONGEST_PROBE_INTERVAL = Duration.ofHours(1);

    private final CrmSessions sessions;
    private final FollowupConfig config;
    private final Metrics metrics;
    private final Clock clock;

    CircuitBreaker(CrmSessions sessions, FollowupConfig config, Metrics metrics, Clock clock) {
        this.sessions = sessions;
        this.config = config;
        this.metrics = metrics;
        this.clock = clock;
    }

    /// Begins an invocation's session. It makes no call if the circuit is open and no probe is due.
    ///
    /// @param openCircuit the circuit in the ledger; `null` while it is closed
    CrmSession startSession(Account account, @Nullable OpenCircuit openCircuit, Instant deadline) {
        if (openCircuit == null) {
            return sessions.begin(account, deadline);
        }
        return clock.instant().isBefore(openCircuit.probeAt())
                ? sessions.blocked(account, openCircuit.reason())
                : sessions.probe(account, deadline);
    }

    /// Ends the session: opens or closes the circuit, if the session's calls have shown that it should be.
    ///
    /// @param openCircuit the circuit in the ledger when the session began
    void endSession(CrmSession session, AccountLedger ledger, @Nullable OpenCircuit openCircuit) {
        var account = session.account().name();
        var now = after(session, openCircuit);
        if (now != null && !now.equals(openCircuit)) {
            ledger.openCircuit(now);
            log(account, openCircuit, now);
        } else if (now == null && openCircuit != null) {
            ledger.closeCircuit();
            LOG.infof(
                    "%s: circuit closed again after %s: the CRM serves the account, and pending commands are sent",
                    account, LogTime.of(Duration.between(openCircuit.since(), now())));
        }
        metrics.set(account, Metric.CIRCUIT_OPEN, now != null && now.isReported() ? 1 : 0);
    }

    /// The circuit after the session's calls; `null` if it is closed then.
    private @Nullable OpenCircuit after(CrmSession session, @Nullable OpenCircuit before) {
        return switch (session.availability()) {
            case AccountAvailability.Unknown _ -> before;
            case AccountAvailability.Available _ -> null;
            case AccountAvailability.NoAnswer _ ->
                before == null ? null : withNextProbe(before, FIRST_PROBE_IF_REFUSING, LONGEST_PROBE_INTERVAL);
            case AccountAvailability.Unavailable(var reason) ->
                withNextProbe(
                        new OpenCircuit(reason, since(before), now(), true),
                        FIRST_PROBE_IF_UNAVAILABLE,
                        LONGEST_PROBE_INTERVAL);
            case AccountAvailability.Refusing(var reason) -> {
                // the CRM took commands, and then began to refuse them
                var since = session.hasChangedTasks() ? now() : since(before);
                boolean lasts = !now().isBefore(since.plus(PASSES_BY_ITSELF));
                boolean isReported = lasts || (before != null && before.isReported());
                yield withNextProbe(
                        new OpenCircuit(reason, since, now(), isReported),
                        FIRST_PROBE_IF_REFUSING,
                        LONGEST_INTERVAL_IF_REFUSING);
            }
        };
    }

    private Instant since(@Nullable OpenCircuit before) {
        return before == null ? now() : before.since();
    }

    private void log(String account, @Nullable OpenCircuit before, OpenCircuit now) {
        boolean asksForPerson = now.isReported() && (before == null || !before.isReported());
        if (asksForPerson && config.table().isEmpty()) {
            LOG.errorf(
                    "%s: circuit open, commands stay pending in memory: %s. The next probe is sent after %s:"
                            + " wait for it, since a restart forgets these commands",
                    account, now.reason(), LogTime.of(now.probeAt()));
        } else if (asksForPerson) {
            LOG.errorf(
                    "%s: circuit open, commands stay pending: %s. The next probe is sent after %s; to have it sent at"
                            + " once, delete the account's item CIRCUIT from the ledger's table",
                    account, now.reason(), LogTime.of(now.probeAt()));
        } else if (before == null) {
            LOG.warnf(
                    "%s: the CRM or a proxy refuses commands without a reason, they stay pending: %s."
                            + " The next probe is sent after %s",
                    account, now.reason(), LogTime.of(now.probeAt()));
        }
    }

    /// The open circuit with its next probe. The intervals double: each is as long as all before it, and the first.
    private OpenCircuit withNextProbe(OpenCircuit circuit, Duration first, Duration longest) {
        var wait = Duration.between(circuit.since(), now()).plus(first);
        var probeAt = now().plus(wait.compareTo(longest) < 0 ? wait : longest);
        return new OpenCircuit(circuit.reason(), circuit.since(), probeAt, circuit.isReported());
    }

    /// The current time in whole seconds, which are easier to read in the table.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
