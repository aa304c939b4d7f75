package dev.followup.task;

import dev.followup.event.EntityRef;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// That a rule answers an entity once only.
///
/// @param entity the entity
/// @param at when the event happened that it answers now
/// @param span for how long; `null` for ever
public record OnceGuard(
        EntityRef entity, Instant at, @Nullable Duration span) {

    /// Whether an answer to an event that happened then rules this one out.
    public boolean isSpentBy(Instant then) {
        return span == null || Duration.between(then, at).abs().compareTo(span) < 0;
    }

    /// As in `once for leads/501 within 30d`, `within 12h`, or `within 90m`.
    @Override
    public String toString() {
        return "once for " + entity + (span == null ? "" : " within " + words(span));
    }

    private static String words(Duration span) {
        if (span.toMinutesPart() > 0) {
            return span.toMinutes() + "m";
        }
        return span.toHoursPart() > 0 ? span.toHours() + "h" : span.toDays() + "d";
    }
}
