package dev.followup.rule.pattern;

import org.jspecify.annotations.Nullable;

/// Why a value does not match.
///
/// @param condition what does not hold
/// @param found the value that stands there
record Mismatch(FieldCondition condition, @Nullable Object found) {

    /// As in `lead.price is 9000, rule wants >= 50000 (rules.yaml:13:18)`.
    @Override
    public String toString() {
        return condition.path() + " is " + FieldCondition.seen(found) + ", rule wants " + condition.wanted();
    }
}
