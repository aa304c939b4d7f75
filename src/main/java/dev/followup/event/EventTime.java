package dev.followup.event;

import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// The time of an event.
///
/// @param instant the time that the CRM reports, else the time at which the queue received the webhook
/// @param isReported whether the CRM reports it
public record EventTime(Instant instant, boolean isReported) {

    private static final long SLOT_SECONDS = 10 * 60;

    /// A webhook without a time counts as a repeat of an equal one for two hours: the CRM retries for up to 95
    /// minutes.
    /// Source: CRM documentation, "Webhooks", retries; read 2026-11-21.
    private static final long SLOTS = 12;

    /// The time of an event of a kind: when the thing was created if the event is its creation, else when it
    /// was changed.
    public static EventTime of(EventKind kind, ObservedChange observed, Instant sentAt) {
        var names = ObservedChange.isBeginning(kind) ? List.of("created_at", "updated_at") : List.of("updated_at");
        return names.stream()
                .flatMap(name -> observed.number(name).stream())
                .findFirst()
                .map(seconds -> new EventTime(Instant.ofEpochSecond(seconds), true))
                .orElseGet(() -> new EventTime(sentAt, false));
    }

    /// The times of earlier reports of which this may be a repeat. A time that the CRM reports is the same in
    /// each repeat.
    public Stream<EventTime> before() {
        return isReported
                ? Stream.empty()
                : LongStream.rangeClosed(1, SLOTS)
                        .mapToObj(slots -> new EventTime(instant.minusSeconds(slots * SLOT_SECONDS), false));
    }

    /// The form in an event's key: the second, or the slot in which the queue received the webhook.
    String mark() {
        long seconds = instant.getEpochSecond();
        return isReported ? Long.toString(seconds) : "~" + seconds / SLOT_SECONDS;
    }
}
