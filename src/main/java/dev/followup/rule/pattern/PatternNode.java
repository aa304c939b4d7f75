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
        if (steps.isEmpty() || value == Condition.MISSING) {
            return value;
        }
        if (value instanceof List<?> many) {
            var found = many.stream()
                    .<@Nullable Object>map(one -> at(one, steps))
                    .filter(one -> one != Condition.MISSING)
                    .toList();
            return found.isEmpty() ? Condition.MISSING : found;
        }
        var step = steps.getFirst();
        return value instanceof Map<?, ?> map && map.containsKey(step)
                ? at(map.get(step), steps.subList(1, steps.size()))
                : Condition.MISSING;
    }
}
