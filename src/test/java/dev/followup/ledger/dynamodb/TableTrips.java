package dev.followup.ledger.dynamodb;

import dev.followup.ledger.Ledger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// A table whose trips and write units are counted: a trip is a call, or several calls side by
/// side, that begins when the one before is over.
public final class TableTrips implements Table {

    private static final String BESIDE = "beside";
    private static final int BYTES_IN_A_UNIT = 1024;

    private final Table table;
    private final Executor beside = command -> Thread.ofPlatform().name(BESIDE).start(command);
    private final List<String> trips = new ArrayList<>();
    private final AtomicInteger writeUnits = new AtomicInteger();

    private TableTrips(Table table) {
        this.table = table;
    }

    /// The tables that are counted.
    public enum Backend {
        DYNAMO_DB {
            @Override
            public TableTrips create() {
                var local = new EmbeddedTable();
                return new TableTrips(new DynamoDbTable(local.client(), local.name));
            }
        },
        MODEL {
            @Override
            public TableTrips create() {
                return new TableTrips(new TableModel(TableModel.Link.DIRECT));
            }
        };

        /// A new empty table.
        public abstract TableTrips create();
    }

    /// The ledger in this table.
    public Ledger ledger(Clock clock) {
        return ledger(clock, Ledger.JOURNAL_TIME);
    }

    /// The ledger in this table.
    ///
    /// @param journalTime how long its journal is kept
    public Ledger ledger(Clock clock, Duration journalTime) {
        return new DynamoDbLedger(this, clock, beside, journalTime);
    }

    /// The first call of each trip since the last time, such as `update`. Calls beside it are left out: no call is
    /// made beside nothing.
    public synchronized List<String> taken() {
        var taken = List.copyOf(trips);
        trips.clear();
        return taken;
    }

    /// The write units since the last time: one for each kilobyte of an item, as it was before or as it is then,
    /// whichever is larger, and twice as many in a transaction.
    /// Source: AWS documentation, "DynamoDB read and write capacity"; read 2026-11-27.
    public int takenWriteUnits() {
        return writeUnits.getAndSet(0);
    }

    @Override
    public Map<ItemKey, Item> read(Set<ItemKey> keys) {
        trip("read");
        return table.read(keys);
    }

    @Override
    public List<Item> query(String partition, String after, String last, int limit) {
        trip("query");
        return table.query(partition, after, last, limit);
    }

    @Override
    public List<Item> queryLast(String partition, String after, String last, int limit) {
        trip("query");
        return table.queryLast(partition, after, last, limit);
    }

    @Override
    public Set<ItemKey> write(List<ConditionalWrite> writes) {
        trip(writes.size() > 1 ? "transaction" : "write");
        return counted(
                writes.stream().map(ConditionalWrite::key).collect(Collectors.toSet()),
                writes.size() > 1 ? 2 : 1,
                () -> table.write(writes));
    }

    @Override
    public void put(List<Item> items) {
        trip("put");
        counted(items.stream().map(Item::key).collect(Collectors.toSet()), 1, () -> {
            table.put(items);
            return items;
        });
    }

    @Override
    public Optional<Item> update(ConditionalWrite write) {
        trip("update");
        return counted(Set.of(write.key()), 1, () -> table.update(write));
    }

    private synchronized void trip(String call) {
        if (!Thread.currentThread().getName().equals(BESIDE)) {
            trips.add(call);
        }
    }

    private <T> T counted(Set<ItemKey> keys, int factor, Supplier<T> write) {
        var before = table.read(keys);
        var result = write.get();
        var larger = new HashMap<ItemKey, Integer>();
        keys.forEach(key -> larger.put(key, 1));
        before.forEach((key, item) -> larger.merge(key, bytes(item), Math::max));
        table.read(keys).forEach((key, item) -> larger.merge(key, bytes(item), Math::max));
        larger.values().forEach(bytes -> writeUnits.addAndGet(factor * Math.ceilDiv(bytes, BYTES_IN_A_UNIT)));
        return result;
    }

    private static int bytes(Item item) {
        return item.attributes().entrySet().stream()
                .mapToInt(attribute -> utf8(attribute.getKey()) + bytes(attribute.getValue()))
                .sum();
    }

    private static int bytes(AttributeValue value) {
        return switch (value.type()) {
            case S -> utf8(value.s());
            case B -> value.b().asByteArrayUnsafe().length;
            case N -> value.n().length();
            case SS -> value.ss().stream().mapToInt(TableTrips::utf8).sum();
            case M ->
                value.m().entrySet().stream()
                        .mapToInt(entry -> utf8(entry.getKey()) + bytes(entry.getValue()))
                        .sum();
            default -> 1;
        };
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
