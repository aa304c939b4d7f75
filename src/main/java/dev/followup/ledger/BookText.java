package dev.followup.ledger;

/// The text of a rule book, kept once for all events that it decided.
///
/// @param digest the digest of its name and text
/// @param name its name in reasons, such as `rules.yaml`
public record BookText(String digest, String name, String text) {}
