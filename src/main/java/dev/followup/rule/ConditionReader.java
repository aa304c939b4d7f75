package dev.followup.rule;

import dev.followup.rule.Condition.AnythingBut;
import dev.followup.rule.Condition.Exactly;
import dev.followup.rule.Condition.Exists;
import dev.followup.rule.Condition.Numeric;
import dev.followup.rule.Condition.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads what stands at the end of a pattern's path: a value, a condition in braces, or a list of alternatives.
final class ConditionReader {

    static final Vocabulary CONDITIONS = Vocabulary.of("numeric", "exists", "prefix", "anything-but")
            .later("suffix", "wildcard", "equals-ignore-case", "cidr", "$or");

    private static final Vocabulary PREFIX = Vocabulary.of("prefix").later("suffix", "wildcard", "equals-ignore-case");

    private static final String NUMERIC =
            "a comparison such as [\">=\", 50000], or a lower and an upper bound such as [\">\", 0, \"<=\", 100]";

    private ConditionReader() {}

    /// Whether braces hold a condition and not further steps of a path.
    static boolean isCondition(Passage mapping) {
        return mapping.written().anyMatch(entry -> CONDITIONS.knows(entry.name()));
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
        var entries = braces.keys(CONDITIONS).values().entrySet();
        if (entries.size() > 1) {
            braces.object("found " + entries.size() + " conditions in one pair of braces, expected one; alternatives"
                    + " stand in a list");
        }
        if (entries.size() != 1) {
            return Optional.empty();
        }
        var entry = entries.iterator().next();
        return switch (entry.getKey()) {
            case "numeric" -> numeric(entry.getValue());
            case "exists" -> exists(entry.getValue());
            case "prefix" -> prefix(entry.getValue());
            case "anything-but" -> anythingBut(entry.getValue());
            default -> Optional.empty();
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

    private static Optional<Condition> prefix(Passage passage) {
        if (passage.value().orElse("") instanceof String prefix && !prefix.isEmpty()) {
            return Optional.of(new Prefix(prefix));
        }
        passage.refuse("the beginning of a text");
        return Optional.empty();
    }

    private static Optional<Condition> anythingBut(Passage passage) {
        if (passage.isMapping()) {
            return passage.keys(PREFIX).optional("prefix").map(ConditionReader::noPrefixOf);
        }
        var values =
                passage.items().stream().map(item -> item.value().orElse(false)).toList();
        boolean comparable = values.stream().allMatch(String.class::isInstance)
                || values.stream().allMatch(Number.class::isInstance);
        if (values.isEmpty() || !comparable) {
            passage.refuse("a text or a number, texts or numbers in a list, or { prefix: … }");
        }
        return Optional.of(
                new AnythingBut(values.stream().<Condition>map(Exactly::new).toList()));
    }

    private static Condition noPrefixOf(Passage passage) {
        var prefixes = passage.items();
        if (prefixes.isEmpty()) {
            passage.refuse("the beginnings of texts");
        }
        return new AnythingBut(
                prefixes.stream().flatMap(item -> prefix(item).stream()).toList());
    }
}
