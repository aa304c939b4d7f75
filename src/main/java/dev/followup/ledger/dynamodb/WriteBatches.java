package dev.followup.ledger.dynamodb;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The division of writes into transactions: as many in each as a transaction takes, each with another key.
final class WriteBatches {

    /// Bytes in a transaction, less some for keys and numbers. A transaction may have 4 MB.
    /// Source: AWS documentation, "Quotas in Amazon DynamoDB"; read 2026-11-21.
    static final int MAX_BYTES = 3_000_000;

    private final List<List<ConditionalWrite>> batches = new ArrayList<>();
    private final Set<ItemKey> keys = new HashSet<>();

    private final int mostItems;
    private int bytes;

    private WriteBatches(int mostItems) {
        this.mostItems = mostItems;
    }

    /// The transactions in the order in which they are to be written.
    ///
    /// @param groups writes that belong together. They stay together unless they are too many for one
    /// transaction, or two of one item: then they are written in their order
    /// @param mostItems the most writes in a transaction
    static List<List<ConditionalWrite>> of(Collection<List<ConditionalWrite>> groups, int mostItems) {
        var batches = new WriteBatches(mostItems);
        groups.stream().filter(group -> !group.isEmpty()).forEach(batches::add);
        return batches.batches;
    }

    private void add(List<ConditionalWrite> group) {
        if (!hasRoom(group)) {
            next();
        }
        for (var write : group) {
            if (keys.size() == mostItems || keys.contains(write.key())) {
                next();
            }
            batches.getLast().add(write);
            keys.add(write.key());
            bytes += write.bytes();
        }
    }

    private boolean hasRoom(List<ConditionalWrite> group) {
        return !batches.isEmpty()
                && keys.size() + group.size() <= mostItems
                && bytes + group.stream().mapToInt(ConditionalWrite::bytes).sum() <= MAX_BYTES
                && group.stream().noneMatch(write -> keys.contains(write.key()));
    }

    private void next() {
        batches.add(new ArrayList<>());
        keys.clear();
        bytes = 0;
    }
}
