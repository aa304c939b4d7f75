package dev.followup.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Shares out writes among transactions: as many in each as it takes, and each of another key.
final class Batches {

    private final List<List<Write>> batches = new ArrayList<>();
    private final Set<Key> keys = new HashSet<>();

    private Batches() {}

    /// The transactions in the order in which they are to be written.
    ///
    /// @param groups what belongs together, and stays together unless it is too much for any transaction:
    /// then in its order
    static List<List<Write>> of(Collection<List<Write>> groups) {
        var batches = new Batches();
        groups.forEach(batches::add);
        return batches.batches;
    }

    private void add(List<Write> group) {
        if (!hasRoom(group)) {
            next();
        }
        for (var write : group) {
            if (keys.size() == Table.MOST_ITEMS) {
                next();
            }
            batches.getLast().add(write);
            keys.add(write.key());
        }
    }

    private boolean hasRoom(List<Write> group) {
        return !batches.isEmpty()
                && keys.size() + group.size() <= Table.MOST_ITEMS
                && group.stream().noneMatch(write -> keys.contains(write.key()));
    }

    private void next() {
        batches.add(new ArrayList<>());
        keys.clear();
    }
}
