package dev.followup.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What the CRM did for an order.
///
/// @param task the id of the task that was added or changed
/// @param updatedAt when it was changed, by the CRM's word; `null` for a task that was added
public record TaskEffect(long task, @Nullable Instant updatedAt) {}
