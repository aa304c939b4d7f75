package dev.followup.ledger.dynamodb;

import dev.followup.ledger.LedgerRefusalException;
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
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/// A table of DynamoDB.
final class DynamoDbTable implements Table {

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

    @Override
    public Map<ItemKey, Item> read(Set<ItemKey> keys) {
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

    @Override
    public List<Item> query(String partition, String after, String last, int limit) {
        return call("reading " + partition + " " + after, () -> tryToQuery(partition, after, last, limit, true));
    }

    @Override
    public List<Item> queryLast(String partition, String after, String last, int limit) {
        return call(
                "reading " + partition + " back to " + after, () -> tryToQuery(partition, after, last, limit, false));
    }

    private List<Item> tryToQuery(String partition, String after, String last, int limit, boolean forward) {
        var items = new ArrayList<Item>();
        for (var page : client.queryPaginator(query -> query.tableName(name)
                .consistentRead(true)
                .scanIndexForward(forward)
                .keyConditionExpression("pk = :pk AND sk BETWEEN :after AND :last")
                .expressionAttributeValues(Map.of(
                        ":pk", AttributeValue.fromS(partition),
                        ":after", AttributeValue.fromS(after),
                        ":last", AttributeValue.fromS(last)))
                .limit(limit + 1))) { // the one at which it begins may be the last one read
            page.items().stream()
                    .map(Item::new)
                    .filter(item -> !item.key().sort().equals(after))
                    .forEach(items::add);
            if (items.size() >= limit) {
                break;
            }
        }
        return items.subList(0, Math.min(items.size(), limit));
    }

    @Override
    public Set<ItemKey> write(List<ConditionalWrite> writes) {
        if (writes.isEmpty()) {
            return Set.of();
        }
        var what = "writing " + writes.size() + " items, first "
                + writes.getFirst().key();
        return call(what, () -> writes.size() == 1 ? tryToWriteOne(writes.getFirst()) : tryToWrite(writes));
    }

    private Set<ItemKey> tryToWriteOne(ConditionalWrite write) {
        var request = new ItemWriteRequest(name, write);
        boolean isWritten = switch (write.action()) {
            case ConditionalWrite.Put(var item) -> isWritten(() -> client.putItem(request.put(item)));
            case ConditionalWrite.Update _ -> isWritten(() -> client.updateItem(request.update()));
            case ConditionalWrite.Delete _ -> isWritten(() -> client.deleteItem(request.delete()));
            case ConditionalWrite.Check _ -> throw new IllegalArgumentException("a check alone: " + write.key());
        };
        return isWritten ? Set.of() : Set.of(write.key());
    }

    private static boolean isWritten(Supplier<?> write) {
        return attempt(write).isPresent();
    }

    /// Tries again while a transaction writes the same item.
    ///
    /// @return what the write returns; empty if its condition does not hold
    private static <T> Optional<T> attempt(Supplier<T> write) {
        for (int attempt = 1; ; attempt++) {
            try {
                return Optional.of(write.get());
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

    private Set<ItemKey> tryToWrite(List<ConditionalWrite> writes) {
        var items = writes.stream()
                .map(write -> new ItemWriteRequest(name, write).inTransaction())
                .toList();
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

    @Override
    public void put(List<Item> items) {
        if (items.size() == 1) {
            write(List.of(ConditionalWrite.put(items.getFirst())));
            return;
        }
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

    @Override
    public Optional<Item> update(ConditionalWrite write) {
        var request = new ItemWriteRequest(name, write).update();
        return call(
                "writing " + write.key(),
                () -> attempt(() -> client.updateItem(request)).map(response -> new Item(response.attributes())));
    }

    private <T> T call(String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            var message = "table " + name + " failed at " + what;
            throw isRefused(e) ? new LedgerRefusalException(message, e) : new LedgerUnavailableException(message, e);
        }
    }

    /// Whether the table would refuse the same call each time.
    private static boolean isRefused(SdkException e) {
        return switch (e) {
            case TransactionCanceledException canceled ->
                canceled.cancellationReasons().stream().anyMatch(reason -> "ValidationError".equals(reason.code()));
            case DynamoDbException refused ->
                Optional.ofNullable(refused.awsErrorDetails())
                        .filter(details -> "ValidationException".equals(details.errorCode()))
                        .isPresent();
            default -> false;
        };
    }
}
