package dev.followup.worker;

import dev.followup.account.Account;
import dev.followup.crm.session.CrmSession;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.InboxUnavailableException;
import dev.followup.inbox.MessageBatch.MessageGroup;
import dev.followup.inbox.Tick;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.Ledger.AccountState;
import dev.followup.ledger.LedgerUnavailableException;
import dev.followup.telemetry.MetricsPublisher;
import dev.followup.worker.delivery.Delivery;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;

/// An invocation's work in one account's lane, which it holds meanwhile: messages are taken in, and the account's
/// list is worked off.
@ApplicationScoped
public class AccountWorker {

    private static final Logger LOG = Logger.getLogger(AccountWorker.class);

    private final Ledger ledger;
    private final CircuitBreaker circuitBreaker;
    private final Intake intake;
    private final Delivery delivery;
    private final MetricsPublisher publisher;

    AccountWorker(
            Ledger ledger,
            CircuitBreaker circuitBreaker,
            Intake intake,
            Delivery delivery,
            MetricsPublisher publisher) {
        this.ledger = ledger;
        this.circuitBreaker = circuitBreaker;
        this.intake = intake;
        this.delivery = delivery;
        this.publisher = publisher;
    }

    /// Works in the lane.
    ///
    /// @param deadline when it must be over; what is not sent by then is left to the next time
    /// @return the messages that must come again
    public List<InboxMessage> work(Account account, MessageGroup group, Instant deadline) throws InterruptedException {
        var state = ledger.state(account.name());
        var session = circuitBreaker.open(account, state.openCircuit(), deadline);
        try {
            var left = work(session, state, group, deadline);
            circuitBreaker.close(session, state.openCircuit());
            return left;
        } finally {
            publisher.report(session);
        }
    }

    private List<InboxMessage> work(CrmSession session, AccountState state, MessageGroup group, Instant deadline)
            throws InterruptedException {
        var messages = group.messages();
        var taken = taken(session, state, messages);
        if (taken == messages.size() && isCrowded(group)) {
            delivery.workOffUnlessFew(session, deadline);
        } else {
            delivery.workOff(session, deadline);
        }
        return messages.subList(taken, messages.size());
    }

    /// Whether more hooks are likely to wait in the lane: then the next invocation begins at once.
    private static boolean isCrowded(MessageGroup group) {
        return group.isFull() && group.messages().stream().noneMatch(message -> Tick.isOne(message.body()));
    }

    /// How many messages could be taken in.
    private int taken(CrmSession session, AccountState state, List<InboxMessage> messages) {
        try {
            return intake.take(session, state, messages);
        } catch (LedgerUnavailableException | InboxUnavailableException e) {
            LOG.errorf(e, "%s: %d messages come again", session.account().name(), messages.size());
            return 0;
        }
    }
}
