package dev.followup.crm.eventlog;

import dev.followup.event.EventKind;
import java.time.Instant;
import java.util.Map;

/// What the CRM itself has on record of something that happened: which, to what, when and by whom, and little
/// besides.
///
/// @param kind what happened
/// @param id what it happened to, by its id in the CRM, positive
/// @param time when it happened, by the CRM's word, in whole seconds
/// @param author the user who did it; 0 for a robot
/// @param now what was changed, as it was then, by the names of API v4; empty where the kind says it all
/// @param old the same, as it was before
public record RecordedEvent(
        EventKind kind, long id, Instant time, long author, Map<String, Object> now, Map<String, Object> old) {

    public RecordedEvent {
        if (id <= 0) {
            throw new IllegalArgumentException("the id of " + kind + " is " + id + ", expected a positive number");
        }
        now = Map.copyOf(now);
        old = Map.copyOf(old);
    }

    /// As in `lead.added of lead 501 at 2026-11-21T09:00:00Z`.
    @Override
    public String toString() {
        return kind + " of " + kind.subject() + " " + id + " at " + time;
    }
}
