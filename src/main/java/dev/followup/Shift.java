package dev.followup;

import dev.followup.account.Account;
import dev.followup.crm.Visit;
import dev.followup.lane.LaneBatch.Lane;
import dev.followup.lane.LaneUnavailableException;
import dev.followup.lane.Message;
import dev.followup.lane.Tick;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.Ledger.Agenda;
import dev.followup.ledger.LedgerUnavailableException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;

/// An invocation's work in one account's lane, which it holds meanwhile: messages are taken in, and the account's
/// list is worked off.
@ApplicationScoped
class Shift {

    private static final Logger LOG = Logger.getLogger(Shift.class);

    private final Ledger ledger;
    private final Barrier barrier;
    private final Intake intake;
    private final Backlog backlog;
    private final Meter meter;

    Shift(Ledger ledger, Barrier barrier, Intake intake, Backlog backlog, Meter meter) {
        this.ledger = ledger;
        this.barrier = barrier;
        this.intake = intake;
        this.backlog = backlog;
        this.meter = meter;
    }

    /// Works in the lane.
    ///
    /// @param deadline when it must be over; what is not sent by then is left to the next time
    /// @return the messages that must come again
    List<Message> work(Account account, Lane lane, Instant deadline) throws InterruptedException {
        var agenda = ledger.agenda(account.name());
        var visit = barrier.enter(account, agenda.block(), deadline);
        try {
            var left = work(visit, agenda, lane, deadline);
            barrier.leave(visit, agenda.block());
            return left;
        } finally {
            meter.tell(visit);
        }
    }

    private List<Message> work(Visit visit, Agenda agenda, Lane lane, Instant deadline) throws InterruptedException {
        var messages = lane.messages();
        var taken = taken(visit, agenda, messages);
        if (taken == messages.size() && isCrowded(lane)) {
            backlog.workOffUnlessFew(visit, deadline);
        } else {
            backlog.workOff(visit, deadline);
        }
        return messages.subList(taken, messages.size());
    }

    /// Whether more hooks are likely to wait in the lane: then the next invocation begins at once.
    private static boolean isCrowded(Lane lane) {
        return lane.isFull() && lane.messages().stream().noneMatch(message -> Tick.isOne(message.body()));
    }

    /// How many messages could be taken in.
    private int taken(Visit visit, Agenda agenda, List<Message> messages) {
        try {
            return intake.take(visit, agenda, messages);
        } catch (LedgerUnavailableException | LaneUnavailableException e) {
            LOG.errorf(e, "%s: %d messages come again", visit.account().name(), messages.size());
            return 0;
        }
    }
}
