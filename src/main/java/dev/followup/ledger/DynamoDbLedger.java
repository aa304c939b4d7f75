package dev.followup.ledger;

import dev.followup.task.Outcome;
import dev.followup.task.TaskOrder;
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

    private final Table table;
    private final Clock clock;

    /// @param table the table's name
    public DynamoDbLedger(DynamoDbClient client, String table, Clock clock) {
        this.table = new Table(client, table);
        this.clock = clock;
    }

    @Override
    public Written write(String account, Decisions decisions) {
        var added = new ArrayList<TaskOrder>();
        var spent = new HashSet<String>();
        var stopped = new HashSet<String>();
        for (var page : Pages.of(account, decisions)) {
            var written = write(page);
            added.addAll(written.added());
            spent.addAll(written.spent());
            stopped.addAll(written.stopped());
        }
        return new Written(added, spent, stopped);
    }

    private Written write(Page page) {
        for (int attempt = 1; attempt <= Attempts.MOST; attempt++) {
            var filled = page.fill(table.read(page.needs()), clock.instant());
            if (table.write(filled.writes()).isEmpty()) {
                return filled.written();
            }
            Attempts.pauseAfter(attempt);
        }
        throw new LedgerUnavailableException(page.account() + ": others keep writing at the same time", null);
    }

    @Override
    public Agenda agenda(String account) {
        return Entries.agenda(table.read(Key.list(account)));
    }

    @Override
    public void send(String account, List<TaskOrder> orders, Instant at) {
        var sent = orders.stream()
                .map(order -> List.of(Entries.sent(Key.todo(account, order.key()), at)))
                .toList();
        for (var writes : Batches.of(sent)) {
            var gone = table.write(writes);
            if (!gone.isEmpty()) {
                throw LedgerUnavailableException.gone(gone);
            }
        }
    }

    @Override
    public void close(String account, Map<String, Outcome> outcomes) {
        var endings = new ArrayList<List<Write>>();
        outcomes.forEach((order, outcome) -> endings.add(Endings.of(account, order, outcome)));
        Batches.of(endings).forEach(this::writeWhatIsThere);
    }

    private void writeWhatIsThere(List<Write> writes) {
        var left = writes;
        for (var gone = table.write(left); !gone.isEmpty(); gone = table.write(left)) {
            var known = gone;
            left = left.stream().filter(write -> !known.contains(write.key())).toList();
        }
    }

    @Override
    public void block(String account, Block block) {
        table.write(List.of(Entries.block(account, block)));
    }

    @Override
    public void unblock(String account) {
        table.write(List.of(Write.delete(Key.block(account))));
    }

    @Override
    public Set<String> answered(String account, Set<String> events) {
        var keys = new HashMap<Key, String>();
        events.forEach(event -> keys.put(Key.event(account, event), event));
        return table.read(keys.keySet()).keySet().stream().map(keys::get).collect(Collectors.toSet());
    }

    @Override
    public void caughtUp(String account, Instant until) {
        table.write(List.of(Entries.caughtUp(account, until)));
    }

    @Override
    public Map<Long, Trace> traces(String account, Set<Long> tasks) {
        var keys = new HashMap<Key, Long>();
        tasks.forEach(task -> keys.put(Key.task(account, task), task));
        var traces = new HashMap<Long, Trace>();
        table.read(keys.keySet()).forEach((key, item) -> traces.put(keys.get(key), Traces.trace(item)));
        return traces;
    }

    @Override
    public boolean lease(String account, String owner, Duration time) {
        var now = clock.instant();
        var lease = Item.of(Key.lease(account))
                .with("owner", owner)
                .with("until", now.plus(time).toEpochMilli());
        var free = Write.put(lease)
                .provided(
                        "attribute_not_exists(#pk) OR #owner = :owner OR #until <= :now",
                        Map.of(":owner", AttributeValue.fromS(owner), ":now", Item.number(now.toEpochMilli())));
        return table.write(List.of(free)).isEmpty();
    }

    @Override
    public void release(String account, String owner) {
        var held = Write.delete(Key.lease(account))
                .provided("#owner = :owner", Map.of(":owner", AttributeValue.fromS(owner)));
        table.write(List.of(held));
    }
}
