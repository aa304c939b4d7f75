package dev.followup.ledger;

/// The text of a rule book, kept once for all events that it decided.
///
/// @param digest the digest of its name, its text and the names that it uses
/// @param name its name in reasons, such as `rules.yaml`
/// @param names the names of the account that it uses; empty if it uses none
public record BookText(String digest, String name, String text, String names) {}
