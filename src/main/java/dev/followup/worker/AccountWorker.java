package dev.followup.worker;

import dev.followup.account.Account;
import dev.followup.account.token.TokenProvider;
import dev.followup.crm.session.CrmSession;
import dev.followup.directory.monitor.DirectoryMonitor;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.InboxUnavailableException;
import dev.followup.inbox.MessageBatch.MessageGroup;
import dev.followup.ledger.AccountLedger;
import dev.followup.ledger.AccountLedger.SendSelection;
import dev.followup.ledger.LeaseLostException;
import dev.followup.ledger.Ledger.AccountState;
import dev.followup.ledger.Ledger.WebhookOutage;
import dev.followup.ledger.LedgerRefusalException;
import dev.followup.ledger.LedgerUnavailableException;
import dev.followup.ledger.Walk;
import dev.followup.subscription.WebhookMonitor;
import dev.followup.worker.delivery.Delivery;
import dev.followup.worker.delivery.PendingCommands;
import dev.followup.worker.intake.DeadLetters;
import dev.followup.worker.intake.DecodedBatch;
import dev.followup.worker.intake.DecodedMessage.ClockTick;
import dev.followup.worker.intake.MessageDecoder;
import dev.followup.worker.intake.ReceivedEvent;
import dev.followup.worker.planning.Planner;
import dev.followup.worker.recovery.MissedEventRecovery;
import dev.followup.worker.recovery.MissedEventRecovery.MissedEvents;
import dev.followup.worker.schedule.EntityWalker;
import dev.followup.worker.schedule.RuleScheduler;
import dev.followup.worker.schedule.RuleScheduler.DueEvents;
import dev.followup.worker.schedule.WalkPortion;
import dev.followup.worker.schedule.WalkingTime;
import dev.followup.worker.waiting.DueWaits;
import dev.followup.worker.waiting.DueWaits.Invocation;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/// The processing of one account's messages: decode, plan, write down, deliver. Read this class first: it is
/// the table of contents of the worker.
///
/// A message is done when its commands are in the ledger. This invocation delivers them to the CRM as far as
/// its time allows, later ones deliver the rest.
@ApplicationScoped
public class AccountWorker {

    private static final Logger LOG = Logger.getLogger(AccountWorker.class);

    private final CircuitBreaker circuitBreaker;
    private final MessageDecoder decoder;
    private final DeadLetters deadLetters;
    private final AccountRequests requests;
    private final TokenProvider tokens;
    private final WebhookMonitor webhookMonitor;
    private final DirectoryMonitor directoryMonitor;
    private final RuleScheduler scheduler;
    private final EntityWalker walker;
    private final MissedEventRecovery recovery;
    private final Planner planner;
    private final DueWaits dueWaits;
    private final Delivery delivery;

    public AccountWorker(
            CircuitBreaker circuitBreaker,
            MessageDecoder decoder,
            DeadLetters deadLetters,
            AccountRequests requests,
            TokenProvider tokens,
            WebhookMonitor webhookMonitor,
            DirectoryMonitor directoryMonitor,
            RuleScheduler scheduler,
            EntityWalker walker,
            MissedEventRecovery recovery,
            Planner planner,
            DueWaits dueWaits,
            Delivery delivery) {
        this.circuitBreaker = circuitBreaker;
        this.decoder = decoder;
        this.deadLetters = deadLetters;
        this.requests = requests;
        this.tokens = tokens;
        this.webhookMonitor = webhookMonitor;
        this.directoryMonitor = directoryMonitor;
        this.scheduler = scheduler;
        this.walker = walker;
        this.recovery = recovery;
        this.planner = planner;
        this.dueWaits = dueWaits;
        this.delivery = delivery;
    }

