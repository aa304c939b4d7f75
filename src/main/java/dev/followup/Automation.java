package dev.followup;

import dev.followup.account.Account;
import dev.followup.account.Accounts;
import dev.followup.config.FollowupConfig;
import dev.followup.crm.Visit;
import dev.followup.lane.BatchReply;
import dev.followup.lane.LaneBatch;
import dev.followup.lane.LaneBatch.Lane;
import dev.followup.lane.LaneUnavailableException;
import dev.followup.lane.Lanes;
import dev.followup.lane.Message;
import dev.followup.lane.Tick;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.Ledger.Agenda;
import dev.followup.ledger.LedgerUnavailableException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jboss.logging.Logger;

/// The hall: a batch of messages comes in, what follows from them is written down and goes to the CRM.
///
/// A message is done with when its orders are written down; it comes again only if that was not possible, and its
/// whole lane with it. The lanes of a batch run side by side, each in its own order.
@ApplicationScoped
public class Automation {

    private static final Logger LOG = Logger.getLogger(Automation.class);

    private final Accounts accounts;
    private final Barrier barrier;
    private final Intake intake;
    private final Delivery delivery;
    private final Ledger ledger;
    private final Lanes lanes;
    private final ClockLane clock;
    private final Duration lease;

    Automation(
            Accounts accounts,
            Barrier barrier,
            Intake intake,
            Delivery delivery,
            Ledger ledger,
            Lanes lanes,
            FollowupConfig config) {
        this.accounts = accounts;
        this.barrier = barrier;
        this.intake = intake;
        this.delivery = delivery;
        this.ledger = ledger;
        this.lanes = lanes;
        this.clock = new ClockLane(accounts, lanes);
        this.lease = config.lease();
    }

    /// Works on a batch.
    ///
    /// @param deadline when it must be over; what is not sent by then is left to the next time
    /// @return which messages must come again
    public BatchReply react(LaneBatch batch, Instant deadline) throws InterruptedException {
        var lanesOfBatch = batch.lanes();
        var again = new ArrayList<Message>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var work = lanesOfBatch.stream()
                    .<Callable<List<Message>>>map(lane -> () -> unfinished(lane, deadline))
                    .toList();
            var results = threads.invokeAll(work);
            for (int i = 0; i < results.size(); i++) {
                again.addAll(result(lanesOfBatch.get(i), results.get(i)));
            }
        }
        return BatchReply.again(again);
    }

    private static List<Message> result(Lane lane, Future<List<Message>> unfinished) throws InterruptedException {
        try {
            return unfinished.get();
        } catch (ExecutionException e) {
            LOG.errorf(e.getCause(), "%s: its messages come again", lane.name());
            return lane.messages();
        }
    }

    private List<Message> unfinished(Lane lane, Instant deadline) throws InterruptedException {
        if (lane.name().equals(Tick.LANE)) {
            return clock.handOn(lane.messages());
        }
        var account = accounts.find(lane.name());
        if (account.isEmpty()) {
            return parkAll(lane);
        }
        var owner = UUID.randomUUID().toString();
        if (!ledger.lease(lane.name(), owner, lease)) {
            LOG.infof("%s: another invocation works on this lane, its messages come again", lane.name());
            return lane.messages();
        }
        try {
            return unfinished(account.get(), lane.messages(), deadline);
        } finally {
            ledger.release(lane.name(), owner);
        }
    }

    private List<Message> unfinished(Account account, List<Message> messages, Instant deadline)
            throws InterruptedException {
        var agenda = ledger.agenda(account.name());
        var visit = barrier.enter(account, agenda.block(), deadline);
        var taken = taken(visit, agenda, messages);
        delivery.workOff(visit, deadline);
        barrier.leave(visit, agenda.block());
        return messages.subList(taken, messages.size());
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

    private List<Message> parkAll(Lane lane) {
        var reason = "no account named " + lane.name()
                + " is served here; CRM_HOST and FOLLOWUP_ACCOUNTS name those that are";
        lane.messages().forEach(message -> lanes.park(message, reason));
        return List.of();
    }
}
