package dev.followup.rule.pattern;

import dev.followup.yaml.ValueText;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A condition on one value, with the meaning of Amazon EventBridge.
///
/// Values are those of the facts, and `MISSING` for what the facts lack.
sealed interface Condition
        permits Condition.AnythingBut, Condition.Exactly, Condition.Exists, Condition.Numeric, TextCondition {

    /// A value that the facts lack; `null` is a value that is `null`.
    Object MISSING = new Object();

    /// Whether it holds for a single value.
    boolean holds(@Nullable Object value);

    /// The condition in words.
    String wanted();

    /// The same value. Numbers are equal by value; a text never equals a number.
    ///
    /// @param name the name of what an id stands for; `null` if it is not known
    record Exactly(@Nullable Object value, @Nullable String name) implements Condition {

        Exactly(@Nullable Object value) {
            this(value, null);
        }

        @Override
        public boolean holds(@Nullable Object found) {
            if (value instanceof Number wanted && found instanceof Number number) {
                return NumericComparison.compare(number, wanted) == 0;
            }
            return value == null ? found == null : value.equals(found);
        }

        @Override
        public String wanted() {
            return ValueText.quoted(value) + (name == null ? "" : " " + ValueText.quoted(name));
        }
    }

    /// A number that satisfies all comparisons.
    record Numeric(List<NumericComparison> comparisons) implements Condition {

        @Override
        public boolean holds(@Nullable Object found) {
            if (!(found instanceof Number number)) {
                return false;
            }
            for (var comparison : comparisons) {
                if (!comparison.holds(number)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public String wanted() {
            return comparisons.stream().map(NumericComparison::toString).collect(Collectors.joining(" and "));
        }
    }

    /// Any value, or none.
    record Exists(boolean wantsOne) implements Condition {

        @Override
        public boolean holds(@Nullable Object found) {
            return wantsOne == (found != MISSING);
        }

        @Override
        public String wanted() {
            return wantsOne ? "any value" : "none";
        }
    }

    /// A value that satisfies none of the other conditions. A value must exist.
    record AnythingBut(List<Condition> others) implements Condition {

        @Override
        public boolean holds(@Nullable Object found) {
            if (found == MISSING) {
                return false;
            }
            for (var other : others) {
                if (other.holds(found)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public String wanted() {
            return "anything but "
                    + ValueText.or(others.stream().map(Condition::wanted).toList());
        }
    }
}
