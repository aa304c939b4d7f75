package dev.followup.worker;

import dev.followup.account.Account;
import dev.followup.account.token.TokenProvider;
import dev.followup.crm.session.CrmSession;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.InboxUnavailableException;
import dev.followup.inbox.MessageBatch.MessageGroup;
import dev.followup.ledger.LeaseLostException;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.Ledger.AccountState;
import dev.followup.ledger.Ledger.Lease;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.LedgerUnavailableException;
import dev.followup.subscription.WebhookMonitor;
import dev.followup.worker.delivery.Delivery;
import dev.followup.worker.intake.DeadLetters;
import dev.followup.worker.intake.DecodedBatch;
import dev.followup.worker.intake.DecodedMessage.ClockTick;
import dev.followup.worker.intake.MessageDecoder;
import dev.followup.worker.intake.ReceivedEvent;
import dev.followup.worker.planning.Planner;
import dev.followup.worker.recovery.MissedEventRecovery;
import dev.followup.worker.recovery.MissedEventRecovery.MissedEvents;
import dev.followup.worker.schedule.RuleScheduler;
import dev.followup.worker.schedule.RuleScheduler.DueEvents;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
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

    private final Ledger ledger;
    private final CircuitBreaker circuitBreaker;
    private final MessageDecoder decoder;
    private final DeadLetters deadLetters;
    private final TokenProvider tokens;
    private final WebhookMonitor webhookMonitor;
    private final RuleScheduler scheduler;
    private final MissedEventRecovery recovery;
    private final Planner planner;
    private final Delivery delivery;

    public AccountWorker(
            Ledger ledger,
            CircuitBreaker circuitBreaker,
            MessageDecoder decoder,
            DeadLetters deadLetters,
            TokenProvider tokens,
            WebhookMonitor webhookMonitor,
            RuleScheduler scheduler,
            MissedEventRecovery recovery,
            Planner planner,
            Delivery delivery) {
        this.ledger = ledger;
        this.circuitBreaker = circuitBreaker;
        this.decoder = decoder;
        this.deadLetters = deadLetters;
        this.tokens = tokens;
        this.webhookMonitor = webhookMonitor;
        this.scheduler = scheduler;
        this.recovery = recovery;
        this.planner = planner;
        this.delivery = delivery;
    }

    /// Processes messages of an account.
    ///
    /// @param lease under which this invocation works on the account
    /// @param deadline after which no request to the CRM is sent; a later invocation delivers what is left
    /// @return the messages that could not be planned, which must be delivered again
    /// @throws LedgerUnavailableException if the account's state could not be read, or the outcome of a
    /// command could not be recorded
    /// @throws LeaseLostException if another invocation has taken over the account
    public List<InboxMessage> process(Account account, Lease lease, MessageGroup group, Instant deadline)
            throws InterruptedException {
        var state = ledger.state(account.name());
        var session = circuitBreaker.startSession(account, state.openCircuit(), deadline);
        var batch = decoder.decode(account, group);
        var outcome = planAndWriteDown(session, state, batch);
        deliver(session, lease, outcome.pending(), deadline);
        circuitBreaker.endSession(session, state.openCircuit());
        return outcome.unplanned();
    }

    /// Delivers commands. A bug fails no message: what was planned is written down, and the next tick tries again.
    private void deliver(CrmSession session, Lease lease, List<PendingCommand> pending, Instant deadline)
            throws InterruptedException {
        try {
            delivery.deliver(session, lease, pending, deadline);
        } catch (LedgerUnavailableException | LeaseLostException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.errorf(
                    e,
                    "%s: sending failed, probably by a bug. The %d commands stay pending, and the next tick tries again",
                    lease.account(),
                    pending.size());
        }
    }

    /// Plans the messages' events and writes the commands down. It takes half of the time at most, so that
    /// commands are delivered in every invocation.
    private BatchOutcome planAndWriteDown(CrmSession session, AccountState state, DecodedBatch batch) {
        var account = session.account();
        var planning = session.firstHalf();
        try {
            var accepted = deadLetters.moveUnreadable(account, batch);
            var found = accepted.lastTick()
                    .map(tick -> handleTick(planning, state, accepted, tick))
                    .orElse(TickEvents.NONE);
            var plan = planner.plan(planning, state, concat(accepted.events(), found.events()));
            var added = planner.writeDown(account, plan, found.due().scheduledUntil());
            recovery.recordProgress(account, found.missed(), plan.answered());
            return new BatchOutcome(concat(state.pendingCommands(), added), batch.messagesAfter(accepted));
        } catch (LedgerUnavailableException | InboxUnavailableException e) {
            LOG.errorf(
                    e,
                    "%s: %d messages were not planned, since the ledger or the inbox failed."
                            + " The inbox delivers them again",
                    account.name(),
                    batch.size());
            return new BatchOutcome(state.pendingCommands(), batch.messages());
        }
    }

    /// Does the periodic work of a tick: refreshes the token, checks the webhook, and finds the events that
    /// come by no webhook: those of scheduled rules, and those that a webhook should have reported.
    private TickEvents handleTick(CrmSession session, AccountState state, DecodedBatch accepted, ClockTick tick) {
        session.refreshTokenIfDue(tokens);
        webhookMonitor.check(session, state, tick.time());
        var due = scheduler.dueEvents(session.firstHalf(), state.scheduledUntil(), tick);
        var missed = recovery.missedEvents(session.firstHalf(), state, accepted.events(), tick);
        return new TickEvents(due, missed);
    }

    private static <T> List<T> concat(List<T> first, List<T> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    /// What became of a batch.
    ///
    /// @param pending the commands to deliver: those that were pending before, then the new ones
    /// @param unplanned the messages that must be delivered again
    private record BatchOutcome(List<PendingCommand> pending, List<InboxMessage> unplanned) {}

    /// The events that a tick finds.
    ///
    /// @param due those of the scheduled rules
    /// @param missed those that a webhook should have reported and did not
    private record TickEvents(DueEvents due, MissedEvents missed) {

        static final TickEvents NONE = new TickEvents(DueEvents.NONE, MissedEvents.NONE);

        List<ReceivedEvent> events() {
            return concat(due.events(), missed.candidates());
        }
    }
}
