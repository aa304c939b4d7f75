package dev.followup.ledger.dynamodb;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Shares out writes among transactions: as many in each as it takes, and each of another key.
final class WriteBatches {

    private final List<List<ConditionalWrite>> batches = new ArrayList<>();
    private final Set<ItemKey> keys = new HashSet<>();

    private WriteBatches() {}

    /// The transactions in the order in which they are to be written.
    ///
    /// @param groups what belongs together, and stays together unless it is too much for any transaction:
    /// then in its order
    static List<List<ConditionalWrite>> of(Collection<List<ConditionalWrite>> groups) {
        var batches = new WriteBatches();
        groups.forEach(batches::add);
        return batches.batches;
    }

    private void add(List<ConditionalWrite> group) {
        if (!hasRoom(group)) {
            next();
        }
        for (var write : group) {
            if (keys.size() == DynamoDbTable.MOST_ITEMS) {
                next();
            }
            batches.getLast().add(write);
            keys.add(write.key());
        }
    }

    private boolean hasRoom(List<ConditionalWrite> group) {
        return !batches.isEmpty()
                && keys.size() + group.size() <= DynamoDbTable.MOST_ITEMS
                && group.stream().noneMatch(write -> keys.contains(write.key()));
    }

    private void next() {
        batches.add(new ArrayList<>());
        keys.clear();
    }
}
