package dev.followup.task;

import dev.followup.event.EntityRef;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A guard that lets a rule answer only one event of an entity.
///
/// @param entity the entity
/// @param at when the event happened that the rule answers now
/// @param span how long the guard holds; `null` for ever
public record OnceGuard(
        EntityRef entity, Instant at, @Nullable Duration span) {

    /// Whether the rule must not fire, given when the last event happened that it answered.
    public boolean rulesOutAfter(Instant then) {
        return span == null || Duration.between(then, at).abs().compareTo(span) < 0;
    }

    /// The guard in words, as in `once for leads/501 within 30d`, `within 12h`, or `within 90m`.
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
