package dev.followup.ledger.dynamodb;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/// A write of one item, and its condition. Names of attributes begin with `#` in its expressions, so that none
/// of them is taken for a reserved word of DynamoDB.
///
/// @param condition what must hold; `null` for no condition
/// @param values the values in the expressions, by names that begin with `:`
record ConditionalWrite(
        ItemKey key, Action action, @Nullable String condition, Map<String, AttributeValue> values) {

    private static final Pattern NAME = Pattern.compile("#(\\w+)");
    private static final String ABSENT = "attribute_not_exists(#pk)";

    /// The write that puts an item, whether one exists or not.
    static ConditionalWrite put(Item item) {
        return new ConditionalWrite(item.key(), new Put(item), null, Map.of());
    }

    /// The write that changes an item, or creates it.
    static ConditionalWrite update(ItemKey key, String expression, Map<String, AttributeValue> values) {
        return new ConditionalWrite(key, new Update(expression), null, values);
    }

    static ConditionalWrite delete(ItemKey key) {
        return new ConditionalWrite(key, new Delete(), null, Map.of());
    }

    /// The same write, on a condition.
    ConditionalWrite onlyIf(String condition, Map<String, AttributeValue> more) {
        var all = new HashMap<>(values);
        all.putAll(more);
        return new ConditionalWrite(key, action, condition, all);
    }

    /// The same write, if the item exists.
    ConditionalWrite ifPresent() {
        return onlyIf("attribute_exists(#pk)", Map.of());
    }

    /// The same write, if an attribute has not changed since it was read.
    ///
    /// @param read the item as it was read; `null` if it did not exist
    ConditionalWrite ifStill(@Nullable Item read, String attribute) {
        if (read == null) {
            return onlyIf(ABSENT, Map.of());
        }
        return read.has(attribute)
                ? onlyIf("#" + attribute + " = :read", Map.of(":read", read.attribute(attribute)))
                : onlyIf("attribute_not_exists(#" + attribute + ")", Map.of());
    }

    /// The check of an item that is not written.
    static ConditionalWrite check(ItemKey key, String condition, Map<String, AttributeValue> values) {
        return new ConditionalWrite(key, new Check(), condition, values);
    }

    TransactWriteItem in(String table) {
        var names = names();
        var given = values.isEmpty() ? null : values;
        return switch (action) {
            case Put put ->
                TransactWriteItem.builder()
                        .put(p -> p.tableName(table)
                                .item(put.item.attributes())
                                .conditionExpression(condition)
                                .expressionAttributeNames(names)
                                .expressionAttributeValues(given))
                        .build();
            case Update update ->
                TransactWriteItem.builder()
                        .update(u -> u.tableName(table)
                                .key(key.attributes())
                                .updateExpression(update.expression)
                                .conditionExpression(condition)
                                .expressionAttributeNames(names)
                                .expressionAttributeValues(given))
                        .build();
            case Check _ ->
                TransactWriteItem.builder()
                        .conditionCheck(c -> c.tableName(table)
                                .key(key.attributes())
                                .conditionExpression(condition)
                                .expressionAttributeNames(names)
                                .expressionAttributeValues(given))
                        .build();
            case Delete _ ->
                TransactWriteItem.builder()
                        .delete(d -> d.tableName(table)
                                .key(key.attributes())
                                .conditionExpression(condition)
                                .expressionAttributeNames(names)
                                .expressionAttributeValues(given))
                        .build();
        };
    }

    /// The same write without a transaction. It must be an update.
    UpdateItemRequest updateIn(String table) {
        return UpdateItemRequest.builder()
                .tableName(table)
                .key(key.attributes())
                .updateExpression(((Update) action).expression)
                .conditionExpression(condition)
                .expressionAttributeNames(names())
                .expressionAttributeValues(values)
                .returnValues(ReturnValue.ALL_NEW)
                .build();
    }

    private @Nullable Map<String, String> names() {
        var names = Stream.of(condition == null ? "" : condition, action instanceof Update u ? u.expression : "")
                .flatMap(expression -> NAME.matcher(expression).results())
                .collect(Collectors.toMap(found -> found.group(), found -> found.group(1), (one, _) -> one));
        return names.isEmpty() ? null : names;
    }

    private sealed interface Action {}

    private record Put(Item item) implements Action {}

    private record Update(String expression) implements Action {}

    private record Delete() implements Action {}

    private record Check() implements Action {}
}
