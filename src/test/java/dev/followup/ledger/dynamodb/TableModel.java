package dev.followup.ledger.dynamodb;

import dev.followup.ledger.Ledger;
import dev.followup.ledger.LedgerUnavailableException;
import dev.followup.ledger.dynamodb.ConditionalWrite.Check;
import dev.followup.ledger.dynamodb.ConditionalWrite.Delete;
import dev.followup.ledger.dynamodb.ConditionalWrite.Put;
import dev.followup.ledger.dynamodb.ConditionalWrite.Update;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// A model of a table in memory, which evaluates conditions as DynamoDB does. The ledger's contract holds it to that.
public final class TableModel implements Table {

    /// The way to the table.
    public interface Link {

        /// The shortest way: nothing gets lost, and everything is kept.
        Link DIRECT = new Link() {};

        /// A call on its way to the table and back.
        default <T> T call(String what, Supplier<T> call) {
            return call.get();
        }

        /// Waits between two attempts.
        default void pause(int attempt) {}

        /// Whether the table does not check the conditions of a write.
        ///
        /// @param write such as `Check A#demo LEASE`
        default boolean isUnchecked(String write) {
            return false;
        }

        /// Whether the table does not keep a write.
        ///
        /// @param key such as `A#demo LEASE`
        default boolean isForgotten(String key) {
            return false;
        }
    }

    private final Map<ItemKey, Item> items;
    private final Link link;

    public TableModel(Link link) {
        this(new HashMap<>(), link);
    }

    private TableModel(Map<ItemKey, Item> items, Link link) {
        this.items = items;
        this.link = link;
    }

    /// The same table on another way.
    public TableModel over(Link other) {
        return new TableModel(items, other);
    }

    /// The production's ledger in this table. It makes one call after another.
    public Ledger ledger(Clock clock) {
        return new DynamoDbLedger(this, clock, Runnable::run, Ledger.JOURNAL_TIME);
    }

    /// A call that is carried out as a whole: calls at the same time wait.
    private <T> T call(String what, Supplier<T> work) {
        return link.call(what, () -> {
            synchronized (items) {
                return work.get();
            }
        });
    }

    @Override
    public Map<ItemKey, Item> read(Set<ItemKey> keys) {
        return call("reads " + keys.size() + " items", () -> {
            var found = new HashMap<ItemKey, Item>();
            for (var key : keys) {
                var item = items.get(key);
                if (item != null) {
                    found.put(key, item);
                }
            }
            return found;
        });
    }

    @Override
    public List<Item> query(String partition, String after, String last, int limit) {
        return call(
                "queries " + partition + " " + after,
                () -> range(partition, after, last).values().stream()
                        .limit(limit)
                        .toList());
    }

    @Override
    public List<Item> queryLast(String partition, String after, String last, int limit) {
        return call(
                "queries " + partition + " back to " + after,
                () -> range(partition, after, last).descendingMap().values().stream()
                        .limit(limit)
                        .toList());
    }

    private NavigableMap<String, Item> range(String partition, String after, String last) {
        var sorted = new TreeMap<String, Item>();
        items.forEach((key, item) -> {
            if (key.partition().equals(partition)
                    && key.sort().compareTo(after) > 0
                    && key.sort().compareTo(last) <= 0) {
                sorted.put(key.sort(), item);
            }
        });
        return sorted;
    }

    @Override
    public Set<ItemKey> write(List<ConditionalWrite> writes) {
        if (writes.size() > MAX_ITEMS
                || writes.stream().map(ConditionalWrite::key).distinct().count() < writes.size()) {
            throw new LedgerUnavailableException("too many writes, or two of one item", null);
        }
        if (writes.size() == 1 && writes.getFirst().action() instanceof Check) {
            throw new IllegalArgumentException(
                    "a check alone: " + writes.getFirst().key());
        }
        if (writes.isEmpty()) {
            return Set.of();
        }
        return call("writes " + names(writes.stream()), () -> {
            var refused = new HashSet<ItemKey>();
            writes.stream().filter(write -> !holds(write)).forEach(write -> refused.add(write.key()));
            if (refused.isEmpty()) {
                var changed = new LinkedHashMap<ItemKey, Optional<Item>>(); // all of them, or a failure
                writes.forEach(write -> changed.put(write.key(), after(write)));
                changed.forEach(this::keep);
            }
            return refused;
        });
    }

