package dev.followup.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The effect of a command on one task in the CRM.
///
/// @param task the id of the task that was added or changed
/// @param updatedAt when the task was changed, by the CRM's clock; `null` for a task that was added
public record TaskEffect(long task, @Nullable Instant updatedAt) {}
