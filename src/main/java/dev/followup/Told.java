package dev.followup;

import dev.followup.event.CrmEvent;
import dev.followup.lane.Message;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a message tells.
///
/// @param events none if it was parked
/// @param ticked until when rules that run by the clock have been asked; `null` if they were not
record Told(
        Message message, List<CrmEvent> events, @Nullable Instant ticked) {}
