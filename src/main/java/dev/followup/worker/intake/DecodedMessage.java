package dev.followup.worker.intake;

import dev.followup.event.CrmEvent;
import dev.followup.inbox.InboxMessage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a message tells.
///
/// @param events none if it was parked
/// @param scheduledUntil until when rules that run by the clock have been asked; `null` if they were not
public record DecodedMessage(
        InboxMessage message,
        List<CrmEvent> events,
        @Nullable Instant scheduledUntil) {}
