package dev.followup.rule;

import dev.followup.event.Facts;
import dev.followup.rule.fact.MissingFacts;
import dev.followup.rule.pattern.EventPattern;
import dev.followup.rule.pattern.FieldCondition;
import dev.followup.rule.pattern.Objection;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The conditions of a rule on the facts of an event.
///
/// @param wanted the pattern that the facts must match; `null` for anything
/// @param excepted the pattern that they must not match; `null` for none
record RuleConditions(
        @Nullable EventPattern wanted, @Nullable EventPattern excepted) {

    /// Whether they may hold once the missing facts are fetched.
    boolean mayHold(MissingFacts missing) {
        return (wanted == null || wanted.mayMatch(missing)) && (excepted == null || !excepted.matches(missing));
    }

    /// Whether they hold whatever the missing facts are.
    boolean areSure(MissingFacts missing) {
        return (wanted == null || wanted.matches(missing)) && (excepted == null || !excepted.mayMatch(missing));
    }

    /// The reason why they do not hold; empty if they do.
    Optional<Objection> objection(Facts facts) {
        var unmet = wanted == null ? Optional.<Objection>empty() : wanted.objection(facts);
        if (unmet.isPresent() || excepted == null) {
            return unmet;
        }
        return excepted.met(facts).map(met -> () -> "all of except holds: " + met.words());
    }

    /// What is fetched before it is known whether they hold, in words.
    ///
    /// @throws java.util.NoSuchElementException if that is known already
    String pendingFetch(MissingFacts missing) {
        return patterns()
                .flatMap(pattern -> pattern.missingIn(missing))
                .map(FieldCondition::pendingFetch)
                .findFirst()
                .orElseThrow();
    }

    /// The facts that decide.
    Stream<String> paths() {
        return patterns().flatMap(EventPattern::paths);
    }

    /// Their keys in the book.
    Stream<String> keys() {
        return Stream.of(wanted == null ? null : "if", excepted == null ? null : "except")
                .flatMap(Stream::ofNullable);
    }

    /// What is said of an event for which they hold.
    String words() {
        return wanted == null && excepted == null ? "" : " and meets all conditions";
    }

    private Stream<EventPattern> patterns() {
        return Stream.of(wanted, excepted).flatMap(Stream::ofNullable);
    }
}
