package dev.followup.crm.eventlog;

import java.time.Instant;
import java.util.List;

/// What the CRM has on record of some span of time.
///
/// @param recordedEvents the oldest first
/// @param until the end of the span
public record EventLogSlice(List<RecordedEvent> recordedEvents, Instant until) {

    public EventLogSlice {
        recordedEvents = List.copyOf(recordedEvents);
    }

    /// As much of its beginning as holds no more than so many; what happened within one second stays together.
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
