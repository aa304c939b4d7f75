package dev.followup.ledger.dynamodb;

import dev.followup.ledger.AccountLedger;
import dev.followup.ledger.Journal;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.LedgerUnavailableException;
import dev.followup.task.Absence;
import dev.followup.task.TaskAddition;
import dev.followup.task.Wait;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// A ledger in a table of DynamoDB, for any number of accounts. The table has the keys `pk` and `sk`, both
/// texts, and expires items by the attribute `expires`.
public final class DynamoDbLedger implements Ledger {

    private final Table table;
    private final Clock clock;
    private final Executor executor;
    private final Duration journalTime;

    /// When this instance has written the text of a book last, by account and digest.
    private final Map<String, Instant> books = new ConcurrentHashMap<>();

    /// The generations of the leases that this instance has released last, by account. If the next generation is
    /// its own, too, nobody has held the lease in between.
    private final Map<String, Long> released = new ConcurrentHashMap<>();

    /// A ledger.
    ///
    /// @param table the table's name
    public DynamoDbLedger(DynamoDbClient client, String table, Clock clock) {
        this(client, table, clock, JOURNAL_TIME);
    }

    /// A ledger.
    ///
    /// @param table the table's name
    /// @param journalTime how long the journal is kept; zero keeps none
    public DynamoDbLedger(DynamoDbClient client, String table, Clock clock, Duration journalTime) {
        this(new DynamoDbTable(client, table), clock, Thread::startVirtualThread, journalTime);
    }

    /// A ledger.
    ///
    /// @param table the table's name
    /// @param executor what makes calls side by side
    public DynamoDbLedger(DynamoDbClient client, String table, Clock clock, Executor executor) {
        this(new DynamoDbTable(client, table), clock, executor, JOURNAL_TIME);
    }

    DynamoDbLedger(Table table, Clock clock, Executor executor, Duration journalTime) {
        this.table = table;
        this.clock = clock;
        this.executor = executor;
        this.journalTime = journalTime;
    }

    @Override
    public Optional<AccountLedger> acquire(String account, String owner, Duration time) {
        var early = AccountItems.read(table, account, executor);
        long before = released.getOrDefault(account, Long.MIN_VALUE);
        var until = clock.instant().plus(time);
        return lease(account, owner, time).map(acquired -> {
            var lease = acquired.lease;
            // What was read beside counts only if nobody has held the lease since this instance released it.
            var items = lease.generation() == before + 1 ? early : null;
            return new DynamoDbAccountLedger(
                    table,
                    clock,
                    executor,
                    lease,
                    until,
                    acquired.additions,
                    items,
                    () -> released.put(account, lease.generation()),
                    new JournalWriter(table, clock, executor, new JournalItems(account, journalTime), books));
        });
    }

    /// A lease that was acquired.
    ///
    /// @param additions the tasks that were added just before by its last owner
    private record Acquired(Lease lease, List<TaskAddition> additions) {

        static Acquired of(String account, Item item) {
            return new Acquired(LeaseItem.lease(account, item), LeaseItem.additions(item));
        }
    }

    private Optional<Acquired> lease(String account, String owner, Duration time) {
        var now = clock.instant();
        try {
            var acquired = table.update(LeaseItem.acquire(account, owner, now, time));
            return acquired.isPresent()
                    ? acquired.map(item -> Acquired.of(account, item))
                    : replaceUnreadableLease(account, owner, now, time);
        } catch (LedgerUnavailableException e) {
            return acquiredWithoutAnswer(account, owner).or(() -> {
                throw e;
            });
        }
    }

    /// The lease, if it was acquired and only the table's answer was lost: nobody else could have it before it ends.
    private Optional<Acquired> acquiredWithoutAnswer(String account, String owner) {
        return Optional.ofNullable(table.read(Set.of(ItemKey.lease(account))).get(ItemKey.lease(account)))
                .filter(item -> item.has(LeaseItem.OWNER))
                .flatMap(item -> item.read(readable -> Acquired.of(account, readable)))
                .filter(acquired -> acquired.lease.owner().equals(owner));
    }

