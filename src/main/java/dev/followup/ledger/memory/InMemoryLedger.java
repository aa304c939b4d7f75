package dev.followup.ledger.memory;

import dev.followup.event.EventSubject;
import dev.followup.ledger.AccountLedger;
import dev.followup.ledger.BookText;
import dev.followup.ledger.HeardEvent;
import dev.followup.ledger.Journal;
import dev.followup.ledger.JournalEntry;
import dev.followup.ledger.LeaseLostException;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.PlannedWork;
import dev.followup.ledger.Walk;
import dev.followup.task.Absence;
import dev.followup.task.DraftCommand;
import dev.followup.task.Outcome;
import dev.followup.task.TaskAddition;
import dev.followup.task.TaskCommand;
import dev.followup.task.Wait;
import dev.followup.task.WaitRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A ledger that lasts as long as its process, for a laptop and for tests.
public final class InMemoryLedger implements Ledger {

    private final Clock clock;
    private final Duration journalTime;
    private final Map<String, AccountEntry> accounts = new HashMap<>();

    public InMemoryLedger(Clock clock) {
        this(clock, JOURNAL_TIME);
    }

    /// A ledger.
    ///
    /// @param journalTime how long the journal is kept; zero keeps none
    public InMemoryLedger(Clock clock, Duration journalTime) {
        this.clock = clock;
        this.journalTime = journalTime;
    }

    /// Forgets everything.
    public synchronized void clear() {
        accounts.clear();
    }

    @Override
    public synchronized Optional<AccountLedger> acquire(String account, String owner, Duration time) {
        var entry = account(account);
        var now = clock.instant();
        if (entry.lease != null && !entry.lease.owner().equals(owner) && now.isBefore(entry.leasedUntil)) {
            return Optional.empty();
        }
        entry.generation++;
        entry.lease = new Lease(account, owner, entry.generation);
        entry.leasedUntil = now.plus(time);
        return Optional.of(new InMemoryAccountLedger(entry.lease, entry));
    }

    @Override
    public synchronized AccountState state(String account) {
        return account(account).records.state();
    }

    @Override
    public synchronized History history(String account, Set<String> events, Set<Long> tasks) {
        var records = account(account).records;
        var heard = new HashMap<String, EventRecord>();
        for (var event : events) {
            var record = records.heard(event);
            if (record != null) {
                heard.put(event, record);
            }
        }
        var traces = new HashMap<Long, TaskTrace>();
        for (var task : tasks) {
            var trace = records.trace(task);
            if (trace != null) {
                traces.put(task, trace);
            }
        }
        return new History(heard, traces);
    }

    @Override
    public synchronized List<Wait> dueWaits(String account, Instant until, int limit) {
        return account(account).records.dueWaits(until, limit);
    }

    @Override
    public synchronized void closeCircuit(String account) {
        account(account).records.setCircuit(null);
    }

    @Override
    public synchronized List<Absence> absences(String account) {
        return account(account).records.absences();
    }

    @Override
    public synchronized WebhookFindings webhookFindings(String account) {
        return account(account).records.webhookFindings();
    }

    @Override
    public Journal journal() {
        return new InMemoryJournal();
    }

    private AccountEntry account(String account) {
        return accounts.computeIfAbsent(account, _ -> new AccountEntry(journalTime));
    }

    private final class InMemoryJournal implements Journal {

        @Override
        public Page about(String account, EventSubject subject, int limit) {
            synchronized (InMemoryLedger.this) {
                return records(account).about(subject, limit, clock.instant());
            }
        }

        @Override
        public Page between(String account, Instant from, @Nullable String after, Instant until, int limit) {
            synchronized (InMemoryLedger.this) {
                return records(account).between(from, after, until, limit, clock.instant());
            }
        }

        @Override
        public Map<String, JournalEntry> entries(String account, Collection<String> events) {
            synchronized (InMemoryLedger.this) {
                return records(account).entries(events, clock.instant());
            }
        }

        @Override
        public Optional<BookText> book(String account, String digest) {
            synchronized (InMemoryLedger.this) {
                return records(account).book(digest);
            }
        }

        @Override
        public List<Wait> waits(String account, Set<String> rules, EventSubject subject) {
            synchronized (InMemoryLedger.this) {
                return account(account).records.waits(rules, subject);
            }
        }

        private JournalRecords records(String account) {
            return account(account).records.journal;
        }
    }

    private static final class AccountEntry {

        final AccountRecords records;

        long generation;

        @Nullable
        Lease lease;

        Instant leasedUntil = Instant.MIN;

        List<TaskAddition> additions = List.of();

        AccountEntry(Duration journalTime) {
            this.records = new AccountRecords(journalTime);
        }
    }

    /// The ledger of one account, for one invocation.
    private final class InMemoryAccountLedger implements AccountLedger {

        private final Lease lease;
        private final AccountEntry entry;
        private final Instant until;

