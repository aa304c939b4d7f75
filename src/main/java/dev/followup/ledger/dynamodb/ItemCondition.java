package dev.followup.ledger.dynamodb;

import java.util.List;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// What must hold of an item for a write to take place.
sealed interface ItemCondition {

    /// The item exists.
    static ItemCondition exists() {
        return new Present(ItemKey.PARTITION);
    }

    /// The item does not exist.
    static ItemCondition isAbsent() {
        return new Absent(ItemKey.PARTITION);
    }

    /// The item has the attribute.
    record Present(String attribute) implements ItemCondition {}

    /// The item does not have the attribute, or does not exist.
    record Absent(String attribute) implements ItemCondition {}

    /// The attribute has this value.
    record Equals(String attribute, AttributeValue value) implements ItemCondition {}

    /// The attribute is a number that is not greater than this one.
    record AtMost(String attribute, long number) implements ItemCondition {}

    /// The attribute is a number.
    record IsNumber(String attribute) implements ItemCondition {}

    /// All of these hold.
    record All(List<ItemCondition> of) implements ItemCondition {}

    /// At least one of these holds.
    record Any(List<ItemCondition> of) implements ItemCondition {}

    /// This and another one hold.
    default ItemCondition and(ItemCondition other) {
        return new All(List.of(this, other));
    }

    /// This or another one holds.
    default ItemCondition or(ItemCondition other) {
        return new Any(List.of(this, other));
    }

    /// The attribute has not changed since the item was read.
    static ItemCondition isStill(Item read, String attribute) {
        return read.has(attribute) ? new Equals(attribute, read.attribute(attribute)) : new Absent(attribute);
    }
}
