package dev.followup.crm.eventlog;

import java.time.Instant;
import java.util.List;

/// A slice of the CRM's event log: the events of a span of time.
///
/// @param recordedEvents the oldest first
/// @param until the end of the span
public record EventLogSlice(List<RecordedEvent> recordedEvents, Instant until) {

    public EventLogSlice {
        recordedEvents = List.copyOf(recordedEvents);
    }

    /// The beginning of the slice with at most so many events. Events of one second stay together, even if
    /// they are more.
    public EventLogSlice atMost(int most) {
        if (recordedEvents.size() <= most) {
            return this;
        }
        var first = recordedEvents.getFirst().time();
        var next = recordedEvents.get(most).time();
        var end = next.isAfter(first) ? next.minusSeconds(1) : next;
        return new EventLogSlice(
                recordedEvents.stream()
                        .filter(recorded -> !recorded.time().isAfter(end))
                        .toList(),
                end);
    }
}
