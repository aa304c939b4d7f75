package dev.followup.rule;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Random values, made of so few letters and numbers that they often match, and the fields that have them.
public class RandomValues {

    private static final String LETTERS = "aAbB5*\\ пПиИ";
    private static final List<Object> NUMBERS = List.of(
            0L,
            1L,
            -1L,
            5L,
            100L,
            5_000_000_000L,
            -5_000_000_000L,
            new BigDecimal("5.0"),
            new BigDecimal("1.5"),
            new BigDecimal("99.999999"),
            new BigDecimal("-0.000001"));

    private static final Map<String, Object> PARTS = fields("a", "b", "z");
    private static final Map<String, Object> ITEMS = with("parts", PARTS, fields("a", "b", "z"));
    static final Map<String, Object> LEAD =
            with("fields", fields("x", "y"), with("items", ITEMS, fields("name", "price", "tags")));

    final Random random;

    RandomValues(long seed) {
        random = new Random(seed);
    }

    private static Map<String, Object> fields(String... names) {
        var fields = new LinkedHashMap<String, Object>();
        Stream.of(names).forEach(name -> fields.put(name, name));
        return fields;
    }

    private static Map<String, Object> with(String name, Map<String, Object> nested, Map<String, Object> fields) {
        fields.put(name, nested);
        return fields;
    }

    final @Nullable Object scalar() {
        return switch (random.nextInt(9)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2, 3, 4 -> number();
            default -> text(0);
        };
    }

    final Object number() {
        return NUMBERS.get(random.nextInt(NUMBERS.size()));
    }

    final String text(int shortest) {
        return random.ints(shortest + random.nextInt(4), 0, LETTERS.length())
                .mapToObj(i -> LETTERS.substring(i, i + 1))
                .collect(Collectors.joining());
    }

    final List<@Nullable Object> many(int fewest, int most, Supplier<? extends @Nullable Object> one) {
        int size = fewest + random.nextInt(most - fewest + 1);
        return IntStream.range(0, size)
                .<@Nullable Object>mapToObj(_ -> one.get())
                .toList();
    }

    final Object oneOf(Object... choices) {
        return choices[random.nextInt(choices.length)];
    }

    public final boolean oneIn(int many) {
        return random.nextInt(many) == 0;
    }
}
