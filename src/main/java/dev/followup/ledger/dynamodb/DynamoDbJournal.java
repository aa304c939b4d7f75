package dev.followup.ledger.dynamodb;

import dev.followup.event.EventSubject;
import dev.followup.ledger.BookText;
import dev.followup.ledger.Journal;
import dev.followup.ledger.JournalEntry;
import dev.followup.ledger.Marker;
import dev.followup.task.Wait;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The journal in a table. Pointers lead to the records of events; a pointer whose record is missing leads nowhere.
///
/// @param time how long the journal is kept
record DynamoDbJournal(Table table, Clock clock, Executor executor, Duration time) implements Journal {

    @Override
    public Page about(String account, EventSubject subject, int limit) {
        var partition = ItemKey.pointerPartition(account, subject.toString());
        var pointers = table.queryLast(partition, ItemKey.FIRST, ItemKey.LAST, limit);
        return page(account, pointers.reversed(), null);
    }

    @Override
    public Page between(String account, Instant from, @Nullable String after, Instant until, int limit) {
        var pointers = new ArrayList<Item>();
        var begin = after == null ? ItemKey.moment(from) : after;
        var end = ItemKey.moment(until);
        var last = LocalDate.ofInstant(until, ZoneOffset.UTC);
        for (var day = LocalDate.parse(begin.substring(0, "2026-11-21".length()));
                !day.isAfter(last) && pointers.size() < limit;
                day = day.plusDays(1)) {
            pointers.addAll(table.query(
                    ItemKey.pointerPartition(account, day.toString()), begin, end, limit - pointers.size()));
        }
        var next = pointers.size() < limit ? null : pointers.getLast().key().sort();
        return page(account, pointers, next);
    }

    private Page page(String account, List<Item> pointers, @Nullable String next) {
        var now = clock.instant();
        var journal = new JournalItems(account, time);
        var valid = pointers.stream().filter(pointer -> !pointer.isExpired(now)).toList();
        var events = valid.stream()
                .filter(pointer -> !JournalItems.isNote(pointer))
                .flatMap(pointer -> pointer.read(JournalItems::event).stream())
                .distinct()
                .toList();
        var notes = valid.stream()
                .filter(JournalItems::isNote)
                .flatMap(pointer -> pointer.read(JournalItems::note).stream())
                .filter(note -> journal.isKept(note.at(), now))
                .toList();
        return new Page(List.copyOf(entries(account, events).values()), notes, next);
    }

    @Override
    public Map<String, JournalEntry> entries(String account, Collection<String> events) {
        var journal = new JournalItems(account, time);
        var now = clock.instant();
        var entries = new LinkedHashMap<String, JournalEntry>();
        var items =
                read(events.stream().map(event -> ItemKey.event(account, event)).toList());
        for (var event : events) {
            journal.entry(items.get(ItemKey.event(account, event)), now).ifPresent(entry -> entries.put(event, entry));
        }
        var ends = read(entries.values().stream()
                .filter(JournalEntry::mayHaveEnds)
                .map(entry -> ItemKey.ends(account, entry.event().key()))
                .toList());
        entries.replaceAll((event, entry) -> {
            var end = ends.get(ItemKey.ends(account, event));
            return end == null ? entry : JournalItems.ended(entry, end);
        });
        return entries;
    }

    /// Items, read side by side in portions.
    private Map<ItemKey, Item> read(List<ItemKey> keys) {
        var reads = new ArrayList<CompletableFuture<Map<ItemKey, Item>>>();
        for (int from = 0; from < keys.size(); from += Table.MAX_ITEMS) {
            var some = Set.copyOf(keys.subList(from, Math.min(keys.size(), from + Table.MAX_ITEMS)));
            reads.add(CompletableFuture.supplyAsync(() -> table.read(some), executor));
        }
        var items = new HashMap<ItemKey, Item>();
        reads.forEach(read -> items.putAll(Futures.join(read)));
        return items;
    }

    @Override
    public Optional<BookText> book(String account, String digest) {
        var key = ItemKey.book(account, digest);
        return Optional.ofNullable(table.read(Set.of(key)).get(key))
                .filter(item -> !item.isExpired(clock.instant()))
                .flatMap(item -> item.read(readable -> JournalItems.book(readable, digest)));
    }

    @Override
    public List<Wait> waits(String account, Set<String> rules, EventSubject subject) {
        var markers = rules.stream()
                .map(rule -> new Marker.Key(rule, subject))
                .collect(Collectors.toMap(key -> ItemKey.marker(account, key), Marker.Key::rule));
        var keys = new HashSet<ItemKey>();
        table.read(markers.keySet())
                .forEach((key, item) -> WaitItems.marker(item)
                        .waiting()
                        .values()
                        .forEach(waiting -> waiting.keys(markers.getOrDefault(key, ""))
                                .forEach(wait -> keys.add(ItemKey.wait(account, wait)))));
        return table.read(keys).values().stream()
                .flatMap(item -> WaitItems.wait(item).stream())
                .sorted(Wait.IN_TURN)
                .toList();
    }
}
