package dev.followup.ledger.dynamodb;

import dev.followup.ledger.LedgerUnavailableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/// A table of DynamoDB. Reads see everything that was written before; a write is all or nothing. Every method throws
/// [LedgerUnavailableException] if the table does not answer.
final class DynamoDbTable {

    /// Items in one transaction, and in one read.
    /// Source: AWS documentation, "Quotas in Amazon DynamoDB"; read 2026-11-21.
    static final int MOST_ITEMS = 100;

    private static final Set<String> BUSY =
            Set.of("TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded");

    private final DynamoDbClient client;
    private final String name;

    DynamoDbTable(DynamoDbClient client, String name) {
        this.client = client;
        this.name = name;
    }

    /// The items that stand at these keys.
    Map<ItemKey, Item> read(Set<ItemKey> keys) {
        var found = new HashMap<ItemKey, Item>();
        var all = List.copyOf(keys);
        for (int from = 0; from < all.size(); from += MOST_ITEMS) {
            var some = all.subList(from, Math.min(all.size(), from + MOST_ITEMS));
            for (var item :
                    answered("reading " + some.size() + " items, first " + some.getFirst(), () -> tryToRead(some))) {
                found.put(item.key(), item);
            }
        }
        return found;
    }

    private List<Item> tryToRead(List<ItemKey> keys) {
        var items = new ArrayList<Item>();
        var left = Map.of(name, asked(keys));
        for (int attempt = 1; ; attempt++) {
            var asked = left;
            var answer = client.batchGetItem(get -> get.requestItems(asked));
            answer.responses().getOrDefault(name, List.of()).forEach(item -> items.add(new Item(item)));
            left = answer.unprocessedKeys();
            if (left.isEmpty()) {
                return items;
            }
            if (attempt == ConflictBackoff.MOST) {
                throw new LedgerUnavailableException("table " + name + " hands over too little", null);
            }
            ConflictBackoff.pauseAfter(attempt);
        }
    }

    private static KeysAndAttributes asked(List<ItemKey> keys) {
        return KeysAndAttributes.builder()
                .keys(keys.stream().map(ItemKey::attributes).toList())
                .consistentRead(true)
                .build();
    }

    /// All items of a partition.
    List<Item> read(String partition) {
        return answered(
                "reading " + partition,
                () -> client
                        .queryPaginator(query -> query.tableName(name)
                                .consistentRead(true)
                                .keyConditionExpression("pk = :pk")
                                .expressionAttributeValues(Map.of(":pk", AttributeValue.fromS(partition))))
                        .items()
                        .stream()
                        .map(Item::new)
                        .toList());
    }

    /// Writes everything, or nothing if any condition does not hold.
    ///
    /// @param writes at most [#MOST_ITEMS], each of another key
    /// @return of which keys the conditions do not hold; empty if everything is written
    Set<ItemKey> write(List<ConditionalWrite> writes) {
        if (writes.isEmpty()) {
            return Set.of();
        }
        var what = "writing " + writes.size() + " items, first "
                + writes.getFirst().key();
        return answered(what, () -> tryToWrite(writes));
    }

    private Set<ItemKey> tryToWrite(List<ConditionalWrite> writes) {
        var items = writes.stream().map(write -> write.in(name)).toList();
        for (int attempt = 1; ; attempt++) {
            try {
                client.transactWriteItems(write -> write.transactItems(items));
                return Set.of();
            } catch (TransactionCanceledException e) {
                var refused = refused(writes, e);
                if (!refused.isEmpty()) {
                    return refused;
                }
                if (attempt == ConflictBackoff.MOST || !isBusy(e)) {
                    throw e;
                }
            }
            ConflictBackoff.pauseAfter(attempt);
        }
    }

    private static Set<ItemKey> refused(List<ConditionalWrite> writes, TransactionCanceledException e) {
        var refused = new HashSet<ItemKey>();
        for (int i = 0; i < e.cancellationReasons().size(); i++) {
            if ("ConditionalCheckFailed".equals(e.cancellationReasons().get(i).code())) {
                refused.add(writes.get(i).key());
            }
        }
        return refused;
    }

    private static boolean isBusy(TransactionCanceledException e) {
        return e.cancellationReasons().stream().anyMatch(reason -> BUSY.contains(reason.code()));
    }

    private <T> T answered(String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            throw new LedgerUnavailableException("table " + name + " failed at " + what, e);
        }
    }
}
