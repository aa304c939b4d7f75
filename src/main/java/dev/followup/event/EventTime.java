package dev.followup.event;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The time of an event.
///
/// @param instant the time that the CRM reports, else the time at which the queue received the webhook
/// @param isReported whether the CRM reports it
public record EventTime(Instant instant, boolean isReported) {

    private static final long SLOT_SECONDS = 10 * 60;

    /// How far apart two equal webhooks without a time may be received and yet report the same event.
    private static final Duration SAME_EVENT = Duration.ofSeconds(SLOT_SECONDS);

    /// When the CRM repeats a webhook after its first attempt; the repeat after five minutes is within the ten
    /// minutes above.
    /// Source: CRM documentation, "Webhooks", retries; read 2026-11-21.
    private static final List<Duration> RETRIES =
            List.of(Duration.ofMinutes(20), Duration.ofMinutes(35), Duration.ofMinutes(95));

    /// How far from its time a repeat may be received.
    private static final Duration RETRY_DEVIATION = Duration.ofMinutes(1);

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

    /// The slots of earlier reports of which this may be a repeat, without its own slot; `isRepeat` decides. A
    /// time that the CRM reports is the same in each repeat, and has none.
    public Stream<EventTime> before() {
        if (isReported) {
            return Stream.empty();
        }
        var slots = new TreeSet<Long>();
        slots.add(slot(instant.minus(SAME_EVENT)));
        for (var retry : RETRIES) {
            slots.add(slot(instant.minus(retry).minus(RETRY_DEVIATION)));
            slots.add(slot(instant.minus(retry).plus(RETRY_DEVIATION)));
        }
        return slots.stream().map(slot -> new EventTime(Instant.ofEpochSecond(slot * SLOT_SECONDS), false));
    }

    /// Whether two equal webhooks without a time, received at these times, report one event: within ten
    /// minutes, or within a minute of the CRM's repeats.
    public static boolean isRepeat(Instant earlier, Instant later) {
        var gap = Duration.between(earlier, later).abs();
        return gap.compareTo(SAME_EVENT) <= 0
                || RETRIES.stream().anyMatch(retry -> gap.minus(retry).abs().compareTo(RETRY_DEVIATION) <= 0);
    }

    /// The same time `slots` later, or earlier if negative: the ten minutes before or after.
    public EventTime plusSlots(long slots) {
        return new EventTime(instant.plusSeconds(slots * SLOT_SECONDS), isReported);
    }

    /// The ten-minute slot of the time, by its number.
    long slot() {
        return slot(instant);
    }

    private static long slot(Instant time) {
        return time.getEpochSecond() / SLOT_SECONDS;
    }

    /// The form in an event's key: the second, or the slot in which the queue received the webhook.
    String mark() {
        return isReported ? Long.toString(instant.getEpochSecond()) : "~" + slot();
    }
}
