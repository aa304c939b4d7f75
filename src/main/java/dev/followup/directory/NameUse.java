package dev.followup.directory;

import dev.followup.yaml.Position;

/// A place in a rule book that refers to something of the account, by name or by id.
///
/// @param key its id, or the code of a custom field
/// @param position of the place
/// @param path of the place, such as `call-new-lead.if.lead.status_id`
public record NameUse(NameKind kind, String key, Position position, String path) {}
