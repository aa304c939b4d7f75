package dev.followup.inbox;

import java.time.Instant;

/// A message as the queue delivers it.
///
/// @param id its id in the queue
/// @param group its message group: the name of its account
/// @param body its text: the form of a webhook as it was posted, or a tick
/// @param sentAt when the queue took it
public record InboxMessage(String id, String group, String body, Instant sentAt) {}