    /// Processes messages of an account.
    ///
    /// @param ledger of the account, for this invocation
    /// @param isLast whether the account's lease is released then: the invocation has no more messages of it
    /// @param deadline after which no request to the CRM is sent; a later invocation delivers what is left
    /// @return the messages that could not be planned, which must be delivered again
    /// @throws LedgerUnavailableException if the account's state could not be read, or the outcome of a
    /// command could not be recorded
    /// @throws LeaseLostException if another invocation has taken over the account
    public List<InboxMessage> process(
            Account account, AccountLedger ledger, MessageGroup group, boolean isLast, Instant deadline)
            throws InterruptedException {
        var batch = decoder.decode(account, group);
        requests.carryOut(account, ledger, batch.requests());
        var state = ledger.state();
        var session = circuitBreaker.startSession(account, state.openCircuit(), deadline);
        var pending = delivery.pending(session, ledger, state);
        try {
            var written = planAndWriteDown(session, ledger, state, batch, pending);
            deliver(session, pending, deadline);
            if (walk(session, ledger, state, written, pending)) {
                deliver(session, pending, deadline);
            }
            circuitBreaker.endSession(session, ledger, state.openCircuit());
            var toForget = requests.toForget(batch.requests());
            if (!toForget.isEmpty()) {
                pending.record(false);
                requests.forget(account, ledger, toForget);
            }
            return written.unplanned();
        } finally {
            pending.record(isLast);
        }
    }

    /// Delivers commands. A bug fails no message: what was planned is written down, and the next tick tries again.
    private void deliver(CrmSession session, PendingCommands pending, Instant deadline) throws InterruptedException {
        try {
            delivery.deliver(session, pending, deadline);
        } catch (LedgerUnavailableException | LeaseLostException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.errorf(
                    e,
                    "%s: sending failed, probably by a bug. The %d commands stay pending, and the next tick tries again",
                    session.account().name(),
                    pending.count());
        }
    }

    /// Plans the messages' events and writes the commands down. It takes half of the time at most, so that
    /// commands are delivered in every invocation.
    ///
    /// @param pending receives the new commands
    private WrittenBatch planAndWriteDown(
            CrmSession session, AccountLedger ledger, AccountState state, DecodedBatch batch, PendingCommands pending) {
        var account = session.account();
        var planning = session.firstHalf();
        try {
            var accepted = deadLetters.moveUnreadable(account, batch);
            accepted.lastWebhook().ifPresent(ledger::heardWebhook);
            var found = accepted.lastTick()
                    .map(tick -> handleTick(planning, ledger, state, accepted, tick))
                    .orElseGet(() -> TickEvents.none(webhookMonitor.outage(state)));
            var due = dueWaits.due(
                    planning,
                    ledger,
                    state,
                    accepted.lastTick().map(tick -> tick.tick().time()).orElse(null));
            var plan = planner.plan(
                    planning, ledger, state, concat(accepted.events(), found.events()), due.likelyDrafts());
            var selection = delivery.selection(session, pending);
            var written = planner.writeDown(
                    ledger, plan, found.due().scheduledUntil(), found.due().begun(), selection);
            pending.add(written.added());
            planner.conclude(account, plan, written);
            var waits = new Invocation(
                    planning, ledger, state, found.outage().orElse(null), plan.undecided(), selection, pending::add);
            dueWaits.endAtOnce(waits, written.waits());
            dueWaits.end(waits, due, written.waits());
            recovery.recordProgress(ledger, found.missed(), plan.answered());
            return new WrittenBatch(
                    batch.messagesAfter(accepted),
                    accepted.lastTick(),
                    found.due().walks());
        } catch (LedgerRefusalException e) {
            // A bug that one message triggers must not stop its account: it is found and set aside.
            throw new IllegalStateException("the ledger refuses what the messages lead to", e);
        } catch (LedgerUnavailableException | InboxUnavailableException e) {
            LOG.errorf(
                    e,
                    "%s: %d messages were not planned, since the ledger or the inbox failed."
                            + " The inbox delivers them again",
                    account.name(),
                    batch.size());
            return new WrittenBatch(batch.messages(), Optional.empty(), List.of());
        }
    }

