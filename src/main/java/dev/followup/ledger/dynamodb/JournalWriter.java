package dev.followup.ledger.dynamodb;

import dev.followup.ledger.BookText;
import dev.followup.ledger.HeardEvent;
import dev.followup.ledger.PlannedWork;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/// The writer of an account's journal in one invocation, but for what is written in transactions: plain writes
/// cost half. A pointer is written before the record to which it leads, so that no record is lost.
final class JournalWriter {

    /// How often the text of a book is written by an instance that uses it.
    private static final Duration BOOK_INTERVAL = Duration.ofDays(1);

    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private final Table table;
    private final Clock clock;
    private final Executor executor;
    private final JournalItems items;
    private final Map<String, Instant> books;
    private final Set<String> announced = new HashSet<>();

    private CompletableFuture<Void> announcement = DONE;

    /// A writer.
    ///
    /// @param books when this instance has written the text of a book last, by account and digest
    JournalWriter(Table table, Clock clock, Executor executor, JournalItems items, Map<String, Instant> books) {
        this.table = table;
        this.clock = clock;
        this.executor = executor;
        this.items = items;
        this.books = books;
    }

    JournalItems items() {
        return items;
    }

    /// Begins to write the pointers of events that rules will probably answer, and the book that decides them.
    void announce(BookText book, List<HeardEvent> events) {
        if (!items.isOn()) {
            return;
        }
        var now = clock.instant();
        var puts = new ArrayList<Item>();
        var name = items.account() + "#" + book.digest();
        var written = books.get(name);
        boolean isDue = written == null || written.plus(BOOK_INTERVAL).isBefore(now);
        if (isDue) {
            items.book(book, now).ifPresent(puts::add);
        }
        events.forEach(event -> items.pointers(event, now).forEach(puts::add));
        events.forEach(event -> announced.add(event.key()));
        var before = announcement;
        announcement = beside(distinct(puts.stream()))
                .thenRun(() -> {
                    if (isDue) {
                        books.put(name, now);
                    }
                })
                .thenCombine(before, (_, _) -> null);
    }

    /// Writes the pointers of the events that work answers, as far as they were not announced, and waits until all
    /// are there: the records are written after them.
    void point(PlannedWork work) {
        var answered = EventItems.answered(work);
        var now = clock.instant();
        var late = work.heard().values().stream()
                .filter(event -> answered.contains(event.key()) && !announced.contains(event.key()))
                .flatMap(event -> items.pointers(event, now));
        var pointers = distinct(late);
        if (!pointers.isEmpty()) {
            table.put(pointers);
        }
        Futures.join(announcement);
    }

    /// Begins to write the records of the events that no rule answers, and the notes of others.
    ///
    /// @return completed when they are written
    CompletableFuture<Void> record(PlannedWork work) {
        var now = clock.instant();
        return beside(distinct(Stream.concat(
                EventItems.withoutCommands(items, work, now).stream(),
                work.notes().stream().flatMap(note -> items.note(note, now)))));
    }

    private CompletableFuture<Void> beside(List<Item> puts) {
        return puts.isEmpty() ? DONE : CompletableFuture.runAsync(() -> table.put(puts), executor);
    }

    /// The items in their order, the last one with each key: one write takes no two of them.
    private static List<Item> distinct(Stream<Item> puts) {
        var distinct = new LinkedHashMap<ItemKey, Item>();
        puts.forEach(item -> distinct.put(item.key(), item));
        return List.copyOf(distinct.values());
    }
}
