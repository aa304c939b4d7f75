package dev.followup.rule;

import dev.followup.rule.Condition.AnythingBut;
import dev.followup.rule.Condition.Exactly;
import dev.followup.rule.Condition.Exists;
import dev.followup.rule.Condition.Numeric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads what stands at the end of a pattern's path: a value, a condition in braces, or a list of alternatives.
final class ConditionReader {

    static final Vocabulary CONDITIONS =
            Vocabulary.of("numeric", "exists", "prefix", "suffix", "equals-ignore-case", "wildcard", "anything-but");

    private static final String CIDR = "cidr";

    private static final String NUMERIC =
            "a comparison such as [\">=\", 50000], or a lower and an upper bound such as [\">\", 0, \"<=\", 100]";

    private ConditionReader() {}

    /// Whether braces hold a condition and not further steps of a path.
    static boolean isCondition(Passage mapping) {
        return mapping.written()
                .anyMatch(
                        entry -> CONDITIONS.knows(entry.name()) || entry.name().equals(CIDR));
    }

    /// The alternatives, of which one must hold.
    static List<Condition> read(Passage passage) {
        var items = passage.items();
        if (items.isEmpty()) {
            passage.refuse("at least one value or condition");
        }
        return items.stream().flatMap(item -> one(item).stream()).toList();
    }

    private static Optional<Condition> one(Passage item) {
        if (item.isMapping()) {
            return inBraces(item);
        }
        if (item.isNull()) {
            return Optional.of(new Exactly(null));
        }
        var value = item.value();
        if (value.isEmpty()) {
            item.refuse("a text, a number, true, false, null or a condition such as { exists: true }");
        }
        return value.map(Exactly::new);
    }

    private static Optional<Condition> inBraces(Passage braces) {
        var cidr = braces.written().filter(entry -> entry.name().equals(CIDR)).findFirst();
        if (cidr.isPresent()) {
            cidr.get().key().object("found \"cidr\", which compares network addresses, and no fact is one");
            return Optional.empty();
        }
        return only(braces, CONDITIONS).flatMap(entry -> condition(entry.getKey(), entry.getValue()));
    }

    private static Optional<Condition> condition(String word, Passage passage) {
        return switch (word) {
            case "numeric" -> numeric(passage);
            case "exists" -> exists(passage);
            case "anything-but" -> anythingBut(passage);
            default -> TextConditionReader.read(word, passage);
        };
    }

    private static Optional<Condition> numeric(Passage passage) {
        var items = passage.items();
        var comparisons = new ArrayList<Comparison>();
        for (int i = 0; i + 1 < items.size(); i += 2) {
            var operator = items.get(i).value().flatMap(Comparison.Operator::of);
            var bound = items.get(i + 1).value();
            if (operator.isPresent() && bound.isPresent() && bound.get() instanceof Number number) {
                comparisons.add(new Comparison(operator.get(), number));
            }
        }
        if (comparisons.isEmpty() || comparisons.size() * 2 != items.size() || !isRange(comparisons)) {
            passage.refuse(NUMERIC);
        }
        return Optional.of(new Numeric(List.copyOf(comparisons)));
    }

    private static boolean isRange(List<Comparison> comparisons) {
        if (comparisons.size() == 1) {
            return true;
        }
        var lower = comparisons.getFirst();
        var upper = comparisons.getLast();
        return comparisons.size() == 2
                && lower.isLower()
                && upper.isUpper()
                && Comparison.compare(lower.bound(), upper.bound()) < 0;
    }

    private static Optional<Condition> exists(Passage passage) {
        if (passage.value().orElse("") instanceof Boolean wantsOne) {
            return Optional.of(new Exists(wantsOne));
        }
        passage.refuse("true or false");
        return Optional.empty();
    }

    private static Optional<Condition> anythingBut(Passage passage) {
        if (passage.isMapping()) {
            return anythingLike(passage);
        }
        var values =
                passage.items().stream().map(item -> item.value().orElse(false)).toList();
        boolean comparable = values.stream().allMatch(String.class::isInstance)
                || values.stream().allMatch(Number.class::isInstance);
        if (values.isEmpty() || !comparable) {
            passage.refuse("a text or a number, texts or numbers in a list, or a condition on texts such as"
                    + " { prefix: … }");
        }
        return Optional.of(
                new AnythingBut(values.stream().<Condition>map(Exactly::new).toList()));
    }

    private static Optional<Condition> anythingLike(Passage braces) {
        return only(braces, TextConditionReader.CONDITIONS)
                .map(entry -> new AnythingBut(TextConditionReader.many(entry.getKey(), entry.getValue())));
    }

    /// What stands in braces that may hold one condition; empty, and noted, if it is not exactly one.
    private static Optional<Map.Entry<String, Passage>> only(Passage braces, Vocabulary conditions) {
        var entries = braces.keys(conditions).values().entrySet();
        if (entries.size() > 1) {
            braces.object("found " + entries.size() + " conditions in one pair of braces, expected one; alternatives"
                    + " stand in a list");
        }
        return entries.stream()
                .filter(_ -> entries.size() == 1)
                .filter(entry -> conditions.knows(entry.getKey()))
                .findFirst();
    }
}
