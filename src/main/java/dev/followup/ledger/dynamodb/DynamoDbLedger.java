package dev.followup.ledger.dynamodb;

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
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// A ledger in a table of DynamoDB, for any number of accounts. The table has the keys `pk` and `sk`, both texts, and
/// forgets items by the attribute `expires`.
///
/// Whoever writes at the same time as another, or again after it broke off, adds only what is missing: an event and
/// its orders, the turns they take and the entities they answer are written in one transaction, on the condition that
/// nobody has written them since they were read.
public final class DynamoDbLedger implements Ledger {

    private final DynamoDbTable table;
    private final Clock clock;

    /// @param table the table's name
    public DynamoDbLedger(DynamoDbClient client, String table, Clock clock) {
        this.table = new DynamoDbTable(client, table);
        this.clock = clock;
    }

    @Override
    public WriteResult write(String account, PlannedWork decisions) {
        var added = new ArrayList<PendingCommand>();
        var spent = new HashSet<String>();
        var stopped = new HashSet<String>();
        for (var page : PlanTransactions.of(account, decisions)) {
            var written = write(page);
            added.addAll(written.added());
            spent.addAll(written.spent());
            stopped.addAll(written.stopped());
        }
        return new WriteResult(added, spent, stopped);
    }

    private WriteResult write(PlanTransaction page) {
        for (int attempt = 1; attempt <= ConflictBackoff.MOST; attempt++) {
            var filled = page.fill(table.read(page.needs()), clock.instant());
            if (table.write(filled.writes()).isEmpty()) {
                return filled.written();
            }
            ConflictBackoff.pauseAfter(attempt);
        }
        throw new LedgerUnavailableException(page.account() + ": others keep writing at the same time", null);
    }

    @Override
    public AccountState state(String account) {
        return CommandItems.state(table.read(ItemKey.list(account)));
    }

    @Override
    public void send(String account, List<TaskCommand> commands, Instant at) {
        var sent = commands.stream()
                .map(command -> List.of(CommandItems.sent(ItemKey.pending(account, command.key()), at)))
                .toList();
        for (var writes : WriteBatches.of(sent)) {
            var gone = table.write(writes);
            if (!gone.isEmpty()) {
                throw LedgerUnavailableException.gone(gone);
            }
        }
    }

    @Override
    public void close(String account, Map<String, Outcome> outcomes) {
        var endings = new ArrayList<List<ConditionalWrite>>();
        outcomes.forEach((command, outcome) -> endings.add(CommandItems.ending(account, command, outcome)));
        WriteBatches.of(endings).forEach(this::writeWhatIsThere);
    }

    private void writeWhatIsThere(List<ConditionalWrite> writes) {
        var left = writes;
        for (var gone = table.write(left); !gone.isEmpty(); gone = table.write(left)) {
            var known = gone;
            left = left.stream().filter(write -> !known.contains(write.key())).toList();
        }
    }

    @Override
    public void openCircuit(String account, OpenCircuit block) {
        table.write(List.of(CommandItems.circuit(account, block)));
    }

    @Override
    public void closeCircuit(String account) {
        table.write(List.of(ConditionalWrite.delete(ItemKey.circuit(account))));
    }

    @Override
    public Set<String> answeredEvents(String account, Set<String> events) {
        var keys = new HashMap<ItemKey, String>();
        events.forEach(event -> keys.put(ItemKey.event(account, event), event));
        return table.read(keys.keySet()).keySet().stream().map(keys::get).collect(Collectors.toSet());
    }

    @Override
    public void recoveredUntil(String account, Instant until) {
        table.write(List.of(CommandItems.recoveredUntil(account, until)));
    }

    @Override
    public Map<Long, TaskTrace> traces(String account, Set<Long> tasks) {
        var keys = new HashMap<ItemKey, Long>();
        tasks.forEach(task -> keys.put(ItemKey.task(account, task), task));
        var traces = new HashMap<Long, TaskTrace>();
        table.read(keys.keySet()).forEach((key, item) -> traces.put(keys.get(key), TaskTraceItems.trace(item)));
        return traces;
    }

    @Override
    public boolean lease(String account, String owner, Duration time) {
        var now = clock.instant();
        var lease = Item.of(ItemKey.lease(account))
                .with("owner", owner)
                .with("until", now.plus(time).toEpochMilli());
        var free = ConditionalWrite.put(lease)
                .provided(
                        "attribute_not_exists(#pk) OR #owner = :owner OR #until <= :now",
                        Map.of(":owner", AttributeValue.fromS(owner), ":now", Item.number(now.toEpochMilli())));
        return table.write(List.of(free)).isEmpty();
    }

    @Override
    public void release(String account, String owner) {
        var held = ConditionalWrite.delete(ItemKey.lease(account))
                .provided("#owner = :owner", Map.of(":owner", AttributeValue.fromS(owner)));
        table.write(List.of(held));
    }
}
