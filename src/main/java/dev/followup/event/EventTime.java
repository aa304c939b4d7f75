package dev.followup.event;

import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// When something happened.
///
/// @param instant by the CRM's word if it gives one, else when the queue took the hook
/// @param isReported whether it is the CRM's word
public record EventTime(Instant instant, boolean isReported) {

    private static final long SLOT_SECONDS = 10 * 60;

    /// For two hours a hook that tells no time counts as a repeat of an equal one: the CRM repeats for up to 95
    /// minutes.
    /// Source: CRM documentation, "Webhooks", retries; read 2026-11-21.
    private static final long SLOTS = 12;

    /// When a kind of what is reported happened: the beginning of a thing when it was created, else when it was
    /// changed.
    public static EventTime of(EventKind kind, ObservedChange observed, Instant sentAt) {
        var names = ObservedChange.isBeginning(kind) ? List.of("created_at", "updated_at") : List.of("updated_at");
        return names.stream()
                .flatMap(name -> observed.number(name).stream())
                .findFirst()
                .map(seconds -> new EventTime(Instant.ofEpochSecond(seconds), true))
                .orElseGet(() -> new EventTime(sentAt, false));
    }

    /// When it was if this only repeats what was told before. A time that the CRM tells is the same each time.
    public Stream<EventTime> before() {
        return isReported
                ? Stream.empty()
                : LongStream.rangeClosed(1, SLOTS)
                        .mapToObj(slots -> new EventTime(instant.minusSeconds(slots * SLOT_SECONDS), false));
    }

    /// How an event's key has it: the second, or the slot in which the queue took the hook.
    String mark() {
        long seconds = instant.getEpochSecond();
        return isReported ? Long.toString(seconds) : "~" + seconds / SLOT_SECONDS;
    }
}
