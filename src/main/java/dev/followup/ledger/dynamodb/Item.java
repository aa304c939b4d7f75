package dev.followup.ledger.dynamodb;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// An item of the table. Times are ISO texts, so that people can read them.
record Item(Map<String, AttributeValue> attributes) {

    Item {
        attributes = Map.copyOf(attributes);
    }

    static Item of(ItemKey key) {
        return new Item(key.attributes());
    }

    ItemKey key() {
        return new ItemKey(text(ItemKey.PARTITION), text(ItemKey.SORT));
    }

    Item with(String name, AttributeValue value) {
        var more = new HashMap<>(attributes);
        more.put(name, value);
        return new Item(more);
    }

    Item with(String name, String value) {
        return with(name, AttributeValue.fromS(value));
    }

    Item with(String name, Instant value) {
        return with(name, value.toString());
    }

    Item with(String name, long value) {
        return with(name, number(value));
    }

    Item with(String name, boolean value) {
        return with(name, AttributeValue.fromBool(value));
    }

    Item with(String name, Map<String, Long> numbers) {
        var values = numbers.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, number -> number(number.getValue())));
        return with(name, AttributeValue.fromM(values));
    }

    /// The same item with the time after which DynamoDB may delete it.
    Item expiring(Instant at) {
        return with("expires", at.getEpochSecond());
    }

    static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }

    boolean has(String name) {
        return attributes.containsKey(name);
    }

    String text(String name) {
        return attribute(name).s();
    }

    Instant time(String name) {
        return Instant.parse(text(name));
    }

    long number(String name) {
        return Long.parseLong(attribute(name).n());
    }

    boolean flag(String name) {
        return has(name) && attribute(name).bool();
    }

    Set<String> texts(String name) {
        return has(name) ? Set.copyOf(attribute(name).ss()) : Set.of();
    }

    Map<String, Long> numbers(String name) {
        var numbers = new TreeMap<String, Long>();
        attribute(name).m().forEach((key, value) -> numbers.put(key, Long.valueOf(value.n())));
        return numbers;
    }

    AttributeValue attribute(String name) {
        var value = attributes.get(name);
        if (value == null) {
            throw new IllegalStateException("an item has no " + name + ", but " + attributes.keySet());
        }
        return value;
    }
}
