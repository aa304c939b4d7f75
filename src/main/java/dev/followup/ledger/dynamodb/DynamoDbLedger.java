package dev.followup.ledger.dynamodb;

import dev.followup.ledger.LeaseLostException;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.LedgerUnavailableException;
import dev.followup.ledger.PlannedWork;
import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand;
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
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// A ledger in a table of DynamoDB, for any number of accounts. The table has the keys `pk` and `sk`, both
/// texts, and expires items by the attribute `expires`.
///
/// Concurrent and repeated writes add only what is missing: an event with its commands, rotations and last
/// firings is written in one transaction, on the condition that none of them was written since it was read.
public final class DynamoDbLedger implements Ledger {

    private final DynamoDbTable table;
    private final Clock clock;

    /// A ledger.
    ///
    /// @param table the table's name
    public DynamoDbLedger(DynamoDbClient client, String table, Clock clock) {
        this.table = new DynamoDbTable(client, table);
        this.clock = clock;
    }

    @Override
    public WriteResult write(String account, PlannedWork work) {
        var added = new ArrayList<PendingCommand>();
        var spent = new HashSet<String>();
        var overLimit = new HashSet<String>();
        var limitReached = new HashSet<String>();
        var tooLarge = CommandItems.tooLarge(work);
        var fitting = work.without(tooLarge);
        for (var transaction : PlanTransactions.of(account, fitting)) {
            var written = write(transaction);
            added.addAll(written.added());
            spent.addAll(written.skippedByOnce());
            overLimit.addAll(written.overLimit());
            limitReached.addAll(written.limitReached());
        }
        table.put(EventItems.withoutCommands(account, fitting, clock.instant()));
        return new WriteResult(added, spent, overLimit, limitReached, tooLarge);
    }

    private WriteResult write(PlanTransaction transaction) {
        for (int attempt = 1; attempt <= ConflictBackoff.MAX_ATTEMPTS; attempt++) {
            var prepared = transaction.prepare(table.read(transaction.requiredKeys()), clock.instant());
            if (table.write(prepared.writes()).isEmpty()) {
                return prepared.written();
            }
            ConflictBackoff.pauseAfter(attempt);
        }
        throw new LedgerUnavailableException(
                transaction.account() + ": other invocations wrote at the same time, in " + ConflictBackoff.MAX_ATTEMPTS
                        + " attempts",
                null);
    }

    @Override
    public AccountState state(String account) {
        return CommandItems.state(account, table.read(ItemKey.accountPartition(account)));
    }

    @Override
    public void markSent(Lease lease, List<TaskCommand> commands, Instant at) {
        var sent = commands.stream()
                .map(command -> List.of(CommandItems.sent(lease, command.key(), at)))
                .toList();
        var fence = LeaseItem.check(lease);
        for (var writes : WriteBatches.of(sent, DynamoDbTable.MAX_ITEMS - 1)) {
            var refused =
                    table.write(Stream.concat(Stream.of(fence), writes.stream()).toList());
            if (refused.contains(fence.key())) {
                throw new LeaseLostException(lease);
            }
            if (!refused.isEmpty()) {
                throw LedgerUnavailableException.noLongerPending(refused);
            }
        }
    }

    @Override
    public void recordOutcomes(Lease lease, Map<String, Outcome> outcomes) {
        var endings = new ArrayList<List<ConditionalWrite>>();
        outcomes.forEach((command, outcome) -> endings.add(CommandItems.ending(lease, command, outcome)));
        WriteBatches.of(endings, DynamoDbTable.MAX_ITEMS).forEach(this::writeToExistingItems);
    }

    private void writeToExistingItems(List<ConditionalWrite> writes) {
        var left = writes;
        for (var failed = table.write(left); !failed.isEmpty(); failed = table.write(left)) {
            var missing = failed;
            left = left.stream().filter(write -> !missing.contains(write.key())).toList();
        }
    }

    @Override
    public void openCircuit(String account, OpenCircuit circuit) {
        table.write(List.of(CommandItems.circuit(account, circuit)));
    }

    @Override
    public void closeCircuit(String account) {
        table.write(List.of(ConditionalWrite.delete(ItemKey.circuit(account))));
    }

    @Override
    public History history(String account, Set<String> events, Set<Long> tasks) {
        var eventKeys = new HashMap<ItemKey, String>();
        events.forEach(event -> eventKeys.put(ItemKey.event(account, event), event));
        var taskKeys = new HashMap<ItemKey, Long>();
        tasks.forEach(task -> taskKeys.put(ItemKey.task(account, task), task));
        var keys = new HashSet<>(eventKeys.keySet());
        keys.addAll(taskKeys.keySet());
        var heard = new HashMap<String, EventRecord>();
        var traces = new HashMap<Long, TaskTrace>();
        table.read(keys).forEach((key, item) -> {
            if (eventKeys.containsKey(key)) {
                item.read(EventItems::record).ifPresent(record -> heard.put(eventKeys.get(key), record));
            } else {
                item.read(TaskTraceItems::trace).ifPresent(trace -> traces.put(taskKeys.get(key), trace));
            }
        });
        return new History(heard, traces);
    }

    @Override
    public void recordRecoveredUntil(String account, Instant until) {
        table.write(List.of(CommandItems.recoveredUntil(account, until)));
    }

    @Override
    public Optional<Lease> lease(String account, String owner, Duration time) {
        var now = clock.instant();
        var acquired = table.update(LeaseItem.acquire(account, owner, now, time));
        return acquired.isPresent()
                ? acquired.map(item -> LeaseItem.lease(account, item))
                : replaceUnreadableLease(account, owner, now, time);
    }

    /// Acquires the lease if the reason that it could not be acquired is an item that cannot be read.
    private Optional<Lease> replaceUnreadableLease(String account, String owner, Instant now, Duration time) {
        var key = ItemKey.lease(account);
        var held = table.read(Set.of(key)).get(key);
        if (held == null || held.read(item -> LeaseItem.lease(account, item)).isPresent()) {
            return Optional.empty();
        }
        var lease = LeaseItem.firstOf(account, owner, now);
        var isReplaced = table.write(List.of(LeaseItem.replacement(lease, held, now.plus(time))))
                .isEmpty();
        return isReplaced ? Optional.of(lease) : Optional.empty();
    }

    @Override
    public void release(Lease lease) {
        table.update(LeaseItem.release(lease));
    }
}
