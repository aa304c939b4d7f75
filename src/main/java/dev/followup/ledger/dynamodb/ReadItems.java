package dev.followup.ledger.dynamodb;

import dev.followup.ledger.Marker;
import dev.followup.ledger.WaitKey;
import dev.followup.ledger.WaitRegister;
import dev.followup.task.Wait;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The items that have been read for a transaction.
///
/// @param keys what was asked for
/// @param items those that exist
record ReadItems(String account, Set<ItemKey> keys, Map<ItemKey, Item> items) implements WaitRegister.Known {

    /// The item; `null` if it does not exist, or has not been read.
    @Nullable
    Item get(ItemKey key) {
        return items.get(key);
    }

    @Override
    public Optional<Marker> marker(Marker.Key marker) {
        var key = ItemKey.marker(account, marker);
        return keys.contains(key) ? Optional.of(WaitItems.marker(items.get(key))) : Optional.empty();
    }

    @Override
    public boolean isRead(WaitKey key) {
        return keys.contains(ItemKey.wait(account, key));
    }

    @Override
    public Optional<Wait> find(WaitKey key) {
        return Optional.ofNullable(items.get(ItemKey.wait(account, key))).flatMap(WaitItems::wait);
    }
}
