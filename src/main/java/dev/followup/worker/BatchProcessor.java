package dev.followup.worker;

import dev.followup.account.Accounts;
import dev.followup.inbox.BatchResponse;
import dev.followup.inbox.Inbox;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.MessageBatch;
import dev.followup.inbox.MessageBatch.MessageGroup;
import dev.followup.inbox.Tick;
import dev.followup.telemetry.LogContext;
import dev.followup.worker.schedule.TickFanOut;
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
public class BatchProcessor {

    private static final Logger LOG = Logger.getLogger(BatchProcessor.class);

    private final Accounts accounts;
    private final Inbox inbox;
    private final Leases leases;
    private final AccountWorker worker;

    BatchProcessor(Accounts accounts, Inbox inbox, Leases leases, AccountWorker worker) {
        this.accounts = accounts;
        this.inbox = inbox;
        this.leases = leases;
        this.worker = worker;
    }

    /// Works on a batch.
    ///
    /// @param deadline when it must be over; what is not sent by then is left to the next time
    /// @return which messages must come again
    public BatchResponse react(MessageBatch batch, Instant deadline) throws InterruptedException {
        var groups = batch.groups();
        var again = new ArrayList<InboxMessage>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var work = groups.stream()
                    .<Callable<List<InboxMessage>>>map(group -> () -> unfinished(group, deadline))
                    .toList();
            var results = threads.invokeAll(work);
            for (int i = 0; i < results.size(); i++) {
                again.addAll(result(groups.get(i), results.get(i)));
            }
        }
        return BatchResponse.again(again);
    }

    private static List<InboxMessage> result(MessageGroup group, Future<List<InboxMessage>> unfinished)
            throws InterruptedException {
        try {
            return unfinished.get();
        } catch (ExecutionException e) {
            LOG.errorf(e.getCause(), "%s: its messages come again", group.name());
            return group.messages();
        }
    }

    private List<InboxMessage> unfinished(MessageGroup group, Instant deadline) throws InterruptedException {
        MDC.put(LogContext.ACCOUNT, group.name()); // ends with the thread, which is the lane's own
        if (group.name().equals(Tick.GROUP)) {
            return new TickFanOut(accounts, inbox).forward(group.messages());
        }
        var account = accounts.find(group.name());
        if (account.isEmpty()) {
            return rejectAll(group);
        }
        var lease = leases.take(group.name());
        if (lease.isEmpty()) {
            LOG.infof("%s: another invocation works on this lane, its messages come again", group.name());
            return group.messages();
        }
        try (var _ = lease.get()) {
            return worker.work(account.get(), group, deadline);
        }
    }

    private List<InboxMessage> rejectAll(MessageGroup group) {
        var reason = "no account named " + group.name()
                + " is served here; CRM_HOST and FOLLOWUP_ACCOUNTS name those that are";
        group.messages().forEach(message -> inbox.sendToDeadLetters(message, reason));
        return List.of();
    }
}
