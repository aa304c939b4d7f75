package dev.followup.rule;

import dev.followup.event.Facts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a rule wants of the facts, in the language of Amazon EventBridge's event patterns, ready to be asked.
sealed interface Pattern {

    /// The first reason why a value does not match; `null` if it matches.
    @Nullable
    Miss miss(@Nullable Object value);

    /// All single conditions in it.
    Stream<AnyOf> leaves();

    /// A pattern of conditions by their dotted paths, all of which must hold.
    static Pattern of(Map<String, AnyOf> conditions) {
        var bySteps = new LinkedHashMap<String, Map<String, AnyOf>>();
        conditions.forEach((path, condition) -> {
            var steps = path.split("\\.", 2);
            bySteps.computeIfAbsent(steps[0], _ -> new LinkedHashMap<>())
                    .put(steps.length == 1 ? "" : steps[1], condition);
        });
        return new Fields(bySteps.entrySet().stream()
                .map(step -> new Field(step.getKey(), ofStep(step.getValue())))
                .toList());
    }

    private static Pattern ofStep(Map<String, AnyOf> conditions) {
        var end = conditions.get("");
        return end == null ? of(conditions) : end;
    }

    /// A step of a path, and what is wanted behind it.
    record Field(String name, Pattern wanted) {}

    /// Each field must match its own pattern. Of several documents in a list one must do so in everything.
    record Fields(List<Field> fields) implements Pattern {

        @Override
        public @Nullable Miss miss(@Nullable Object value) {
            if (!(value instanceof List<?> many) || many.isEmpty()) {
                return missOfOne(value);
            }
            Miss first = null;
            for (var one : many) {
                var miss = missOfOne(one);
                if (miss == null) {
                    return null;
                }
                first = first == null ? miss : first;
            }
            return first;
        }

        private @Nullable Miss missOfOne(@Nullable Object value) {
            for (var field : fields) {
                var miss = field.wanted().miss(step(value, field.name()));
                if (miss != null) {
                    return miss;
                }
            }
            return null;
        }

        private static @Nullable Object step(@Nullable Object value, String name) {
            return value instanceof Map<?, ?> map && map.containsKey(name) ? map.get(name) : Condition.MISSING;
        }

        @Override
        public Stream<AnyOf> leaves() {
            return fields.stream().map(Field::wanted).flatMap(Pattern::leaves);
        }
    }

    /// One of the conditions must hold for the value, or for one of the values of a list. An empty list is as good as
    /// nothing, and so is a document: only its fields have values.
    ///
    /// @param path the dotted path to the value
    /// @param position where the conditions stand
    record AnyOf(String path, List<Condition> conditions, Position position) implements Pattern {

        @Override
        public @Nullable Miss miss(@Nullable Object value) {
            return holds(value) ? null : new Miss(this, value);
        }

        private boolean holds(@Nullable Object value) {
            return switch (value) {
                case List<?> many when !many.isEmpty() -> holdsForAny(many);
                case List<?> _, Map<?, ?> _ -> holdsForOne(Condition.MISSING);
                case null, default -> holdsForOne(value);
            };
        }

        private boolean holdsForAny(List<?> many) {
            for (var one : many) {
                if (holds(one)) {
                    return true;
                }
            }
            return false;
        }

        private boolean holdsForOne(@Nullable Object value) {
            for (var condition : conditions) {
                if (condition.holds(value)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public Stream<AnyOf> leaves() {
            return Stream.of(this);
        }

        /// As in `lead.tags is ["VIP"] (rules.yaml:15:18)`.
        String seenIn(Facts facts) {
            return path + " is " + facts.at(path).map(Wording::quoted).orElse("missing") + " (" + position + ")";
        }
    }

    /// Why a value does not match.
    ///
    /// @param condition what does not hold
    /// @param found the value that stands there
    record Miss(AnyOf condition, @Nullable Object found) {

        /// As in `lead.price is 9000, rule wants >= 50000 (rules.yaml:13:18)`.
        @Override
        public String toString() {
            var wanted = condition.conditions().stream().map(Condition::wanted).toList();
            return condition.path() + " is " + (found == Condition.MISSING ? "missing" : Wording.quoted(found))
                    + ", rule wants " + Wording.or(wanted) + " (" + condition.position() + ")";
        }
    }
}
