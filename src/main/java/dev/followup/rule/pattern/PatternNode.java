package dev.followup.rule.pattern;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A node of a pattern: conditions on a value, or on the fields below it.
sealed interface PatternNode permits FieldCondition, FieldConditions {

    /// The first reason why a value does not match; `null` if it matches.
    @Nullable
    Mismatch miss(@Nullable Object value);

    /// The value at the end of a path, `MISSING` if there is none. A list on the way gives the values of its
    /// documents.
    static @Nullable Object at(@Nullable Object value, List<String> steps) {
        return at(value, steps, 0);
    }

    private static @Nullable Object at(@Nullable Object value, List<String> steps, int next) {
        if (next == steps.size() || value == Condition.MISSING) {
            return value;
        }
        if (value instanceof List<?> many) {
            var found = many.stream()
                    .<@Nullable Object>map(one -> at(one, steps, next))
                    .filter(one -> one != Condition.MISSING)
                    .toList();
            return found.isEmpty() ? Condition.MISSING : found;
        }
        var step = steps.get(next);
        return value instanceof Map<?, ?> map && map.containsKey(step)
                ? at(map.get(step), steps, next + 1)
                : Condition.MISSING;
    }
}