        /// The keys of the pending commands that were read or written.
        private final Set<String> read = new HashSet<>();

        private List<TaskAddition> additions;
        private boolean isReleased;

        InMemoryAccountLedger(Lease lease, AccountEntry entry) {
            this.lease = lease;
            this.entry = entry;
            this.until = entry.leasedUntil;
            this.additions = entry.additions;
        }

        @Override
        public Lease lease() {
            return lease;
        }

        @Override
        public AccountState state() {
            var state = InMemoryLedger.this.state(lease.account());
            read.clear();
            state.pendingCommands().forEach(one -> read.add(one.command().key()));
            return state;
        }

        @Override
        public List<PendingCommand> nextPending(int limit) {
            synchronized (InMemoryLedger.this) {
                var next = entry.records.pendingBehind(read, limit);
                next.forEach(one -> read.add(one.command().key()));
                return next;
            }
        }

        @Override
        public History history(
                Set<String> events, Set<Long> tasks, List<DraftCommand> likely, List<WaitRequest> waits) {
            return InMemoryLedger.this.history(lease.account(), events, tasks);
        }

        @Override
        public List<Wait> dueWaits(Instant until, int limit) {
            return InMemoryLedger.this.dueWaits(lease.account(), until, limit);
        }

        @Override
        public void announce(BookText book, List<HeardEvent> events) {
            synchronized (InMemoryLedger.this) {
                entry.records.journal.keep(book);
            }
        }

        @Override
        public List<Walk> walks() {
            synchronized (InMemoryLedger.this) {
                return entry.records.walks();
            }
        }

        @Override
        public WriteResult write(PlannedWork work, SendSelection selection) {
            synchronized (InMemoryLedger.this) {
                if (work.needsLease()) {
                    checkLease();
                }
                boolean isWhole = entry.records.pendingBehind(read, 1).isEmpty();
                var now = clock.instant();
                var written = entry.records.write(
                        lease.generation(), work, now.isBefore(until) ? selection : SendSelection.NONE, now);
                if (isWhole) {
                    written.added().forEach(one -> read.add(one.command().key()));
                }
                return written;
            }
        }

        @Override
        public void markSent(List<TaskCommand> commands, Instant at) {
            synchronized (InMemoryLedger.this) {
                checkLease();
                if (!clock.instant().isBefore(until)) {
                    throw new LeaseLostException(lease);
                }
                entry.records.markSent(lease.generation(), commands, at);
            }
        }

        private void checkLease() {
            if (entry.generation != lease.generation()) {
                throw new LeaseLostException(lease);
            }
        }

        @Override
        public void recordOutcomes(Map<String, Outcome> outcomes) {
            synchronized (InMemoryLedger.this) {
                outcomes.forEach((command, outcome) ->
                        entry.records.recordOutcome(lease.generation(), command, outcome, clock.instant()));
            }
        }

        @Override
        public void release(Map<String, Outcome> outcomes) {
            synchronized (InMemoryLedger.this) {
                recordOutcomes(outcomes);
                isReleased = true;
                if (entry.lease != null && entry.lease.owner().equals(lease.owner())) {
                    entry.lease = null;
                    entry.additions = TaskAddition.handedOver(additions, clock.instant());
                }
            }
        }

        @Override
        public List<TaskAddition> additions() {
            return additions;
        }

        @Override
        public void keepAdditions(List<TaskAddition> now) {
            additions = List.copyOf(now);
        }

        @Override
        public boolean isReleased() {
            return isReleased;
        }

        @Override
        public void openCircuit(OpenCircuit circuit) {
            synchronized (InMemoryLedger.this) {
                entry.records.setCircuit(circuit);
            }
        }

        @Override
        public void closeCircuit() {
            InMemoryLedger.this.closeCircuit(lease.account());
        }

        @Override
        public void forget(EventSubject subject) {
            synchronized (InMemoryLedger.this) {
                checkLease();
                entry.records.forget(subject);
            }
        }

        @Override
        public void changeAbsences(UnaryOperator<List<Absence>> change) {
            synchronized (InMemoryLedger.this) {
                checkLease();
                entry.records.changeAbsences(change);
            }
        }

        @Override
        public void heardWebhook(Instant at) {
            synchronized (InMemoryLedger.this) {
                entry.records.heardWebhook(at);
            }
        }

        @Override
        public void recordWebhookCheck(WebhookCheck check) {
            synchronized (InMemoryLedger.this) {
                entry.records.webhookCheck(check);
            }
        }

        @Override
        public void recordWebhookOutage(WebhookOutage outage) {
            synchronized (InMemoryLedger.this) {
                entry.records.webhookOutage(outage);
            }
        }

        @Override
        public void recordRecoveredUntil(Instant until) {
            synchronized (InMemoryLedger.this) {
                entry.records.recoveredUntil(until);
            }
        }
    }
}
