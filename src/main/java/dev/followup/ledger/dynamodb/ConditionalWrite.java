package dev.followup.ledger.dynamodb;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/// One thing to be written, and what must hold for it. Names of attributes begin with `#` in its expressions, so that
/// none is taken for a word of the table's own language.
///
/// @param condition what must hold; `null` for nothing
/// @param values what the expressions mention, by names that begin with `:`
record ConditionalWrite(
        ItemKey key, Action action, @Nullable String condition, Map<String, AttributeValue> values) {

    private static final Pattern NAME = Pattern.compile("#(\\w+)");
    private static final String ABSENT = "attribute_not_exists(#pk)";

    /// Puts an item in the place of whatever stands there.
    static ConditionalWrite put(Item item) {
        return new ConditionalWrite(item.key(), new Put(item), null, Map.of());
    }

    /// Changes an item, or makes it.
    static ConditionalWrite update(ItemKey key, String expression, Map<String, AttributeValue> values) {
        return new ConditionalWrite(key, new Update(expression), null, values);
    }

    static ConditionalWrite delete(ItemKey key) {
        return new ConditionalWrite(key, new Delete(), null, Map.of());
    }

    /// The same, if this holds.
    ConditionalWrite provided(String condition, Map<String, AttributeValue> more) {
        var all = new HashMap<>(values);
        all.putAll(more);
        return new ConditionalWrite(key, action, condition, all);
    }

    /// The same, if the item is there.
    ConditionalWrite ifPresent() {
        return provided("attribute_exists(#pk)", Map.of());
    }

    /// The same, if an attribute still is as it was read; `null` if there was no item.
    ConditionalWrite ifStill(@Nullable Item read, String attribute) {
        return read == null
                ? provided(ABSENT, Map.of())
                : provided("#" + attribute + " = :read", Map.of(":read", read.attribute(attribute)));
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
}