    @Override
    public void put(List<Item> all) {
        this.<Boolean>call("puts " + all.size() + " items", () -> {
            all.forEach(item -> keep(item.key(), Optional.of(item)));
            return true;
        });
    }

    @Override
    public Optional<Item> update(ConditionalWrite write) {
        return call("writes " + names(Stream.of(write)), () -> {
            if (!holds(write)) {
                return Optional.empty();
            }
            var changed = after(write);
            keep(write.key(), changed);
            return changed;
        });
    }

    @Override
    public void pauseAfter(int attempt) {
        link.pause(attempt);
    }

    private static String names(Stream<ConditionalWrite> writes) {
        return writes.map(write -> write.key().sort())
                .distinct()
                .sorted()
                .toList()
                .toString();
    }

    private void keep(ItemKey key, Optional<Item> item) {
        if (!link.isForgotten(key.toString())) {
            item.ifPresentOrElse(changed -> items.put(key, changed), () -> items.remove(key));
        }
    }

    private boolean holds(ConditionalWrite write) {
        var condition = write.condition();
        return condition == null
                || link.isUnchecked(write.action().getClass().getSimpleName() + " " + write.key())
                || holds(condition, items.get(write.key()));
    }

    private static boolean holds(ItemCondition condition, @Nullable Item item) {
        return switch (condition) {
            case ItemCondition.Present(var attribute) -> item != null && item.has(attribute);
            case ItemCondition.Absent(var attribute) -> item == null || !item.has(attribute);
            case ItemCondition.Equals(var attribute, var value) ->
                item != null && item.has(attribute) && item.attribute(attribute).equals(value);
            case ItemCondition.AtMost(var attribute, var number) ->
                isNumber(item, attribute) && item != null && item.number(attribute) <= number;
            case ItemCondition.IsNumber(var attribute) -> isNumber(item, attribute);
            case ItemCondition.All(var of) -> of.stream().allMatch(one -> holds(one, item));
            case ItemCondition.Any(var of) -> of.stream().anyMatch(one -> holds(one, item));
        };
    }

    private static boolean isNumber(@Nullable Item item, String attribute) {
        return item != null && item.has(attribute) && item.attribute(attribute).type() == AttributeValue.Type.N;
    }

    /// The item after a write; empty if there is none then.
    private Optional<Item> after(ConditionalWrite write) {
        var before = Optional.ofNullable(items.get(write.key()));
        return switch (write.action()) {
            case Put(var item) -> Optional.of(item);
            case Delete _ -> Optional.empty();
            case Check _ -> before;
            case Update(var changes) -> {
                var item = before.orElse(Item.of(write.key()));
                for (var change : changes) {
                    item = changed(item, change);
                }
                yield Optional.of(item);
            }
        };
    }

    private static Item changed(Item item, AttributeChange change) {
        return switch (change) {
            case AttributeChange.Set(var attribute, var value) -> item.with(attribute, value);
            case AttributeChange.SetIfAbsent(var attribute, var value) ->
                item.has(attribute) ? item : item.with(attribute, value);
            case AttributeChange.Increment(var attribute, var from) -> {
                if (item.has(attribute) && !isNumber(item, attribute)) {
                    throw new LedgerUnavailableException(attribute + " is no number", null);
                }
                yield item.with(attribute, (item.has(attribute) ? item.number(attribute) : from) + 1);
            }
            case AttributeChange.Add(var attribute, var texts) -> {
                var all = new TreeSet<>(item.texts(attribute));
                all.addAll(texts);
                yield item.with(attribute, AttributeValue.fromSs(List.copyOf(all)));
            }
            case AttributeChange.Remove(var attribute) -> {
                var left = new HashMap<>(item.attributes());
                left.remove(attribute);
                yield new Item(left);
            }
        };
    }
}
