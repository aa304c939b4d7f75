package dev.followup.rule;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Random facts, in every shape of JSON.
public final class RandomFacts extends RandomValues {

    public RandomFacts(long seed) {
        super(seed);
    }

    public Map<String, Object> facts() {
        return oneIn(30) ? Map.of() : Map.of("lead", document(LEAD, 1));
    }

    @SuppressWarnings("unchecked") // made so by fields()
    private Map<String, @Nullable Object> document(Map<String, Object> fields, int leftOut) {
        var document = new LinkedHashMap<String, @Nullable Object>();
        fields.forEach((name, field) -> {
            if (random.nextInt(8) >= leftOut) {
                document.put(name, field instanceof Map<?, ?> nested ? branch((Map<String, Object>) nested) : value());
            }
        });
        return document;
    }

    private @Nullable Object branch(Map<String, Object> fields) {
        return switch (random.nextInt(12)) {
            case 0 -> value();
            case 1, 2, 3, 4 -> many(0, 3, () -> oneIn(8) ? value() : document(fields, 3));
            case 5 -> many(0, 2, () -> many(0, 2, () -> document(fields, 2)));
            default -> document(fields, 2);
        };
    }

    private @Nullable Object value() {
        return switch (random.nextInt(12)) {
            case 0 -> Map.of("c", text(0));
            case 1, 2, 3 -> many(0, 3, () -> oneIn(6) ? many(0, 2, this::scalar) : scalar());
            default -> scalar();
        };
    }
}
