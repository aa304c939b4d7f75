package dev.followup.ledger.dynamodb;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// An item of the table. Times are ISO texts, so that people can read them. Reading an attribute that is absent or
/// of another type fails: see [#read].
record Item(Map<String, AttributeValue> attributes) {

    /// The attribute with the second after which DynamoDB may delete an item.
    static final String EXPIRES = "expires";

    private static final Logger LOG = Logger.getLogger(Item.class);

    /// The hash codes of the unreadable items that this instance has logged, by their keys.
    private static final Map<ItemKey, Integer> REPORTED = new ConcurrentHashMap<>();

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

    Item with(String name, byte[] content) {
        return with(name, AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(content)));
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

    Item withTexts(String name, Map<String, String> texts) {
        var values = texts.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, text -> AttributeValue.fromS(text.getValue())));
        return with(name, AttributeValue.fromM(values));
    }

    /// The same item with the time after which DynamoDB may delete it.
    Item expiring(Instant at) {
        return with(EXPIRES, at.getEpochSecond());
    }

    /// Whether it has expired, though DynamoDB may not have deleted it yet.
    boolean isExpired(Instant now) {
        return has(EXPIRES) && number(EXPIRES) <= now.getEpochSecond();
    }

    static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }

    /// The bytes of a text or of binary content; other values are short.
    static int bytes(AttributeValue value) {
        return switch (value.type()) {
            case S -> value.s().getBytes(StandardCharsets.UTF_8).length;
            case B -> value.b().asByteArrayUnsafe().length;
            default -> 0;
        };
    }

    /// What a reader makes of this item; empty if it cannot be read, since somebody edited it or a later release
    /// wrote it. Then it is left out, so that everything else goes on. It is logged as an error once, until it
    /// changes.
    <T> Optional<T> read(Function<Item, T> reader) {
        try {
            return Optional.of(reader.apply(this));
        } catch (RuntimeException e) {
            if (Objects.equals(REPORTED.put(key(), hashCode()), hashCode())) {
                LOG.debugf(e, "Item %s of the ledger's table still cannot be read", key());
            } else {
                LOG.errorf(
                        e,
                        "Item %s of the ledger's table cannot be read and is left out: %s. Correct it, delete it, or"
                                + " deploy the release that wrote it",
                        key(),
                        e.getMessage());
            }
            return Optional.empty();
        }
    }

    boolean has(String name) {
        return attributes.containsKey(name);
    }

    String text(String name) {
        return of(AttributeValue.Type.S, name).s();
    }

    byte[] bytes(String name) {
        return of(AttributeValue.Type.B, name).b().asByteArrayUnsafe();
    }

    Instant time(String name) {
        return Instant.parse(text(name));
    }

    long number(String name) {
        return Long.parseLong(of(AttributeValue.Type.N, name).n());
    }

    boolean flag(String name) {
        return has(name) && of(AttributeValue.Type.BOOL, name).bool();
    }

    Set<String> texts(String name) {
        return has(name) ? Set.copyOf(of(AttributeValue.Type.SS, name).ss()) : Set.of();
    }

    Map<String, Long> numbers(String name) {
        var numbers = new TreeMap<String, Long>();
        of(AttributeValue.Type.M, name).m().forEach((key, value) -> numbers.put(key, Long.valueOf(value.n())));
        return numbers;
    }

    Map<String, String> textsByName(String name) {
        var texts = new TreeMap<String, String>();
        of(AttributeValue.Type.M, name).m().forEach((key, value) -> texts.put(key, value.s()));
        return texts;
    }

    private AttributeValue of(AttributeValue.Type type, String name) {
        var value = attribute(name);
        if (value.type() != type) {
            throw new IllegalStateException(name + " is of type " + value.type() + ", expected " + type);
        }
        return value;
    }

    AttributeValue attribute(String name) {
        var value = attributes.get(name);
        if (value == null) {
            throw new IllegalStateException("an item has no " + name + ", but " + new TreeSet<>(attributes.keySet()));
        }
        return value;
    }
}
