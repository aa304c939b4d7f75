package dev.followup.rule.pattern;

import org.jspecify.annotations.Nullable;

/// The reason why a value does not match.
///
/// @param condition the condition that does not hold
/// @param found the value
record Mismatch(FieldCondition condition, @Nullable Object found) implements Objection {

    @Override
    public String words() {
        return condition.path() + " is " + FieldCondition.seen(found) + ", rule wants " + condition.wanted();
    }
}
