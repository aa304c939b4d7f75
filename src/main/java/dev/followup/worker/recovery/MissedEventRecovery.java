package dev.followup.worker.recovery;

import dev.followup.account.Account;
import dev.followup.config.FollowupConfig;
import dev.followup.crm.session.CrmResult;
import dev.followup.crm.session.CrmSession;
import dev.followup.event.CrmEvent;
import dev.followup.inbox.Tick;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.Ledger.AccountState;
import dev.followup.task.Outcome;
import dev.followup.worker.delivery.DeliveryLog;
import dev.followup.worker.intake.DecodedMessage;
import dev.followup.worker.recovery.MissedEventFinder.RecoveredEvents;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Makes up for hooks that never came. Now and then, on a tick, it asks for what was missed up to where no hook
/// can come any more, and notes how far it got.
@ApplicationScoped
public class MissedEventRecovery {

    /// After so long no hook tells of an event any more: the CRM repeats one for up to 95 minutes.
    /// Source: CRM documentation, "Webhooks", retries; read 2026-11-21.
    static final Duration LAST_WEBHOOK = Duration.ofMinutes(100);

    /// From look to look. What is caught up on is late anyway, and each look takes at least one request: of the
    /// some 4,000 that an account has in the time.
    static final Duration PAUSE = Duration.ofMinutes(10);

    /// What one look takes in at most. While more is left, each tick brings the next look.
    static final Duration LONGEST_SPAN = Duration.ofHours(1);

    /// What is older is left alone. A weekend on which the CRM had switched the hooks off is caught up on, but
    /// nobody is reminded of what happened long before somebody switched catching up on again.
    static final Duration FARTHEST = Duration.ofDays(3);

    private static final Logger LOG = Logger.getLogger(MissedEventRecovery.class);
    private static final Caught NOTHING = new Caught(List.of(), null);

    private final boolean isOn;
    private final MissedEventFinder missed;
    private final Ledger ledger;
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    public MissedEventRecovery(FollowupConfig config, MissedEventFinder missed, Ledger ledger) {
        this.isOn = config.recoverMissedEvents();
        this.missed = missed;
        this.ledger = ledger;
    }

    /// What was missed, if a tick says that it is time to look.
    ///
    /// @param reported what messages tell
    public Caught missedEvents(CrmSession session, AccountState state, List<DecodedMessage> reported) {
        if (!isOn || session.isClosed()) {
            return NOTHING;
        }
        return reported.reversed().stream()
                .filter(one -> Tick.read(one.message()).isPresent())
                .findFirst()
                .map(tick -> missedEvents(session, state, reported, tick))
                .orElse(NOTHING);
    }

    private Caught missedEvents(
            CrmSession session, AccountState state, List<DecodedMessage> reported, DecodedMessage tick) {
        var now = Tick.read(tick.message()).orElseThrow().time();
        var last = now.minus(LAST_WEBHOOK).truncatedTo(ChronoUnit.SECONDS);
        var done = state.recoveredUntil();
        if (done == null) {
            return new Caught(List.of(), last);
        }
        if (done.plus(PAUSE).isAfter(last)) {
            return NOTHING;
        }
        var first = first(session.account(), done, last);
        var end = first.plus(LONGEST_SPAN).isBefore(last) ? first.plus(LONGEST_SPAN) : last;
        return switch (missed.between(session, first, end, heard(state, reported))) {
            case CrmResult.All(RecoveredEvents(var events, var until)) -> {
                refused.remove(session.account().name());
                yield new Caught(List.of(new DecodedMessage(tick.message(), events, null)), until);
            }
            case CrmResult.Failed(Outcome.Refused(var reason)) -> {
                warnOnce(session.account(), reason);
                yield new Caught(List.of(), last);
            }
            case CrmResult.Failed(var why) -> {
                DeliveryLog.waits(session.account(), "catching up on what no hook told of", why);
                yield NOTHING;
            }
        };
    }

    private static Instant first(Account account, Instant done, Instant last) {
        var farthest = last.minus(FARTHEST);
        if (!done.isBefore(farthest)) {
            return done;
        }
        LOG.warnf("%s: what happened from %s to %s is too old to be caught up on", account.name(), done, farthest);
        return farthest;
    }

    /// The keys of what hooks have told and the ledger does not know by them: it is about to be planned.
    private static Set<String> heard(AccountState state, List<DecodedMessage> reported) {
        return Stream.concat(state.deferred().stream(), reported.stream().flatMap(one -> one.events().stream()))
                .map(CrmEvent::key)
                .collect(Collectors.toSet());
    }

    private void warnOnce(Account account, String reason) {
        if (refused.add(account.name())) {
            LOG.warnf(
                    "%s: not caught up on what no hook told of: the CRM does not hand out its list of events: %s. All"
                            + " else goes on; FOLLOWUP_RECOVER_MISSED_EVENTS=false stops asking for the list",
                    account.name(), reason);
        }
    }

    /// Notes how far it got.
    ///
    /// @param caught of which all is written down
    public void note(Account account, Caught caught) {
        if (caught.until != null) {
            ledger.recoveredUntil(account.name(), caught.until);
        }
    }

    /// What a look came to.
    ///
    /// @param reported what was missed, as if the tick told it
    /// @param until until when nothing is missed once that is written down; `null` if that is as before
    public record Caught(
            List<DecodedMessage> reported, @Nullable Instant until) {
        public Caught {
            reported = List.copyOf(reported);
        }
    }
}
