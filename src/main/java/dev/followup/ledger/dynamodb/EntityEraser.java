package dev.followup.ledger.dynamodb;

import dev.followup.event.EventSubject;
import dev.followup.ledger.Ledger.DeferredEvent;
import dev.followup.ledger.Ledger.Lease;
import dev.followup.ledger.Marker;
import dev.followup.task.Wait;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// The erasing of a thing from an account's part of the table. It takes what may hold what customers have said: the
/// journal's entries, waits, pending commands and deferred events that name it. That an event was heard stays, and so
/// do marks and traces, which have nothing but ids.
record EntityEraser(Table table, Lease lease, JournalItems journal, EventSubject subject, Instant now) {

    /// How many items are read at a time.
    private static final int PORTION = 500;

    void erase() {
        var account = lease.account();
        var state = ItemKey.accountPartition(account);
        var found = new ArrayList<ConditionalWrite>();
        forEach(
                state,
                ItemKey.PENDING,
                ItemKey.PENDING + ItemKey.LAST,
                item -> CommandItems.pendingCommand(item)
                        .filter(pending -> pending.command().isAbout(subject))
                        .ifPresent(_ -> found.add(ConditionalWrite.delete(item.key()))));
        forEach(
                state,
                ItemKey.PLAN,
                ItemKey.PLAN + ItemKey.LAST,
                item -> CommandItems.deferred(List.of(item)).stream()
                        .map(DeferredEvent::event)
                        .filter(event -> EventSubject.namedOrLinked(event).contains(subject))
                        .forEach(_ -> found.add(ConditionalWrite.delete(item.key()))));
        write(found);
        forEach(
                ItemKey.waitPartition(account),
                ItemKey.FIRST,
                ItemKey.LAST,
                item -> WaitItems.wait(item)
                        .filter(wait -> wait.isAbout(subject))
                        .ifPresent(wait -> erase(item.key(), wait)));
        forEach(ItemKey.pointerPartition(account, subject.toString()), ItemKey.FIRST, ItemKey.LAST, this::erasePointer);
    }

    private void erase(ItemKey key, Wait wait) {
        var writes = new ArrayList<>(List.of(ConditionalWrite.delete(key)));
        wait.subjects()
                .forEach(named -> writes.add(WaitItems.change(
                        ItemKey.marker(
                                lease.account(), new Marker.Key(wait.origin().rule(), named)),
                        Map.of(wait.origin().event(), Optional.empty()),
                        now)));
        write(writes);
    }

    /// Erases what a pointer leads to, then all pointers that lead there, this one last.
    private void erasePointer(Item pointer) {
        if (JournalItems.isNote(pointer)) {
            pointer.read(JournalItems::note)
                    .ifPresent(note -> write(JournalItems.places(note.subjects().stream(), note.at())
                            .map(place -> ConditionalWrite.delete(ItemKey.pointer(
                                    lease.account(), place, note.at(), note.event(), JournalItems.NOTE_MARK)))
                            .toList()));
            return;
        }
        var event = pointer.read(JournalItems::event);
        if (event.isEmpty()) {
            return;
        }
        var key = ItemKey.event(lease.account(), event.get());
        var entry = journal.entry(table.read(Set.of(key)).get(key), now);
        table.write(List.of(ConditionalWrite.update(key, new AttributeChange.Remove(JournalItems.JOURNAL))
                .onlyIf(ItemCondition.exists())));
        write(List.of(ConditionalWrite.delete(ItemKey.ends(lease.account(), event.get()))));
        entry.ifPresent(found -> write(JournalItems.places(
                        found.subjects().stream().filter(named -> !named.equals(subject)),
                        found.event().time())
                .map(place -> ConditionalWrite.delete(
                        ItemKey.pointer(lease.account(), place, found.event().time(), event.get(), "")))
                .toList()));
        write(List.of(ConditionalWrite.delete(pointer.key())));
    }

    private void write(List<ConditionalWrite> writes) {
        WriteBatches.of(writes.stream().map(List::of).toList(), Table.MAX_ITEMS).forEach(table::write);
    }

    private void forEach(String partition, String first, String last, Consumer<Item> work) {
        var after = first;
        while (true) {
            var items = table.query(partition, after, last, PORTION);
            items.forEach(work);
            if (items.size() < PORTION) {
                return;
            }
            after = items.getLast().key().sort();
        }
    }
}
