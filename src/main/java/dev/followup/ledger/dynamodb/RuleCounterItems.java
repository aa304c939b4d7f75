package dev.followup.ledger.dynamodb;

import dev.followup.ledger.CommandRegister;
import dev.followup.task.DraftCommand;
import dev.followup.task.RuleLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The items that count how many events rules have answered in an hour.
///
/// @param limits the limits of the rules, by the counters' keys in the register
record RuleCounterItems(String account, Map<String, RuleLimit> limits) {

    private static final String COUNT = "count";

    /// The counters of these drafts.
    static RuleCounterItems of(String account, Collection<DraftCommand> drafts) {
        var limits = new HashMap<String, RuleLimit>();
        for (var draft : drafts) {
            if (draft.limit() != null) {
                limits.put(CommandRegister.counterKey(draft.command().origin(), draft.limit()), draft.limit());
            }
        }
        return new RuleCounterItems(account, limits);
    }

    Stream<ItemKey> keys() {
        return limits.keySet().stream().map(this::key);
    }

    /// The counts in these items.
    Map<String, Long> read(Map<ItemKey, Item> known) {
        var counts = new HashMap<String, Long>();
        for (var name : limits.keySet()) {
            var item = known.get(key(name));
            if (item != null) {
                item.read(counter -> counter.number(COUNT)).ifPresent(count -> counts.put(name, count));
            }
        }
        return counts;
    }

    /// The writes of changed counts, on the condition that they were not changed since they were read.
    ///
    /// @param retention how long the items are kept after their hour
    List<ConditionalWrite> changes(Map<String, Long> now, Map<ItemKey, Item> known, Duration retention) {
        var before = read(known);
        var changes = new ArrayList<ConditionalWrite>();
        limits.forEach((name, limit) -> {
            @Nullable Long count = now.get(name);
            if (count != null && !count.equals(before.get(name))) {
                var item = Item.of(key(name))
                        .with(COUNT, count)
                        .expiring(limit.hour().plus(retention));
                changes.add(ConditionalWrite.put(item).ifStill(known.get(item.key()), COUNT));
            }
        });
        return changes;
    }

    private ItemKey key(String name) {
        return ItemKey.ruleCounter(account, name);
    }
}
