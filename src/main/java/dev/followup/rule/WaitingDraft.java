package dev.followup.rule;

import dev.followup.task.DraftCommand;
import java.time.Instant;

/// The draft of a command that waits.
///
/// @param draft as it would be if nothing changed until then
/// @param after until when it waits
public record WaitingDraft(DraftCommand draft, Instant after) {}
