package dev.followup.rule.pattern;

import dev.followup.event.Facts;
import dev.followup.yaml.Position;
import dev.followup.yaml.ValueText;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The alternative conditions on one field: one of them must hold for the value, or for one of the values of a
/// list. An empty list counts as missing, and so does a document: only its fields have values.
///
/// @param path the dotted path of the value
/// @param position the position of the conditions
public record FieldCondition(String path, List<Condition> conditions, Position position) implements PatternNode {

    @Override
    public @Nullable Mismatch miss(@Nullable Object value) {
        boolean holds = isNothing(value) ? isMetByNothing() : holds(value);
        return holds ? null : new Mismatch(this, value);
    }

    boolean isMetByNothing() {
        return holdsForOne(Condition.MISSING);
    }

    private static boolean isNothing(@Nullable Object value) {
        return switch (value) {
            case List<?> many -> many.stream().allMatch(FieldCondition::isNothing);
            case Map<?, ?> _ -> true;
            case null, default -> value == Condition.MISSING;
        };
    }

    private boolean holds(@Nullable Object value) {
        return switch (value) {
            case List<?> many -> many.stream().anyMatch(this::holds);
            case Map<?, ?> _ -> false;
            case null, default -> holdsForOne(value);
        };
    }

    private boolean holdsForOne(@Nullable Object value) {
        for (var condition : conditions) {
            if (condition.holds(value)) {
                return true;
            }
        }
        return false;
    }

    /// Whether it holds for the value at its path.
    boolean isMetBy(Facts facts) {
        return miss(valueIn(facts.document())) == null;
    }

    private @Nullable Object valueIn(@Nullable Object document) {
        return PatternNode.at(document, List.of(path.split("\\.")));
    }

    /// As in `lead.tags is ["VIP"] (rules.yaml:15:18)`.
    String seenIn(@Nullable Object document) {
        return path + " is " + seen(valueIn(document)) + " (" + position + ")";
    }

    /// The conditions with their position, as in `>= 50000 (rules.yaml:13:18)`.
    String wanted() {
        return ValueText.or(conditions.stream().map(Condition::wanted).toList()) + " (" + position + ")";
    }

    /// As in `lead.price is fetched first, rule wants >= 50000 (rules.yaml:13:18)`.
    public String pendingFetch() {
        return path + " is fetched first, rule wants " + wanted();
    }

    static String seen(@Nullable Object value) {
        return value == Condition.MISSING ? "missing" : ValueText.quoted(value);
    }
}
