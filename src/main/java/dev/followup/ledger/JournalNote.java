package dev.followup.ledger;

import dev.followup.event.CrmEvent;
import dev.followup.event.EventSubject;
import java.time.Instant;
import java.util.Set;

/// What happened to an event that was not planned, such as a repeat. The journal has it among the entries.
///
/// @param event the key of the event
/// @param kind the kind of event, such as `lead.added`
/// @param subjects what the event names: the journal finds the note by each of them
/// @param at when the inbox stored its message
/// @param words such as `it was reported again, and ignored`
public record JournalNote(String event, String kind, Set<EventSubject> subjects, Instant at, String words) {

    public JournalNote {
        subjects = Set.copyOf(subjects);
    }

    /// A note of an event.
    public static JournalNote of(CrmEvent event, Instant at, String words) {
        return new JournalNote(event.key(), event.kind().word(), EventSubject.namedOrLinked(event), at, words);
    }
}
