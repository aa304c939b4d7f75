package dev.followup.rule.pattern;

import org.jspecify.annotations.Nullable;

/// The reason why a value does not match.
///
/// @param condition the condition that does not hold
/// @param found the value
record Mismatch(FieldCondition condition, @Nullable Object found) {

    /// As in `lead.price is 9000, rule wants >= 50000 (rules.yaml:13:18)`.
    @Override
    public String toString() {
        return condition.path() + " is " + FieldCondition.seen(found) + ", rule wants " + condition.wanted();
    }
}
