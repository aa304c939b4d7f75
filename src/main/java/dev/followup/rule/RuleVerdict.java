package dev.followup.rule;

/// The answer of one rule to an event, with its reason.
///
/// @param rule its name
/// @param decision whether it fires
/// @param reason the first reason in words, with the place in the file, such as
/// `lead.price is 9000, rule wants >= 50000 (rules.yaml:13:18)`
public record RuleVerdict(String rule, Decision decision, String reason) {

    /// Whether a rule fires.
    public enum Decision {
        FIRES,
        DOES_NOT_FIRE,

        /// Facts must be fetched first, or tasks searched.
        UNDECIDED
    }

    boolean fires() {
        return decision == Decision.FIRES;
    }
}
