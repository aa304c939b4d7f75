package dev.followup.ledger;

import dev.followup.task.Draft;
import dev.followup.task.Limit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The items that count how many events rules have answered.
///
/// @param limits what is counted, by the names in the register
record Counts(String account, Map<String, Limit> limits) {

    private static final String COUNT = "count";

    /// Those that concern these drafts.
    static Counts of(String account, Collection<Draft> drafts) {
        var limits = new HashMap<String, Limit>();
        for (var draft : drafts) {
            if (draft.limit() != null) {
                limits.put(Register.count(draft.order().origin(), draft.limit()), draft.limit());
            }
        }
        return new Counts(account, limits);
    }

    Stream<Key> keys() {
        return limits.keySet().stream().map(this::key);
    }

    /// The counts as they stand there.
    Map<String, Long> read(Map<Key, Item> known) {
        var counts = new HashMap<String, Long>();
        for (var name : limits.keySet()) {
            var item = known.get(key(name));
            if (item != null) {
                counts.put(name, item.number(COUNT));
            }
        }
        return counts;
    }

    /// What has changed in them, if nobody else has changed it since it was read.
    ///
    /// @param kept how long they are kept after their hour
    List<Write> changes(Map<String, Long> now, Map<Key, Item> known, Duration kept) {
        var before = read(known);
        var changes = new ArrayList<Write>();
        limits.forEach((name, limit) -> {
            @Nullable Long count = now.get(name);
            if (count != null && !count.equals(before.get(name))) {
                var item = Item.of(key(name))
                        .with(COUNT, count)
                        .expiring(limit.hour().plus(kept));
                changes.add(Write.put(item).ifStill(known.get(item.key()), COUNT));
            }
        });
        return changes;
    }

    private Key key(String name) {
        return Key.count(account, name);
    }
}
