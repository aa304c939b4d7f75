package dev.followup.ledger.dynamodb;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The division of writes into transactions: as many in each as a transaction takes, each with another key.
final class WriteBatches {

    private final List<List<ConditionalWrite>> batches = new ArrayList<>();
    private final Set<ItemKey> keys = new HashSet<>();

    private final int mostItems;

    private WriteBatches(int mostItems) {
        this.mostItems = mostItems;
    }

    /// The transactions in the order in which they are to be written.
    ///
    /// @param groups writes that belong together. They stay together unless they are too many for one
    /// transaction: then they are written in their order
    /// @param mostItems the most writes in a transaction
    static List<List<ConditionalWrite>> of(Collection<List<ConditionalWrite>> groups, int mostItems) {
        var batches = new WriteBatches(mostItems);
        groups.forEach(batches::add);
        return batches.batches;
    }

    private void add(List<ConditionalWrite> group) {
        if (!hasRoom(group)) {
            next();
        }
        for (var write : group) {
            if (keys.size() == mostItems) {
                next();
            }
            batches.getLast().add(write);
            keys.add(write.key());
        }
    }

    private boolean hasRoom(List<ConditionalWrite> group) {
        return !batches.isEmpty()
                && keys.size() + group.size() <= mostItems
                && group.stream().noneMatch(write -> keys.contains(write.key()));
    }

    private void next() {
        batches.add(new ArrayList<>());
        keys.clear();
    }
}