    /// Goes on with the walks of scheduled rules, after everything else: what they find is planned and written down
    /// together with how far they have come.
    ///
    /// @param pending receives the new commands
    /// @return whether there are new commands
    private boolean walk(
            CrmSession session,
            AccountLedger ledger,
            AccountState state,
            WrittenBatch written,
            PendingCommands pending) {
        if (written.tick().isEmpty() || written.walks().isEmpty() || session.isClosed() || session.isProbe()) {
            return false;
        }
        pending.record(false);
        var account = session.account();
        var time = walker.begin(session, written.tick().get(), pending.additions());
        boolean hasNew = false;
        try {
            for (var begun : written.walks()) {
                hasNew |= goOn(begun, time, ledger, state, pending);
            }
        } catch (LedgerUnavailableException | InboxUnavailableException e) {
            LOG.errorf(
                    e,
                    "%s: the walks of scheduled rules stop, since the ledger or the inbox failed. The next tick goes on",
                    account.name());
        }
        return hasNew;
    }

    /// Goes on with a walk. A bug, or what the ledger refuses each time, stops this walk and no other.
    ///
    /// @return whether there are new commands
    private boolean goOn(
            Walk begun, WalkingTime time, AccountLedger ledger, AccountState state, PendingCommands pending) {
        boolean hasNew = false;
        try {
            var walk = begun;
            WalkPortion portion;
            do {
                portion = time.next(walk);
                hasNew |= writeDown(time, ledger, state, walk, portion, pending);
                walk = portion.walk();
            } while (portion.goesOn());
        } catch (RuntimeException e) {
            if (isOutage(e)) {
                throw e;
            }
            LOG.errorf(
                    e,
                    "%s: rule %s cannot go on, probably by a bug. The next tick tries again",
                    time.session().account().name(),
                    begun.rule());
        }
        return hasNew;
    }

    private static boolean isOutage(RuntimeException failure) {
        return failure instanceof LeaseLostException
                || failure instanceof InboxUnavailableException
                || (failure instanceof LedgerUnavailableException && !(failure instanceof LedgerRefusalException));
    }

    /// Plans what a walk has found and writes it down with how far the walk has come.
    ///
    /// @param before the walk as it was written down last
    /// @return whether there are new commands
    private boolean writeDown(
            WalkingTime time,
            AccountLedger ledger,
            AccountState state,
            Walk before,
            WalkPortion portion,
            PendingCommands pending) {
        if (portion.walk().equals(before)) {
            return false;
        }
        var account = time.session().account();
        var plan = planner.planFound(time.session(), ledger, state.absences(), portion.events(), portion.waits());
        var written = planner.writeDown(ledger, plan, null, List.of(portion.walk()), SendSelection.NONE);
        pending.add(written.added());
        planner.conclude(account, plan, written);
        portion.log(account.name());
        return !written.added().isEmpty();
    }

    /// Does the periodic work of a tick: refreshes the token, checks webhook and directory, and finds the events that
    /// come by no webhook: those of scheduled rules, and those that a webhook should have reported.
    private TickEvents handleTick(
            CrmSession session, AccountLedger ledger, AccountState state, DecodedBatch accepted, ClockTick tick) {
        session.refreshTokenIfDue(tokens);
        var outage = webhookMonitor.check(session, ledger, state, tick.time());
        directoryMonitor.check(session.firstHalf(), state, tick.time());
        var due = scheduler.dueEvents(session.firstHalf(), ledger, state, tick);
        var missed = recovery.missedEvents(session.firstHalf(), state, accepted.events(), tick);
        return new TickEvents(due, missed, outage);
    }

    private static <T> List<T> concat(List<T> first, List<T> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    /// The messages of a batch after their commands are written down.
    ///
    /// @param unplanned the messages that must be delivered again
    /// @param tick the last tick among the others; empty if there is none
    /// @param walks the walks of scheduled rules that are not over
    private record WrittenBatch(List<InboxMessage> unplanned, Optional<ClockTick> tick, List<Walk> walks) {}

    /// The events that a tick finds.
    ///
    /// @param due those of the scheduled rules
    /// @param missed those that a webhook should have reported and did not
    /// @param outage when the CRM reported nothing last; empty if that was never seen
    private record TickEvents(DueEvents due, MissedEvents missed, Optional<WebhookOutage> outage) {

        static TickEvents none(Optional<WebhookOutage> outage) {
            return new TickEvents(DueEvents.NONE, MissedEvents.NONE, outage);
        }

        List<ReceivedEvent> events() {
            return concat(due.events(), missed.candidates());
        }
    }
}
