package dev.followup.crm.eventlog;

import dev.followup.event.EventKind;
import java.time.Instant;
import java.util.Map;

/// An event that the CRM's event log contains: its kind, entity, time and author, and few values.
///
/// @param kind the kind of event
/// @param id the id of the entity in the CRM, positive
/// @param time the time of the event as the CRM reports it, in whole seconds
/// @param author the user who caused it; 0 for a robot
/// @param now the changed values after the event, by the names of API v4; empty where the kind says
/// everything
/// @param old the same values before the event
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
