package dev.followup.worker;

import dev.followup.account.Account;
import dev.followup.account.token.TokenProvider;
import dev.followup.crm.session.CrmSession;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.InboxUnavailableException;
import dev.followup.inbox.MessageBatch.MessageGroup;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.Ledger.AccountState;
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

/// The processing of one account's messages: decode, plan, write down, deliver. Read this class first: it is the
/// product's table of contents.
///
/// A message is done when its commands are in the ledger. This invocation delivers them to the CRM as far as its time
/// allows, later ones deliver the rest.
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

    /// Processes the messages of an account whose lease this invocation holds.
    ///
    /// @param deadline after which no call to the CRM leaves; what is not delivered by then is left to a
    /// later invocation
    /// @return the messages that could not be decided, which must be handed over again
    /// @throws LedgerUnavailableException if the account's state could not be read, or the end of a
    /// command not be recorded
    public List<InboxMessage> process(Account account, MessageGroup group, Instant deadline)
            throws InterruptedException {
        var state = ledger.state(account.name());
        var session = circuitBreaker.begin(account, state.openCircuit(), deadline);
        var batch = decoder.decode(account, group);
        var decision = decide(session, state, batch);
        boolean moreMessages = decision.undecided().isEmpty() && batch.isFollowedByMore();
        delivery.run(session, decision.pending(), deadline, moreMessages);
        circuitBreaker.end(session, state.openCircuit());
        return decision.undecided();
    }

    /// Decides what follows from the messages and writes it down as commands.
    private Decision decide(CrmSession session, AccountState state, DecodedBatch batch) {
        try {
            var readable = deadLetters.takeUnreadable(session.account(), batch);
            var ticked = readable.lastTick()
                    .map(tick -> onTick(session, state, readable, tick))
                    .orElse(TickEvents.NONE);
            var plan = planner.plan(
                    session,
                    state.deferred(),
                    concat(readable.events(), ticked.events()),
                    ticked.due().scheduledUntil());
            recovery.complete(session.account(), ticked.missed(), plan);
            return new Decision(concat(state.pending(), plan.added()), batch.messagesAfter(readable));
        } catch (LedgerUnavailableException | InboxUnavailableException e) {
            LOG.errorf(e, "%s: %d messages come again", session.account().name(), batch.size());
            return new Decision(state.pending(), batch.messages());
        }
    }

    /// Does what a tick is for, and finds the events that no webhook reports.
    private TickEvents onTick(CrmSession session, AccountState state, DecodedBatch batch, ClockTick tick) {
        session.refreshTokenIfDue(tokens);
        webhookMonitor.check(session, state, tick.tick());
        var due = scheduler.dueEvents(session, state.scheduledUntil(), tick);
        var missed = recovery.missedEvents(session, state, batch.eventKeys(), tick);
        return new TickEvents(due, missed);
    }

    private static <T> List<T> concat(List<T> first, List<T> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    /// What was decided about a batch.
    ///
    /// @param pending the commands to deliver: those that were pending before, then the new ones
    /// @param undecided the messages that must be handed over again
    private record Decision(List<PendingCommand> pending, List<InboxMessage> undecided) {}

    /// The events that a tick finds.
    ///
    /// @param due those of the rules that run by the clock
    /// @param missed those that no webhook reported
    private record TickEvents(DueEvents due, MissedEvents missed) {

        static final TickEvents NONE = new TickEvents(DueEvents.NONE, MissedEvents.NONE);

        List<ReceivedEvent> events() {
            return concat(due.events(), missed.candidates());
        }
    }
}
