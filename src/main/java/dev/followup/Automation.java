package dev.followup;

import dev.followup.account.Accounts;
import dev.followup.lane.BatchReply;
import dev.followup.lane.LaneBatch;
import dev.followup.lane.LaneBatch.Lane;
import dev.followup.lane.Lanes;
import dev.followup.lane.Message;
import dev.followup.lane.Tick;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/// The hall: a batch of messages comes in, what follows from them is written down and goes to the CRM.
///
/// A message is done with when its orders are written down; it comes again only if that was not possible, and its
/// whole lane with it. The lanes of a batch run side by side, each in its own order.
@ApplicationScoped
public class Automation {

    private static final Logger LOG = Logger.getLogger(Automation.class);

    private final Accounts accounts;
    private final Lanes lanes;
    private final Leases leases;
    private final Shift shift;

    Automation(Accounts accounts, Lanes lanes, Leases leases, Shift shift) {
        this.accounts = accounts;
        this.lanes = lanes;
        this.leases = leases;
        this.shift = shift;
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
        MDC.put(Fields.ACCOUNT, lane.name()); // ends with the thread, which is the lane's own
        if (lane.name().equals(Tick.LANE)) {
            return new ClockLane(accounts, lanes).handOn(lane.messages());
        }
        var account = accounts.find(lane.name());
        if (account.isEmpty()) {
            return parkAll(lane);
        }
        var lease = leases.take(lane.name());
        if (lease.isEmpty()) {
            LOG.infof("%s: another invocation works on this lane, its messages come again", lane.name());
            return lane.messages();
        }
        try (var _ = lease.get()) {
            return shift.work(account.get(), lane, deadline);
        }
    }

    private List<Message> parkAll(Lane lane) {
        var reason = "no account named " + lane.name()
                + " is served here; CRM_HOST and FOLLOWUP_ACCOUNTS name those that are";
        lane.messages().forEach(message -> lanes.park(message, reason));
        return List.of();
    }
}
