package dev.followup.worker;

import dev.followup.account.Accounts;
import dev.followup.inbox.BatchResponse;
import dev.followup.inbox.Inbox;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.MessageBatch;
import dev.followup.inbox.MessageBatch.MessageGroup;
import dev.followup.inbox.Tick;
import dev.followup.telemetry.LogContext;
import dev.followup.telemetry.MetricsPublisher;
import dev.followup.text.LogText;
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

/// The processing of a batch of messages, which may be of several accounts. The accounts are processed in
/// parallel, each under its lease and with its messages in their order; the scheduler's ticks are forwarded to
/// all accounts.
@ApplicationScoped
public class BatchProcessor {

    private static final Logger LOG = Logger.getLogger(BatchProcessor.class);

    private final Accounts accounts;
    private final Inbox inbox;
    private final TickFanOut tickFanOut;
    private final Leases leases;
    private final AccountWorker worker;
    private final MetricsPublisher metrics;

    public BatchProcessor(
            Accounts accounts,
            Inbox inbox,
            TickFanOut tickFanOut,
            Leases leases,
            AccountWorker worker,
            MetricsPublisher metrics) {
        this.accounts = accounts;
        this.inbox = inbox;
        this.tickFanOut = tickFanOut;
        this.leases = leases;
        this.worker = worker;
        this.metrics = metrics;
    }

    /// Processes a batch.
    ///
    /// @param deadline after which no request to the CRM is sent
    /// @return which messages must be delivered again
    public BatchResponse process(MessageBatch batch, Instant deadline) throws InterruptedException {
        var groups = batch.groups();
        var unfinished = new ArrayList<InboxMessage>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var work = groups.stream()
                    .<Callable<List<InboxMessage>>>map(group -> () -> process(group, deadline))
                    .toList();
            var results = threads.invokeAll(work);
            for (int i = 0; i < results.size(); i++) {
                unfinished.addAll(result(groups.get(i), results.get(i)));
            }
        }
        return BatchResponse.again(unfinished);
    }

    private static List<InboxMessage> result(MessageGroup group, Future<List<InboxMessage>> unfinished)
            throws InterruptedException {
        try {
            return unfinished.get();
        } catch (ExecutionException e) {
            LOG.errorf(
                    e.getCause(),
                    "%s: processing failed. The inbox delivers its %d messages again",
                    LogText.of(group.name()),
                    group.messages().size());
            return group.messages();
        }
    }

    private List<InboxMessage> process(MessageGroup group, Instant deadline) throws InterruptedException {
        MDC.put(LogContext.ACCOUNT, group.name()); // ends with the thread, which processes only this group
        if (group.name().equals(Tick.GROUP)) {
            return tickFanOut.forward(group.messages());
        }
        var account = accounts.find(group.name());
        if (account.isEmpty()) {
            return sendToDeadLetters(group);
        }
        var lease = leases.acquire(group.name());
        if (lease.isEmpty()) {
            LOG.infof(
                    "%s: another invocation has the account's lease. The inbox delivers the %d messages again",
                    group.name(), group.messages().size());
            return group.messages();
        }
        try (var _ = lease.get()) {
            return worker.process(account.get(), group, deadline);
        } finally {
            metrics.publish(group.name());
        }
    }

    private List<InboxMessage> sendToDeadLetters(MessageGroup group) {
        var reason = "found no account named " + LogText.of(group.name())
                + ", expected one of those in CRM_HOST and FOLLOWUP_ACCOUNTS";
        group.messages().forEach(message -> inbox.sendToDeadLetters(message, reason));
        return List.of();
    }
}
