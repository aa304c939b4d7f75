package dev.followup.ledger;

import dev.followup.event.CrmEvent;
import dev.followup.event.EventKey;
import dev.followup.ledger.JournalEntry.Remark;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An event that leaves a record, whether a rule answers it or not: its repeats are known by it, and recovery
/// knows by it what a webhook has reported.
///
/// @param key the event's key
/// @param time when it happened
/// @param storedAt when the inbox stored its message
/// @param coarseKey the key under which recovery looks for it; `null` if recovery never does
/// @param entry what the journal keeps of it; `null` for nothing
/// @param isPlanned whether it was planned; one that could not be, because of a bug, is planned when it
/// comes again
public record HeardEvent(
        String key,
        Instant time,
        Instant storedAt,
        @Nullable String coarseKey,
        @Nullable JournalEntry entry,
        boolean isPlanned) {

    /// The record of an event of which the journal keeps nothing.
    public HeardEvent(String key, Instant time, Instant storedAt, @Nullable String coarseKey) {
        this(key, time, storedAt, coarseKey, null, true);
    }

    /// The record of an event.
    public static HeardEvent of(CrmEvent event, Instant storedAt) {
        return new HeardEvent(
                event.key(), event.time(), storedAt, EventKey.coarse(event).orElse(null));
    }

    /// The same with what the journal keeps of it.
    public HeardEvent journalled(JournalEntry kept) {
        return new HeardEvent(key, time, storedAt, coarseKey, kept, isPlanned);
    }

    /// Whether the event is a date that was reached, perhaps not for the first time: what was seen last counts.
    public boolean isOfDate() {
        return entry != null && entry.event().kind().isDateReached();
    }

    /// The same of an event that is too large for the ledger, so that nothing is planned: the journal says so.
    HeardEvent tooLarge(Instant at) {
        var remark = new Remark(
                null,
                at,
                "nothing is planned: the event, or the text of a task for it, is too large for the ledger. Its message is"
                        + " in the dead letters",
                null);
        return entry == null ? unplanned() : journalled(entry.with(remark)).unplanned();
    }

    /// The same of an event that could not be planned.
    public HeardEvent unplanned() {
        return new HeardEvent(key, time, storedAt, coarseKey, entry, false);
    }
}
