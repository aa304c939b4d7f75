package dev.followup.ledger.dynamodb;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A write of one item, and its condition.
///
/// @param condition what must hold; `null` for no condition
record ConditionalWrite(
        ItemKey key, Action action, @Nullable ItemCondition condition) {

    /// The write that puts an item, whether one exists or not.
    static ConditionalWrite put(Item item) {
        return new ConditionalWrite(item.key(), new Put(item), null);
    }

    /// The write that changes an item, or creates it.
    static ConditionalWrite update(ItemKey key, AttributeChange... changes) {
        return new ConditionalWrite(key, new Update(List.of(changes)), null);
    }

    static ConditionalWrite delete(ItemKey key) {
        return new ConditionalWrite(key, new Delete(), null);
    }

    /// The check of an item that is not written.
    static ConditionalWrite check(ItemKey key, ItemCondition condition) {
        return new ConditionalWrite(key, new Check(), condition);
    }

    /// The same write, on a condition.
    ConditionalWrite onlyIf(ItemCondition condition) {
        return new ConditionalWrite(key, action, condition);
    }

    /// The same write, if an attribute has not changed since the item was read.
    ///
    /// @param read the item as it was read; `null` if it did not exist
    ConditionalWrite ifStill(@Nullable Item read, String attribute) {
        return onlyIf(read == null ? ItemCondition.isAbsent() : ItemCondition.isStill(read, attribute));
    }

    /// About how many bytes it sends.
    int bytes() {
        return switch (action) {
            case Put(var item) ->
                item.attributes().values().stream().mapToInt(Item::bytes).sum();
            case Update(var changes) ->
                changes.stream()
                        .mapToInt(change ->
                                change instanceof AttributeChange.Set(var _, var value) ? Item.bytes(value) : 0)
                        .sum();
            case Delete _, Check _ -> 0;
        };
    }

    /// What is done to the item.
    sealed interface Action {}

    /// The item is put in the place of whatever is there.
    record Put(Item item) implements Action {}

    /// The item is changed, or created.
    record Update(List<AttributeChange> changes) implements Action {
        Update {
            changes = List.copyOf(changes);
        }
    }

    /// The item is deleted, if it exists.
    record Delete() implements Action {}

    /// Nothing is done to it.
    record Check() implements Action {}
}
