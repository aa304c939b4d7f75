package dev.followup.rule;

import dev.followup.rule.pattern.NumericComparison;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Random patterns in the form of JSON: each value in a list.
///
/// Left out is what facts never have, and where the answer of EventBridge is an accident:
/// - numbers beyond ±5,000,000,000 or of more than six decimals, which EventBridge compares as texts;
/// - quotes, with which it marks the ends of texts inside, and texts that look like network addresses;
/// - letters whose capital is not one letter (`ß`) or has another small one (`ſ`); characters beyond U+FFFF
/// where case does not matter: it takes them apart;
/// - `numeric`, `equals-ignore-case` and `wildcard` beside other conditions on the same path, where Event Ruler
/// 2.1.0 errs: it takes "B" for `[{ wildcard: "*Ab" }, { equals-ignore-case: "a" }]`, " ПП" for `[{ wildcard:
/// "*и*b*И*" }, { suffix: "Пп" }]`, and not "" for `["", { numeric: [">", -1] }, { prefix: " A" }]`;
/// - the same path inside and outside of an `$or`, where the last one written wins: our reader refuses it;
/// - `exists: false` beside other conditions below a list of documents, unless its path is the last in the alphabet:
///   it is applied to the documents that match the paths before it, and to all if it is first. So `z` is last,
///   and no other condition is on it.
public final class RandomPatterns extends RandomValues {

    public RandomPatterns(long seed) {
        super(seed);
    }

    public Map<String, Object> pattern() {
        return Map.of("lead", below(LEAD, 3));
    }

    private Map<String, Object> below(Map<String, Object> fields, int depth) {
        var names = new ArrayList<>(fields.keySet());
        Collections.shuffle(names, random);
        var pattern = new LinkedHashMap<String, Object>();
        var direct = names.subList(0, Math.min(names.size(), 1 + random.nextInt(2)));
        var others = names.subList(direct.size(), names.size());
        if (depth > 0 && !others.isEmpty() && oneIn(3)) {
            var left = new LinkedHashMap<>(fields);
            left.keySet().retainAll(others);
            pattern.put("$or", many(2, 3, () -> below(left, depth - 1)));
        }
        if (pattern.isEmpty() || oneIn(2)) {
            fields.forEach((name, field) -> {
                if (direct.contains(name)) {
                    pattern.put(name, wanted(name, field, depth));
                }
            });
        }
        return pattern;
    }

    @SuppressWarnings("unchecked") // made so by fields()
    private Object wanted(String name, Object field, int depth) {
        if (field instanceof Map<?, ?> nested) {
            return below((Map<String, Object>) nested, depth - 1);
        }
        if (name.equals("z")) {
            return List.of(Map.of("exists", false));
        }
        return oneIn(2) ? List.of(loner()) : many(1, 3, () -> condition(name.length() == 1));
    }

    private @Nullable Object condition(boolean inDocuments) {
        return switch (random.nextInt(9)) {
            case 0 -> Map.of("exists", inDocuments || random.nextBoolean());
            case 1 -> Map.of("anything-but", oneOf(text(0), number()));
            case 2 -> Map.of("anything-but", oneIn(2) ? many(1, 3, () -> text(0)) : many(1, 3, this::number));
            case 3 -> Map.of("anything-but", some(affix(), () -> text(1)));
            case 4, 5 -> Map.of(affix(), text(1));
            default -> scalar();
        };
    }

    private Object loner() {
        return switch (random.nextInt(7)) {
            case 0 -> Map.of("wildcard", wildcard());
            case 1 -> Map.of("anything-but", some("wildcard", this::wildcard));
            case 2 -> Map.of("equals-ignore-case", text(1));
            case 3 -> Map.of(affix(), Map.of("equals-ignore-case", text(1)));
            case 4 -> Map.of("anything-but", some("equals-ignore-case", () -> text(1)));
            default -> Map.of("numeric", comparison());
        };
    }

    private Map<String, Object> some(String word, Supplier<Object> one) {
        return Map.of(word, oneIn(2) ? one.get() : many(1, 3, one));
    }

    private String affix() {
        return oneIn(2) ? "prefix" : "suffix";
    }

    private List<Object> comparison() {
        if (oneIn(2)) {
            return List.of(oneOf("=", "<", "<=", ">", ">="), number());
        }
        var bounds = many(2, 2, this::number).stream()
                .map(Number.class::cast)
                .sorted(NumericComparison::compare)
                .toList();
        return NumericComparison.compare(bounds.getFirst(), bounds.getLast()) == 0
                ? comparison()
                : List.of(oneOf(">", ">="), bounds.getFirst(), oneOf("<", "<="), bounds.getLast());
    }

    private String wildcard() {
        var pieces = many(1, 3, () -> text(1).replaceAll("[*\\\\]", "\\\\$0"));
        return (oneIn(3) ? "*" : "")
                + pieces.stream().map(String.class::cast).collect(Collectors.joining("*"))
                + (oneIn(3) ? "*" : "");
    }
}
