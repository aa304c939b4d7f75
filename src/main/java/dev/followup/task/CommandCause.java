package dev.followup.task;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The event that caused a command. The log line of a finished event is written from it.
///
/// @param entity the entity of the event; `null` if tasks cannot be linked to it
/// @param time when the event happened
/// @param storedAt when the inbox stored the event's message; `null` if the event was deferred
public record CommandCause(
        EventKind kind,
        @Nullable EntityRef entity,
        Instant time,
        @Nullable Instant storedAt) {

    /// The cause of an event's commands.
    public static CommandCause of(CrmEvent event, @Nullable Instant storedAt) {
        return new CommandCause(event.kind(), event.entity(), event.time(), storedAt);
    }

    /// The time from the event until a later moment; negative if the CRM's clock is ahead.
    public Duration until(Instant then) {
        return Duration.between(time, then);
    }
}
