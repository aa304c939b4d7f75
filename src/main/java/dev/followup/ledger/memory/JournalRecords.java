package dev.followup.ledger.memory;

import dev.followup.event.EventSubject;
import dev.followup.ledger.BookText;
import dev.followup.ledger.EventSequels;
import dev.followup.ledger.Journal.Page;
import dev.followup.ledger.JournalEntry;
import dev.followup.ledger.JournalEntry.End;
import dev.followup.ledger.JournalNote;
import dev.followup.ledger.Ledger.WriteResult;
import dev.followup.ledger.PlannedWork;
import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand.Origin;
import dev.followup.task.WaitEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The journal of one account, in memory.
final class JournalRecords {

    /// Enough for a laptop, and little enough for its memory.
    private static final int MAX_ENTRIES = 20_000;

    private final Duration time;
    private final Map<String, JournalEntry> entries = new BoundedMap<>(MAX_ENTRIES);
    private final Map<String, JournalNote> notes = new BoundedMap<>(MAX_ENTRIES);
    private final Map<String, BookText> books = new HashMap<>();

    /// @param time how long it is kept; nothing is kept if that is zero
    JournalRecords(Duration time) {
        this.time = time;
    }

    void keep(BookText book) {
        books.put(book.digest(), book);
    }

    /// Keeps what work was written.
    ///
    /// @param ended which of the work's ends took place
    void write(PlannedWork work, WriteResult written, Predicate<WaitEnd> ended, Instant now) {
        if (time.isZero()) {
            return;
        }
        var sequels = new EventSequels(work, written, now);
        work.heard().forEach((key, heard) -> {
            var entry = heard.entry();
            if (entry != null) {
                var before = entries.get(key);
                var latest = heard.isOfDate() || before == null ? entry.after(before) : before;
                entries.put(key, sequels.addTo(latest));
            }
        });
        for (var end : work.ended()) {
            var event = end.waiting().origin().event();
            var before = entries.getOrDefault(event, end.draft() == null ? null : entry(end));
            if (before != null && end.retryAt() == null && ended.test(end)) {
                entries.put(event, sequels.addTo(before));
            }
        }
        work.notes().forEach(note -> notes.put(position(note.at(), note.event()), note));
    }

    private static JournalEntry entry(WaitEnd end) {
        return JournalEntry.of(end.waiting().event(), end.waiting().storedAt(), false, null);
    }

    /// Keeps how a command ended.
    void ended(String command, Outcome outcome, Instant now) {
        entries.computeIfPresent(
                Origin.of(command).event(), (_, entry) -> entry.ended(Map.of(command, End.of(outcome, now))));
    }

    void forget(EventSubject subject) {
        entries.values().removeIf(entry -> entry.subjects().contains(subject));
        notes.values().removeIf(note -> note.subjects().contains(subject));
    }

    Page about(EventSubject subject, int limit, Instant now) {
        var named =
                sorted(now).filter(entry -> entry.subjects().contains(subject)).toList();
        return new Page(
                named.subList(Math.max(0, named.size() - limit), named.size()),
                notes(now).filter(note -> note.subjects().contains(subject)).toList(),
                null);
    }

    Page between(Instant from, @Nullable String after, Instant until, int limit, Instant now) {
        var all = sorted(now)
                .filter(entry -> !entry.event().time().isBefore(from)
                        && entry.event().time().isBefore(until))
                .filter(entry -> after == null || position(entry).compareTo(after) > 0)
                .limit(limit)
                .toList();
        return new Page(
                all,
                notes(now)
                        .filter(note -> after == null
                                && !note.at().isBefore(from)
                                && note.at().isBefore(until))
                        .toList(),
                all.size() < limit ? null : position(all.getLast()));
    }

    Map<String, JournalEntry> entries(Collection<String> events, Instant now) {
        var found = new LinkedHashMap<String, JournalEntry>();
        events.forEach(event -> Optional.ofNullable(entries.get(event))
                .filter(entry -> isKept(entry.storedAt(), now))
                .ifPresent(entry -> found.put(event, entry)));
        return found;
    }

    Optional<BookText> book(String digest) {
        return Optional.ofNullable(books.get(digest));
    }

    private Stream<JournalEntry> sorted(Instant now) {
        return entries.values().stream()
                .filter(entry -> isKept(entry.storedAt(), now))
                .sorted(Comparator.comparing(JournalRecords::position));
    }

    private Stream<JournalNote> notes(Instant now) {
        return notes.values().stream()
                .filter(note -> isKept(note.at(), now))
                .sorted(Comparator.comparing(JournalNote::at));
    }

    private boolean isKept(Instant storedAt, Instant now) {
        return storedAt.plus(time).isAfter(now);
    }

    private static String position(JournalEntry entry) {
        return position(entry.event().time(), entry.event().key());
    }

    private static String position(Instant at, String event) {
        return "%015d#%s".formatted(at.toEpochMilli(), event);
    }
}
