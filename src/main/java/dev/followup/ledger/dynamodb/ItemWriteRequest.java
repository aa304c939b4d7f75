package dev.followup.ledger.dynamodb;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/// A write in DynamoDB's words. In its expressions names of attributes begin with `#`, so that none of them is
/// taken for a reserved word, and values with `:`.
final class ItemWriteRequest {

    private final String table;
    private final ConditionalWrite write;
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, AttributeValue> values = new HashMap<>();
    private final @Nullable String condition;
    private final @Nullable String update;

    ItemWriteRequest(String table, ConditionalWrite write) {
        this.table = table;
        this.write = write;
        this.condition = write.condition() == null ? null : text(write.condition());
        this.update = write.action() instanceof ConditionalWrite.Update changes ? text(changes.changes()) : null;
    }

    /// The write as a part of a transaction.
    TransactWriteItem inTransaction() {
        var request = TransactWriteItem.builder();
        return switch (write.action()) {
            case ConditionalWrite.Put(var item) ->
                request.put(put -> put.tableName(table)
                                .item(item.attributes())
                                .conditionExpression(condition)
                                .expressionAttributeNames(names())
                                .expressionAttributeValues(values()))
                        .build();
            case ConditionalWrite.Update _ ->
                request.update(update -> update.tableName(table)
                                .key(write.key().attributes())
                                .updateExpression(this.update)
                                .conditionExpression(condition)
                                .expressionAttributeNames(names())
                                .expressionAttributeValues(values()))
                        .build();
            case ConditionalWrite.Delete _ ->
                request.delete(delete -> delete.tableName(table)
                                .key(write.key().attributes())
                                .conditionExpression(condition)
                                .expressionAttributeNames(names())
                                .expressionAttributeValues(values()))
                        .build();
            case ConditionalWrite.Check _ ->
                request.conditionCheck(check -> check.tableName(table)
                                .key(write.key().attributes())
                                .conditionExpression(condition)
                                .expressionAttributeNames(names())
                                .expressionAttributeValues(values()))
                        .build();
        };
    }

    PutItemRequest put(Item item) {
        return PutItemRequest.builder()
                .tableName(table)
                .item(item.attributes())
                .conditionExpression(condition)
                .expressionAttributeNames(names())
                .expressionAttributeValues(values())
                .build();
    }

    UpdateItemRequest update() {
        return UpdateItemRequest.builder()
                .tableName(table)
                .key(write.key().attributes())
                .updateExpression(update)
                .conditionExpression(condition)
                .expressionAttributeNames(names())
                .expressionAttributeValues(values())
                .returnValues(ReturnValue.ALL_NEW)
                .build();
    }

    DeleteItemRequest delete() {
        return DeleteItemRequest.builder()
                .tableName(table)
                .key(write.key().attributes())
                .conditionExpression(condition)
                .expressionAttributeNames(names())
                .expressionAttributeValues(values())
                .build();
    }

    private @Nullable Map<String, String> names() {
        return names.isEmpty() ? null : names;
    }

    private @Nullable Map<String, AttributeValue> values() {
        return values.isEmpty() ? null : values;
    }

    private String text(ItemCondition condition) {
        return switch (condition) {
            case ItemCondition.Present(var attribute) -> "attribute_exists(%s)".formatted(name(attribute));
            case ItemCondition.Absent(var attribute) -> "attribute_not_exists(%s)".formatted(name(attribute));
            case ItemCondition.Equals(var attribute, var value) -> "%s = %s".formatted(name(attribute), value(value));
            case ItemCondition.AtMost(var attribute, var number) ->
                "%s <= %s".formatted(name(attribute), value(Item.number(number)));
            case ItemCondition.IsNumber(var attribute) ->
                "attribute_type(%s, %s)".formatted(name(attribute), value(AttributeValue.fromS("N")));
            case ItemCondition.All(var of) -> joined(of, " AND ");
            case ItemCondition.Any(var of) -> joined(of, " OR ");
        };
    }

    private String joined(List<ItemCondition> conditions, String word) {
        return conditions.stream().map(this::text).collect(Collectors.joining(word, "(", ")"));
    }

    private String text(List<AttributeChange> changes) {
        var set = new ArrayList<String>();
        var remove = new ArrayList<String>();
        var add = new ArrayList<String>();
        for (var change : changes) {
            var name = name(change.attribute());
            switch (change) {
                case AttributeChange.Set(var _, var value) -> set.add(name + " = " + value(value));
                case AttributeChange.SetIfAbsent(var _, var value) ->
                    set.add("%s = if_not_exists(%s, %s)".formatted(name, name, value(value)));
                case AttributeChange.Increment(var _, var from) ->
                    set.add("%s = if_not_exists(%s, %s) + %s"
                            .formatted(name, name, value(Item.number(from)), value(Item.number(1))));
                case AttributeChange.Add(var _, var texts) -> add.add(name + " " + value(AttributeValue.fromSs(texts)));
                case AttributeChange.Remove _ -> remove.add(name);
            }
        }
        return clause("SET ", set) + clause("REMOVE ", remove) + clause("ADD ", add);
    }

    private static String clause(String word, List<String> changes) {
        return changes.isEmpty() ? "" : word + String.join(", ", changes) + " ";
    }

    private String name(String attribute) {
        names.put("#" + attribute, attribute);
        return "#" + attribute;
    }

    private String value(AttributeValue value) {
        var name = ":v" + values.size();
        values.put(name, value);
        return name;
    }
}
