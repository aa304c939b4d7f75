package dev.followup.worker.recovery;

import dev.followup.account.Account;
import dev.followup.config.FollowupConfig;
import dev.followup.crm.session.CrmFailure;
import dev.followup.crm.session.CrmResult;
import dev.followup.crm.session.CrmSession;
import dev.followup.event.EventKey;
import dev.followup.ledger.AccountLedger;
import dev.followup.ledger.Ledger.AccountState;
import dev.followup.ledger.Ledger.DeferredEvent;
import dev.followup.telemetry.LogTime;
import dev.followup.telemetry.Metric;
import dev.followup.telemetry.Metrics;
import dev.followup.worker.intake.DecodedMessage.ClockTick;
import dev.followup.worker.intake.ReceivedEvent;
import dev.followup.worker.recovery.MissedEventFinder.Candidates;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The recovery of events that no webhook reported. Every ten minutes, on a tick, it reads them from the CRM's
/// event log, up to the time after which no webhook can be received any more. The ledger stores how far it has
/// come.
@ApplicationScoped
public class MissedEventRecovery {

    /// The time after which no webhook reports an event any more: the CRM repeats a webhook for up to 95 minutes.
    /// Source: CRM documentation, "Webhooks", retries; read 2026-11-21.
    static final Duration WEBHOOK_RETRY_PERIOD = Duration.ofMinutes(100);

    /// The interval between two searches. Recovered events are late anyway, and each search takes at least one
    /// request: of the some 4,000 that an account has in the time.
    static final Duration INTERVAL = Duration.ofMinutes(10);

    /// The longest time span of one search. While more is left, each tick starts the next search.
    static final Duration MAX_SPAN = Duration.ofHours(1);

    /// The maximum age of recovered events. A weekend with a disabled webhook is covered, but no tasks are made
    /// for what happened long before recovery was enabled again.
    static final Duration MAX_AGE = Duration.ofDays(3);

    private static final Logger LOG = Logger.getLogger(MissedEventRecovery.class);

    private final boolean isEnabled;
    private final MissedEventFinder finder;
    private final Metrics metrics;

    /// When the events list may be asked for again, by account. Only the instance remembers it.
    private final Map<String, Instant> refusedUntil = new ConcurrentHashMap<>();

    public MissedEventRecovery(FollowupConfig config, MissedEventFinder finder, Metrics metrics) {
        this.isEnabled = config.recoverMissedEvents();
        this.finder = finder;
        this.metrics = metrics;
    }

    /// The earliest time at which an event is recovered that no webhook reports; empty if it is not recovered.
    ///
    /// @param happenedAt when it happened
    public Optional<Instant> earliest(Instant happenedAt, AccountState state, Instant now) {
        var until = state.recoveredUntil();
        var first = until == null ? now.minus(WEBHOOK_RETRY_PERIOD) : until;
        var unreported = happenedAt.plus(WEBHOOK_RETRY_PERIOD);
        return isEnabled && happenedAt.isAfter(first) && happenedAt.isAfter(now.minus(MAX_AGE))
                ? Optional.of(unreported.isAfter(now) ? unreported : now)
                : Optional.empty();
    }

    /// The events that no webhook seems to have reported, if a search is due.
    ///
    /// @param received the events of this batch, which the ledger does not know yet
    public MissedEvents missedEvents(
            CrmSession session, AccountState state, List<ReceivedEvent> received, ClockTick tick) {
        if (!isEnabled || session.isClosed()) {
            return MissedEvents.NONE;
        }
        var last = tick.tick().time().minus(WEBHOOK_RETRY_PERIOD).truncatedTo(ChronoUnit.SECONDS);
        var done = state.recoveredUntil();
        if (done == null) {
            return new MissedEvents(List.of(), last);
        }
        return done.plus(INTERVAL).isAfter(last) || isRefused(session.account(), tick)
                ? MissedEvents.NONE
                : missedEvents(session, heard(state, received), done, last, tick);
    }

    private MissedEvents missedEvents(
            CrmSession session, Map<String, Instant> heard, Instant done, Instant last, ClockTick tick) {
        var account = session.account().name();
        var start = done.isBefore(last.minus(MAX_AGE)) ? last.minus(MAX_AGE) : done;
        var end = start.plus(MAX_SPAN).isBefore(last) ? start.plus(MAX_SPAN) : last;
        return switch (finder.between(session, start, end, heard)) {
            case CrmResult.All(Candidates(var events, var until)) -> {
                refusedUntil.remove(account);
                if (start.isAfter(done)) {
                    LOG.warnf(
                            "%s: missed events from %s to %s are not recovered: they are older than %d days. Later"
                                    + " ones are recovered",
                            account, LogTime.of(done), LogTime.of(start), MAX_AGE.toDays());
                }
                yield new MissedEvents(
                        events.stream()
                                .map(event -> new ReceivedEvent(event, tick.message(), true))
                                .toList(),
                        until);
            }
            case CrmResult.Failed(CrmFailure.Refused(var reason)) -> {
                waitAfterRefusal(account, tick, reason);
                yield MissedEvents.NONE;
            }
            case CrmResult.Failed(var failure) -> {
                failure.log(account, "recovery of missed events");
                yield MissedEvents.NONE;
            }
        };
    }

    private static Map<String, Instant> heard(AccountState state, List<ReceivedEvent> received) {
        var heard = new HashMap<String, Instant>();
        Stream.concat(
                        received.stream().map(ReceivedEvent::event),
                        state.deferredEvents().stream().map(DeferredEvent::event))
                .forEach(event -> {
                    heard.put(event.key(), event.time());
                    EventKey.coarse(event).ifPresent(key -> heard.put(key, event.time()));
                });
        return heard;
    }

    private boolean isRefused(Account account, ClockTick tick) {
        var until = refusedUntil.get(account.name());
        return until != null && tick.time().isBefore(until);
    }

    /// Remembers a refusal for as long as the next search may wait. It is logged once.
    private void waitAfterRefusal(String account, ClockTick tick, String reason) {
        if (refusedUntil.put(account, tick.time().plus(INTERVAL)) == null) {
            LOG.warnf(
                    "%s: cannot recover missed events: the CRM refused the events list: %s. Everything else keeps"
                            + " working, and the list is asked for again every ten minutes. Set"
                            + " FOLLOWUP_RECOVER_MISSED_EVENTS=false if this is intended",
                    account, reason);
        }
    }

    /// Records which events were recovered, once all of them are planned.
    public void recordProgress(AccountLedger ledger, MissedEvents missed, Set<String> answered) {
        var account = ledger.lease().account();
        var recovered = missed.candidates().stream()
                .map(ReceivedEvent::event)
                .filter(event -> answered.contains(event.key()))
                .toList();
        recovered.forEach(event -> LOG.warnf(
                "%s: recovered %s of %s at %s, which no webhook reported. Its commands are sent now",
                account,
                event.kind(),
                event.entity() == null ? event.key() : event.entity(),
                LogTime.of(event.time())));
        metrics.add(account, Metric.RECOVERED_EVENTS, recovered.size());
        if (missed.until() != null) {
            ledger.recordRecoveredUntil(missed.until());
        }
    }

    /// The events that no webhook seems to have reported.
    ///
    /// @param candidates those that a rule may answer; planning decides whether one does
    /// @param until until when no event is missed once they are planned; `null` if that has not changed
    public record MissedEvents(
            List<ReceivedEvent> candidates, @Nullable Instant until) {

        /// No search was due.
        public static final MissedEvents NONE = new MissedEvents(List.of(), null);

        public MissedEvents {
            candidates = List.copyOf(candidates);
        }
    }
}
