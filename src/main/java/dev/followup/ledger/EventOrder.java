package dev.followup.ledger;

import dev.followup.event.EventSubject;
import dev.followup.ledger.Marker.Mark;
import java.time.Instant;

/// The order of events by the CRM's clock, which counts seconds.
final class EventOrder {

    private EventOrder() {}

    /// Whether one moment is in an earlier second than another one.
    static boolean isBefore(Instant one, Instant other) {
        return one.getEpochSecond() < other.getEpochSecond();
    }

    /// Whether a stop that was heard before happened after an event. In the same second it counts for tasks; else the
    /// order of arrival does.
    ///
    /// @param own the event's own subject
    /// @param at when the event happened
    /// @param event its key
    static boolean isAfter(Mark stop, EventSubject own, Instant at, String event) {
        return isBefore(at, stop.at())
                || (own.isTask() && !isBefore(stop.at(), at) && !stop.event().equals(event));
    }
}
