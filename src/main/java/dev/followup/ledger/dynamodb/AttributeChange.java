package dev.followup.ledger.dynamodb;

import java.util.List;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// The change of one attribute of an item.
sealed interface AttributeChange {

    /// The name of the attribute.
    String attribute();

    /// The attribute gets this value.
    record Set(String attribute, AttributeValue value) implements AttributeChange {}

    /// The attribute gets this value if the item does not have it.
    record SetIfAbsent(String attribute, AttributeValue value) implements AttributeChange {}

    /// The attribute grows by one.
    ///
    /// @param from what it grows from if the item does not have it
    record Increment(String attribute, long from) implements AttributeChange {}

    /// These texts are added to the attribute's set.
    record Add(String attribute, List<String> texts) implements AttributeChange {}

    /// The attribute is removed.
    record Remove(String attribute) implements AttributeChange {}
}