    /// Acquires the lease if the reason that it could not be acquired is an item that cannot be read.
    private Optional<Acquired> replaceUnreadableLease(String account, String owner, Instant now, Duration time) {
        var key = ItemKey.lease(account);
        var held = table.read(Set.of(key)).get(key);
        if (held == null
                || LeaseItem.isReleased(held) // in the meantime
                || held.read(item -> LeaseItem.lease(account, item)).isPresent()) {
            return Optional.empty();
        }
        var lease = LeaseItem.firstOf(account, owner, now);
        var isReplaced = table.write(List.of(LeaseItem.replacement(lease, held, now.plus(time))))
                .isEmpty();
        return isReplaced ? Optional.of(new Acquired(lease, List.of())) : Optional.empty();
    }

    @Override
    public AccountState state(String account) {
        var items = Futures.join(AccountItems.read(table, account, executor));
        return items.state(items.commands().values());
    }

    @Override
    public History history(String account, Set<String> events, Set<Long> tasks) {
        return history(table, account, events, tasks, new HashMap<>(), Set.of());
    }

    /// What is known of events and tasks, in one read.
    ///
    /// @param known receives what was read, by all keys that were asked for
    /// @param more keys that are read with the others
    static History history(
            Table table,
            String account,
            Set<String> events,
            Set<Long> tasks,
            Map<ItemKey, Optional<Item>> known,
            Set<ItemKey> more) {
        var eventKeys = new HashMap<ItemKey, String>();
        events.forEach(event -> eventKeys.put(ItemKey.event(account, event), event));
        var taskKeys = new HashMap<ItemKey, Long>();
        tasks.forEach(task -> taskKeys.put(ItemKey.task(account, task), task));
        var keys = new HashSet<>(eventKeys.keySet());
        keys.addAll(taskKeys.keySet());
        keys.addAll(more);
        var items = table.read(keys);
        keys.forEach(key -> known.put(key, Optional.ofNullable(items.get(key))));
        var heard = new HashMap<String, EventRecord>();
        var traces = new HashMap<Long, TaskTrace>();
        items.forEach((key, item) -> {
            var event = eventKeys.get(key);
            var task = taskKeys.get(key);
            if (event != null) {
                item.read(EventItems::record).ifPresent(record -> heard.put(event, record));
            } else if (task != null) {
                item.read(TaskTraceItems::trace).ifPresent(trace -> traces.put(task, trace));
            }
        });
        return new History(heard, traces);
    }

    @Override
    public List<Wait> dueWaits(String account, Instant until, int limit) {
        return dueWaits(table, account, until, limit);
    }

    /// What waits in a table and is to be asked by then. An item that cannot be read is left out.
    static List<Wait> dueWaits(Table table, String account, Instant until, int limit) {
        var partition = ItemKey.waitPartition(account);
        var last = ItemKey.due(until) + "#" + ItemKey.LAST;
        var waits = new ArrayList<Wait>();
        for (var after = ItemKey.DUE; waits.size() < limit; ) {
            int wanted = limit - waits.size();
            var items = table.query(partition, after, last, wanted);
            items.stream()
                    .flatMap(item -> WaitItems.wait(item).stream())
                    .filter(wait -> !wait.retryAt().isAfter(until))
                    .forEach(waits::add);
            if (items.size() < wanted) {
                break;
            }
            after = items.getLast().key().sort(); // some could not be read
        }
        return waits;
    }

    @Override
    public List<Absence> absences(String account) {
        var key = ItemKey.away(account);
        return CommandItems.absences(table.read(Set.of(key)).get(key));
    }

    @Override
    public WebhookFindings webhookFindings(String account) {
        var items = table.read(Set.of(ItemKey.webhooks(account), ItemKey.lease(account)));
        return new WebhookFindings(
                CommandItems.webhookCheck(items.get(ItemKey.webhooks(account))),
                LeaseItem.lastWebhook(items.get(ItemKey.lease(account))));
    }

    @Override
    public Journal journal() {
        return new DynamoDbJournal(table, clock, executor, journalTime);
    }

    @Override
    public void closeCircuit(String account) {
        table.write(List.of(ConditionalWrite.delete(ItemKey.circuit(account))));
    }
}
