package dev.followup.rule;

import org.jspecify.annotations.Nullable;

/// What a rule says to an event, and why.
///
/// @param rule its name
/// @param fires whether it fires; `null` where a fact would have to be fetched first
/// @param reason the first reason in words, with the place in the file, such as
/// `lead.price is 9000, rule wants >= 50000 (rules.yaml:13:18)`
public record RuleVerdict(String rule, @Nullable Boolean fires, String reason) {}
