package dev.followup.worker;

import dev.followup.account.Account;
import dev.followup.account.Accounts;
import dev.followup.concurrent.ParallelRunner;
import dev.followup.inbox.BatchResponse;
import dev.followup.inbox.Inbox;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.InboxUnavailableException;
import dev.followup.inbox.MessageBatch;
import dev.followup.inbox.MessageBatch.MessageGroup;
import dev.followup.inbox.MessageSource;
import dev.followup.inbox.Tick;
import dev.followup.ledger.AccountLedger;
import dev.followup.ledger.LeaseLostException;
import dev.followup.ledger.LedgerUnavailableException;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.telemetry.LogContext;
import dev.followup.telemetry.LogTime;
import dev.followup.telemetry.MetricsPublisher;
import dev.followup.text.LogText;
import dev.followup.worker.schedule.TickFanOut;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/// The processing of a batch of messages, which may be of several accounts. The accounts are processed in
/// parallel, each under its lease and with its messages in their order; the scheduler's ticks are forwarded to
/// all accounts. Messages that were not completed are delivered again within seconds. Whatever fails in one
/// account does not concern the others.
@ApplicationScoped
public class BatchProcessor {

    private static final Logger LOG = Logger.getLogger(BatchProcessor.class);

    /// After so many deliveries, which take some eight minutes, a message that fails alone, by a bug, is moved to
    /// the dead letters.
    private static final int MOST_DELIVERIES_OF_POISON = 20;

    private final Accounts accounts;
    private final Inbox inbox;
    private final TickFanOut tickFanOut;
    private final Leases leases;
    private final RuleBookStore books;
    private final AccountWorker worker;
    private final MetricsPublisher metrics;
    private final ParallelRunner parallelRunner;

    public BatchProcessor(
            Accounts accounts,
            Inbox inbox,
            TickFanOut tickFanOut,
            Leases leases,
            RuleBookStore books,
            AccountWorker worker,
            MetricsPublisher metrics,
            ParallelRunner parallelRunner) {
        this.accounts = accounts;
        this.inbox = inbox;
        this.tickFanOut = tickFanOut;
        this.leases = leases;
        this.books = books;
        this.worker = worker;
        this.metrics = metrics;
        this.parallelRunner = parallelRunner;
    }

    /// Processes a batch, and has the messages that must be delivered again delivered soon.
    ///
    /// @param deadline after which no request to the CRM is sent
    /// @return which messages must be delivered again
    public BatchResponse process(MessageBatch batch, Instant deadline) throws InterruptedException {
        var groups = batch.groups();
        var unfinished = new ArrayList<InboxMessage>();
        var work = groups.stream()
                .<Callable<List<InboxMessage>>>map(group -> () -> process(group, deadline))
                .toList();
        var results = parallelRunner.run(work, MessageBatch.MOST);
        for (int i = 0; i < results.size(); i++) {
            unfinished.addAll(result(groups.get(i), results.get(i)));
        }
        if (!unfinished.isEmpty()) {
            inbox.deliverAgainSoon(unfinished);
        }
        return BatchResponse.again(unfinished);
    }

    private static List<InboxMessage> result(MessageGroup group, Future<List<InboxMessage>> unfinished)
            throws InterruptedException {
        try {
            return unfinished.get();
        } catch (ExecutionException e) {
            logFailure(e.getCause(), group);
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
        try {
            return process(account.get(), lease.get(), group, deadline);
        } finally {
            leases.release(lease.get(), deadline);
            metrics.publish(group.name());
        }
    }

    private List<InboxMessage> process(Account account, AccountLedger ledger, MessageGroup group, Instant deadline)
            throws InterruptedException {
        var portions = group.portions();
        for (var portion : portions) {
            var unfinished = processPortion(account, ledger, portion, portion.equals(portions.getLast()), deadline);
            if (!unfinished.isEmpty()) {
                return group.from(unfinished.getFirst());
            }
        }
        return List.of();
    }

    /// Processes messages of an account. Whatever fails concerns this account only, a lack of memory too.
    ///
    /// @return the messages that must be delivered again
    private List<InboxMessage> processPortion(
            Account account, AccountLedger ledger, MessageGroup portion, boolean isLast, Instant deadline)
            throws InterruptedException {
        try {
            return LogTime.in(books.zone(account), () -> worker.process(account, ledger, portion, isLast, deadline));
        } catch (LeaseLostException e) {
            LOG.warnf(
                    "%s: stopped, nothing more is sent: %s. The inbox delivers the %d messages again",
                    account.name(), e.getMessage(), portion.messages().size());
        } catch (LedgerUnavailableException | InboxUnavailableException e) {
            logFailure(e, portion);
        } catch (RuntimeException | Error e) {
            logFailure(e, portion);
            if (isSetAside(portion)) {
                return List.of();
            }
        }
        return portion.messages();
    }

    private static void logFailure(@Nullable Throwable failure, MessageGroup group) {
        LOG.errorf(
                failure,
                "%s: processing failed. The inbox delivers its %d messages again",
                LogText.of(group.name()),
                group.messages().size());
    }

    /// Sets a message aside that fails alone, by a bug, so that those after it are processed.
    ///
    /// @return whether the messages of the portion are finished with that
    private boolean isSetAside(MessageGroup portion) {
        var message = portion.messages().getFirst();
        if (!portion.isAlone()) {
            return false;
        }
        if (message.source() == MessageSource.CLOCK) {
            LOG.warnf("%s: the tick that failed is dropped, since the next one replaces it", portion.name());
            return true;
        }
        if (message.receiveCount() < MOST_DELIVERIES_OF_POISON) {
            return false;
        }
        inbox.sendToDeadLetters(
                message, "processing failed " + message.receiveCount() + " times; the log contains the error");
        return true;
    }

    private List<InboxMessage> sendToDeadLetters(MessageGroup group) {
        var reason = "found no account named " + LogText.of(group.name())
                + ", expected one of those in CRM_HOST and FOLLOWUP_ACCOUNTS";
        group.messages().forEach(message -> inbox.sendToDeadLetters(message, reason));
        return List.of();
    }
}
