package dev.followup.rule.pattern;

/// The reason why something does not hold of an event. Its words are made when they are asked for: an event meets
/// many rules that do not fire for it, and hardly anybody asks why.
@FunctionalInterface
public interface Objection {

    /// The reason, as in `lead.price is 9000, rule wants >= 50000 (rules.yaml:13:18)`.
    String words();
}
