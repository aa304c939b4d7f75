package dev.followup.rule.pattern;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The conditions on several fields, which must all match. Of several documents in a list one must match all of
/// them, as in EventBridge.
record FieldConditions(List<FieldConditions.Field> fields) implements PatternNode {

    /// The steps of a path, with the condition at its end.
    record Field(List<String> steps, PatternNode wanted) {

        static Field of(String path, PatternNode wanted) {
            return new Field(List.of(path.split("\\.")), wanted);
        }
    }

    /// Conditions by their dotted paths.
    static FieldConditions of(Map<String, FieldCondition> conditions) {
        var bySteps = new LinkedHashMap<String, Map<String, FieldCondition>>();
        conditions.forEach((path, condition) -> {
            var steps = path.split("\\.", 2);
            bySteps.computeIfAbsent(steps[0], _ -> new LinkedHashMap<>())
                    .put(steps.length == 1 ? "" : steps[1], condition);
        });
        return new FieldConditions(bySteps.entrySet().stream()
                .flatMap(step -> fields(step.getKey(), step.getValue()))
                .toList());
    }

    /// Conditions with a common step apply to the same document. If all of them want nothing, there is no such
    /// document: then no document of a list may have the values.
    private static Stream<Field> fields(String step, Map<String, FieldCondition> below) {
        boolean together = below.size() > 1 && !below.values().stream().allMatch(FieldCondition::isMetByNothing);
        return together
                ? Stream.of(Field.of(step, of(below)))
                : below.entrySet().stream().map(rest -> Field.of(step + "." + rest.getKey(), rest.getValue()));
    }

    @Override
    public @Nullable Mismatch miss(@Nullable Object value) {
        if (!(value instanceof List<?> many) || many.isEmpty()) {
            return missOfOne(value);
        }
        Mismatch first = null;
        for (var one : many) {
            var miss = miss(one);
            if (miss == null) {
                return null;
            }
            first = first == null ? miss : first;
        }
        return first;
    }

    private @Nullable Mismatch missOfOne(@Nullable Object value) {
        for (var field : fields) {
            var miss = field.wanted().miss(PatternNode.at(value, field.steps()));
            if (miss != null) {
                return miss;
            }
        }
        return null;
    }
}
