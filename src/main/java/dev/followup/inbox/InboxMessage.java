package dev.followup.inbox;

import java.time.Instant;

/// A message as the queue hands it over.
///
/// @param id the queue's id of it
/// @param group the message group it stands in: the name of its account
/// @param body what was stored: a hook's form, as it came
/// @param sentAt when the queue took it
public record InboxMessage(String id, String group, String body, Instant sentAt) {}
