package dev.followup.task;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// On what occasion an order was decided: what its event's whole way is told by when the order has ended.
///
/// @param entity what the event is about; `null` if tasks cannot hang on it
/// @param time when it happened
/// @param storedAt when the queue took the message that told of it; `null` if it had to wait for facts
public record CommandCause(
        EventKind kind,
        @Nullable EntityRef entity,
        Instant time,
        @Nullable Instant storedAt) {

    /// That of an event.
    public static CommandCause of(CrmEvent event, @Nullable Instant storedAt) {
        return new CommandCause(event.kind(), event.entity(), event.time(), storedAt);
    }

    /// Milliseconds from the event until then; negative if the CRM's clock is ahead.
    public long until(Instant then) {
        return Duration.between(time, then).toMillis();
    }
}
