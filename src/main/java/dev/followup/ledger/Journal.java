package dev.followup.ledger;

import dev.followup.event.EventSubject;
import dev.followup.task.Wait;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the ledger keeps of events: those that some rule listens to, each with what the rules saw and what
/// followed. What has expired is never returned.
///
/// Every method throws [LedgerUnavailableException] if the ledger could not be read.
public interface Journal {

    /// What is known of a thing: the last events that name it.
    ///
    /// @param limit the most events
    Page about(String account, EventSubject subject, int limit);

    /// What is known of a time, in the order of time.
    ///
    /// @param from the begin
    /// @param after the position after which to begin, of the page before; `null` for the begin
    /// @param until the end, exclusive
    /// @param limit the most events
    Page between(String account, Instant from, @Nullable String after, Instant until, int limit);

    /// The entries of events, by their keys. An event without one is left out.
    Map<String, JournalEntry> entries(String account, Collection<String> events);

    /// The text of a rule book.
    Optional<BookText> book(String account, String digest);

    /// The actions of rules that wait for a thing.
    ///
    /// @param rules the keys of the rules
    List<Wait> waits(String account, Set<String> rules, EventSubject subject);

    /// A part of the journal.
    ///
    /// @param entries in the order of time
    /// @param notes what happened to events that are not planned, in the order of time
    /// @param next the position of the next page; `null` if there is none
    record Page(
            List<JournalEntry> entries,
            List<JournalNote> notes,
            @Nullable String next) {

        public Page {
            entries = List.copyOf(entries);
            notes = List.copyOf(notes);
        }
    }
}
