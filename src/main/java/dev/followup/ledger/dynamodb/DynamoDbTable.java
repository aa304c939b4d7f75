package dev.followup.ledger.dynamodb;

import dev.followup.ledger.LedgerUnavailableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/// A table of DynamoDB. Reads are strongly consistent; a write is all or nothing. Every method throws
/// [LedgerUnavailableException] if the table cannot be read or written.
final class DynamoDbTable {

    /// The maximum number of items in one transaction, and in one read.
    /// Source: AWS documentation, "Quotas in Amazon DynamoDB"; read 2026-11-21.
    static final int MAX_ITEMS = 100;

    /// The maximum number of items in one write that is no transaction.
    /// Source: AWS documentation, "Quotas in Amazon DynamoDB"; read 2026-11-21.
    private static final int MAX_PUTS = 25;

    private static final Set<String> BUSY =
            Set.of("TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded");

    private final DynamoDbClient client;
    private final String name;

    DynamoDbTable(DynamoDbClient client, String name) {
        this.client = client;
        this.name = name;
    }

    /// The items with these keys.
    Map<ItemKey, Item> read(Set<ItemKey> keys) {
        var found = new HashMap<ItemKey, Item>();
        var all = List.copyOf(keys);
        for (int from = 0; from < all.size(); from += MAX_ITEMS) {
            var some = all.subList(from, Math.min(all.size(), from + MAX_ITEMS));
            for (var item :
                    call("reading " + some.size() + " items, first " + some.getFirst(), () -> tryToRead(some))) {
                found.put(item.key(), item);
            }
        }
        return found;
    }

    private List<Item> tryToRead(List<ItemKey> keys) {
        var items = new ArrayList<Item>();
        var left = Map.of(name, request(keys));
        for (int attempt = 1; ; attempt++) {
            var requested = left;
            var response = client.batchGetItem(get -> get.requestItems(requested));
            response.responses().getOrDefault(name, List.of()).forEach(item -> items.add(new Item(item)));
            left = response.unprocessedKeys();
            if (left.isEmpty()) {
                return items;
            }
            if (attempt == ConflictBackoff.MAX_ATTEMPTS) {
                throw new LedgerUnavailableException(
                        "table " + name + " is throttled: it did not return all of " + keys.size() + " items", null);
            }
            ConflictBackoff.pauseAfter(attempt);
        }
    }

    private static KeysAndAttributes request(List<ItemKey> keys) {
        return KeysAndAttributes.builder()
                .keys(keys.stream().map(ItemKey::attributes).toList())
                .consistentRead(true)
                .build();
    }

    /// All items of a partition.
    List<Item> read(String partition) {
        return call(
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
    /// @param writes at most [#MAX_ITEMS], each with another key
    /// @return the keys whose conditions do not hold; empty if everything is written
    Set<ItemKey> write(List<ConditionalWrite> writes) {
        if (writes.isEmpty()) {
            return Set.of();
        }
        var what = "writing " + writes.size() + " items, first "
                + writes.getFirst().key();
        return call(what, () -> tryToWrite(writes));
    }

    /// Puts items without any condition, each whether it exists or not. It costs half of a transaction; if it
    /// fails, some may be written.
    void put(List<Item> items) {
        for (int from = 0; from < items.size(); from += MAX_PUTS) {
            var some = items.subList(from, Math.min(items.size(), from + MAX_PUTS));
            call("putting " + some.size() + " items, first " + some.getFirst().key(), () -> tryToPut(some));
        }
    }

    private Void tryToPut(List<Item> items) {
        var left = Map.of(
                name,
                items.stream()
                        .map(item -> WriteRequest.builder()
                                .putRequest(put -> put.item(item.attributes()))
                                .build())
                        .toList());
        for (int attempt = 1; !left.isEmpty(); attempt++) {
            if (attempt > 1) {
                ConflictBackoff.pauseAfter(attempt - 1);
            }
            if (attempt > ConflictBackoff.MAX_ATTEMPTS) {
                throw new LedgerUnavailableException(
                        "table " + name + " is throttled: it did not take all of " + items.size() + " items", null);
            }
            var requested = left;
            left = client.batchWriteItem(write -> write.requestItems(requested)).unprocessedItems();
        }
        return null;
    }

    private Set<ItemKey> tryToWrite(List<ConditionalWrite> writes) {
        var items = writes.stream().map(write -> write.in(name)).toList();
        for (int attempt = 1; ; attempt++) {
            try {
                client.transactWriteItems(write -> write.transactItems(items));
                return Set.of();
            } catch (TransactionCanceledException e) {
                var refused = failedConditions(writes, e);
                if (!refused.isEmpty()) {
                    return refused;
                }
                if (attempt == ConflictBackoff.MAX_ATTEMPTS || !isBusy(e)) {
                    throw e;
                }
            }
            ConflictBackoff.pauseAfter(attempt);
        }
    }

    /// Changes one item, which costs half of a transaction.
    ///
    /// @return the item as it is then; empty if the condition does not hold
    Optional<Item> update(ConditionalWrite write) {
        return call("writing " + write.key(), () -> tryToUpdate(write.updateIn(name)));
    }

    private Optional<Item> tryToUpdate(UpdateItemRequest request) {
        for (int attempt = 1; ; attempt++) {
            try {
                return Optional.of(new Item(client.updateItem(request).attributes()));
            } catch (ConditionalCheckFailedException _) {
                return Optional.empty();
            } catch (TransactionConflictException e) {
                if (attempt == ConflictBackoff.MAX_ATTEMPTS) {
                    throw e;
                }
            }
            ConflictBackoff.pauseAfter(attempt);
        }
    }

    private static Set<ItemKey> failedConditions(List<ConditionalWrite> writes, TransactionCanceledException e) {
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

    private <T> T call(String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            throw new LedgerUnavailableException("table " + name + " failed at " + what, e);
        }
    }
}
