package dev.followup.rule.pattern;

import dev.followup.yaml.ValueText;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a pattern wants of one value, as Amazon EventBridge means it.
///
/// Values are those of the facts, and `MISSING` for what the facts do not have.
sealed interface Condition
        permits Condition.AnythingBut, Condition.Exactly, Condition.Exists, Condition.Numeric, TextCondition {

    /// Stands for a value that the facts do not have; `null` is a value that is `null`.
    Object MISSING = new Object();

    /// Whether it holds for a single value.
    boolean holds(@Nullable Object value);

    /// What it wants, in words.
    String wanted();

    /// The same value. Numbers are equal if they are worth the same; a text never equals a number.
    record Exactly(@Nullable Object value) implements Condition {

        @Override
        public boolean holds(@Nullable Object found) {
            if (value instanceof Number wanted && found instanceof Number number) {
                return NumericComparison.compare(number, wanted) == 0;
            }
            return value == null ? found == null : value.equals(found);
        }

        @Override
        public String wanted() {
            return ValueText.quoted(value);
        }
    }

    /// A number that bears all comparisons.
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

    /// A value for which none of the others holds. Something must be there.
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
