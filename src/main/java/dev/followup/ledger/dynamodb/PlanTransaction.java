package dev.followup.ledger.dynamodb;

import dev.followup.ledger.AccountLedger.SendSelection;
import dev.followup.ledger.CommandRegister;
import dev.followup.ledger.CommandRegister.EventCommands;
import dev.followup.ledger.CommandRegister.LastFiring;
import dev.followup.ledger.EventSequels;
import dev.followup.ledger.HeardEvent;
import dev.followup.ledger.JournalEntry;
import dev.followup.ledger.Ledger.Lease;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.Ledger.SendAttempt;
import dev.followup.ledger.Ledger.WriteResult;
import dev.followup.ledger.PlannedWork;
import dev.followup.ledger.WaitKey;
import dev.followup.ledger.WaitRegister;
import dev.followup.task.DraftCommand;
import dev.followup.task.OnceGuard;
import dev.followup.task.TaskCommand.Origin;
import dev.followup.task.WaitEnd;
import dev.followup.task.WaitRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The part of planned work that is written in one transaction: the items to read for it, and then the items to
/// write.
///
/// @param work the part, but for its other writes
/// @param otherWrites writes that do not depend on what was read
/// @param unfinished the keys of events of which later transactions contain more
record PlanTransaction(String account, PlannedWork work, List<ConditionalWrite> otherWrites, Set<String> unfinished) {

    private static final String EVENT = "event";
    private static final String AT = "at";

    PlanTransaction {
        otherWrites = List.copyOf(otherWrites);
        unfinished = Set.copyOf(unfinished);
    }

    /// The result of the work, and the writes of the transaction.
    ///
    /// @param writes the writes of the transaction
    /// @param ahead writes that may come before it, if they do not fit into it
    /// @param keys the keys of the new commands' items
    /// @param missing the keys of items that must be read before this counts
    record Prepared(
            WriteResult written,
            List<ConditionalWrite> writes,
            List<ConditionalWrite> ahead,
            Map<String, ItemKey> keys,
            Set<ItemKey> missing) {

        /// The same with as much in the transaction as fits into it.
        Prepared fitted() {
            int room = Math.clamp(Table.MAX_ITEMS - writes.size(), 0, ahead.size());
            return new Prepared(
                    written,
                    Stream.concat(writes.stream(), ahead.subList(0, room).stream())
                            .toList(),
                    ahead.subList(room, ahead.size()),
                    keys,
                    missing);
        }
    }

    /// The keys of the items that must be read.
    Set<ItemKey> requiredKeys() {
        var needs = requiredKeys(account, work);
        if (work.needsLease()) {
            needs.add(ItemKey.sequence(account));
        }
        return needs;
    }

    /// The keys of the items on which it depends what is written of this work.
    static Set<ItemKey> requiredKeys(String account, PlannedWork work) {
        var needs = new LinkedHashSet<ItemKey>();
        events(work).forEach(event -> needs.add(ItemKey.event(account, event)));
        onceGuards(work).keySet().forEach(answer -> needs.add(ItemKey.once(account, answer)));
        RuleCounterItems.of(account, allDrafts(work)).keys().forEach(needs::add);
        WaitRegister.requiredMarkers(work).forEach(marker -> needs.add(ItemKey.marker(account, marker)));
        return needs;
    }

    /// Two transactions with the same work; empty if it cannot be divided.
    List<PlanTransaction> halves() {
        var requests = work.waits();
        if (requests.size() < 2) {
            return List.of();
        }
        int half = requests.size() / 2;
        var first = PlannedWork.of(List.of())
                .causes(work.causes())
                .heard(work.heard().values())
                .waits(requests.subList(0, half), List.of());
        var second = work.waits(requests.subList(half, requests.size()), work.ended());
        var later = Stream.concat(unfinished.stream(), events(second).stream()).collect(Collectors.toSet());
        return List.of(
                new PlanTransaction(account, first, List.of(), later),
                new PlanTransaction(account, second, otherWrites, unfinished));
    }

    /// Prepares the writes.
    ///
    /// @param read the items under the required keys
    /// @param before the commands that earlier transactions of the same work have added
    /// @param writer who writes, and what becomes of the commands then
    Prepared prepare(ReadItems read, List<PendingCommand> before, Writer writer) {
        var now = writer.now;
        var sequence = SequenceItem.of(read.get(ItemKey.sequence(account)), now);
        var register = register(read.items(), sequence.turns());
        var waits = new WaitRegister(register, read, now);
        var planned = waits.add(work, unfinished);
        var written = planned.with(writer.marked(before, planned.added()));
        events(work).stream()
                .filter(event -> work.heard().containsKey(event) && !unfinished.contains(event))
                .forEach(register::hear);
        var writes = new ArrayList<ConditionalWrite>();
        var keys = new LinkedHashMap<String, ItemKey>();
        for (var added : written.added()) {
            var write = CommandItems.pending(writer.lease, added, sequence.next() + writes.size());
            keys.put(added.command().key(), write.key());
            writes.add(write);
        }
        for (var event : work.deferred()) {
            writes.add(CommandItems.deferred(account, event, sequence.next() + writes.size()));
        }
        long next = sequence.next() + writes.size();
        var sequels = new EventSequels(work, written, now);
        var changes = changes(register, read.items(), writer, sequels);
        var ofWaits = changes(waits, read, writer);
        var ahead = ahead(waits, now);
        boolean asksWaits = !work.waits().isEmpty() && !changes.isEmpty();
        if (!writes.isEmpty() || !ofWaits.isEmpty() || asksWaits) {
            writes.add(sequence.advance(account, next, register.turns(), writer.id));
            writes.add(LeaseItem.check(writer.lease)); // else they could get behind later ones of another invocation
        } else if (movesWalk()) {
            writes.add(LeaseItem.check(writer.lease));
        }
        writes.addAll(ofWaits);
        writes.addAll(changes);
        writes.addAll(otherWrites);
        var missing =
                waits.missing().stream().map(key -> ItemKey.wait(account, key)).collect(Collectors.toSet());
        return new Prepared(written, writes, ahead, keys, missing).fitted();
    }

    private boolean movesWalk() {
        return otherWrites.stream().anyMatch(write -> write.key().sort().startsWith(ItemKey.WALK));
    }

    private List<ConditionalWrite> changes(WaitRegister waits, ReadItems read, Writer writer) {
        var changes = new ArrayList<ConditionalWrite>();
        waits.put().forEach((key, wait) -> changes.add(ConditionalWrite.put(WaitItems.wait(account, key, wait))));
        waits.ended()
                .forEach(key -> changes.add(
                        ConditionalWrite.delete(ItemKey.wait(account, key)).onlyIf(ItemCondition.exists())));
        waits.changed().forEach((marker, changed) -> {
            var key = ItemKey.marker(account, marker);
            changes.add(WaitItems.marker(key, changed, read.get(key), writer.now));
        });
        var ended = work.ended().stream()
                .filter(end -> waits.ended().contains(WaitKey.of(end.waiting())))
                .filter(end -> !isDate(end.waiting().origin().event()));
        writer.journal
                .dropped(ended, writer.now)
                .forEach((event, ends) -> changes.add(writer.journal.ends(event, ends, writer.now)));
        return changes;
    }

    /// Whether an event is a date that was reached: its record is written with this work, and tells how its waits
    /// ended.
    private boolean isDate(String event) {
        var heard = work.heard().get(event);
        return heard != null && heard.isOfDate();
    }

    /// The writes of what is dropped, which may come before the stop that drops it is recorded: it is repeated then.
    private List<ConditionalWrite> ahead(WaitRegister waits, Instant now) {
        var writes = new ArrayList<ConditionalWrite>();
        waits.changedElsewhere()
                .forEach(
                        (marker, events) -> writes.add(WaitItems.change(ItemKey.marker(account, marker), events, now)));
        waits.removed().forEach(key -> writes.add(ConditionalWrite.delete(ItemKey.wait(account, key))));
        return writes;
    }

    /// Who writes a transaction.
    ///
    /// @param id of this write: no other one has it
    /// @param journal what the journal keeps
    record Writer(Lease lease, String id, Instant now, SendSelection selection, JournalItems journal) {

        /// The commands, with those marked as sent that are selected.
        private List<PendingCommand> marked(List<PendingCommand> before, List<PendingCommand> added) {
            if (added.isEmpty() || selection == SendSelection.NONE) {
                return added;
            }
            var selected =
                    selection.of(Stream.concat(before.stream(), added.stream()).toList());
            return added.stream()
                    .map(one -> selected.contains(one.command().key()) ? one.with(new SendAttempt(now, false)) : one)
                    .toList();
        }
    }

    private CommandRegister register(Map<ItemKey, Item> read, Map<String, String> turns) {
        var counts = RuleCounterItems.of(account, allDrafts(work)).read(read);
        var register = new CommandRegister(new HashMap<>(), new HashMap<>(), counts, new HashMap<>(turns));
        for (var event : events(work)) {
            var item = read.get(ItemKey.event(account, event));
            if (item != null) {
                register.events().put(event, item.read(EventItems::commands).orElse(EventCommands.UNKNOWN));
            }
        }
        for (var answer : onceGuards(work).keySet()) {
            var item = read.get(ItemKey.once(account, answer));
            if (item != null) {
                item.read(last -> new LastFiring(last.text(EVENT), last.time(AT)))
                        .ifPresent(last -> register.lastFirings().put(answer, last));
            }
        }
        return register;
    }

    /// The writes of what has changed in the register, on the condition that it was not changed since it was read.
    private List<ConditionalWrite> changes(
            CommandRegister now, Map<ItemKey, Item> read, Writer writer, EventSequels sequels) {
        var registered = register(read, Map.of());
        var changes = new ArrayList<ConditionalWrite>();
        var coarse = new HashMap<String, HeardEvent>();
        var hearings = hearings();
        now.events().forEach((event, entered) -> {
            if (!entered.equals(registered.events().get(event)) || isDate(event)) {
                var hearing = hearings.get(event);
                var before = read.get(ItemKey.event(account, event));
                var item = EventItems.item(writer.journal, event, entered, hearing, writer.now);
                var content = content(writer, before, hearing, sequels);
                changes.add(ConditionalWrite.put(EventItems.with(content, item)).ifStill(before, EventItems.ACTIONS));
                if (hearing != null && hearing.coarseKey() != null && entered.isComplete()) {
                    coarse.put(hearing.coarseKey(), hearing);
                }
            }
        });
        coarse.forEach((key, hearing) ->
                changes.add(ConditionalWrite.put(EventItems.coarse(writer.journal, key, hearing, writer.now))));
        onceGuards(work).forEach((name, once) -> {
            var answer = now.lastFirings().get(name);
            if (answer != null && !answer.equals(registered.lastFirings().get(name))) {
                var item = item(ItemKey.once(account, name), answer, once.span());
                changes.add(ConditionalWrite.put(item).ifStill(read.get(item.key()), EVENT));
            }
        });
        changes.addAll(RuleCounterItems.of(account, allDrafts(work)).changes(now.counts(), read, EventItems.RETENTION));
        return changes;
    }

    /// What the journal keeps of an event then: what it kept before, and what follows now.
    ///
    /// @param before the event's record; `null` if there is none
    private byte @Nullable [] content(
            Writer writer, @Nullable Item before, @Nullable HeardEvent hearing, EventSequels sequels) {
        var heard = hearing == null ? null : hearing.entry();
        var earlier = writer.journal.entry(before, writer.now);
        var entry = heard != null && isDate(heard.event().key())
                ? heard.after(earlier.orElse(null))
                : earlier.orElse(heard);
        return entry == null ? null : writer.journal.content(sequels.addTo(entry));
    }

    private static Item item(ItemKey key, LastFiring answer, @Nullable Duration span) {
        var item = Item.of(key).with(EVENT, answer.event()).with(AT, answer.at());
        return span == null ? item : item.expiring(answer.at().plus(span).plus(EventItems.RETENTION));
    }

    /// The events that leave a record, and those of which something fires now, by their keys.
    private Map<String, HeardEvent> hearings() {
        var hearings = new HashMap<String, HeardEvent>();
        for (var end : work.ended()) {
            var event = end.waiting().event();
            hearings.put(
                    event.key(),
                    new HeardEvent(
                            event.key(),
                            event.time(),
                            end.waiting().storedAt(),
                            null,
                            JournalEntry.of(event, end.waiting().storedAt(), false, null),
                            true));
        }
        hearings.putAll(work.heard());
        return hearings;
    }

    private static List<DraftCommand> allDrafts(PlannedWork work) {
        return Stream.concat(
                        work.drafts().stream(),
                        work.ended().stream().map(WaitEnd::draft).filter(Objects::nonNull))
                .toList();
    }

    private static Set<String> events(PlannedWork work) {
        return Stream.of(
                        allDrafts(work).stream()
                                .map(draft -> draft.command().origin().event()),
                        work.waits().stream().filter(WaitRequest::leavesRecord).map(WaitRequest::event),
                        work.ended().stream()
                                .filter(WaitEnd::isDropped)
                                .map(end -> end.waiting().origin().event())
                                .filter(work.heard()::containsKey))
                .flatMap(events -> events)
                .collect(Collectors.toSet());
    }

    /// The guards of the work, by their keys in the register.
    private static Map<String, OnceGuard> onceGuards(PlannedWork work) {
        var answers = new HashMap<String, OnceGuard>();
        for (var draft : allDrafts(work)) {
            if (draft.once() != null) {
                answers.put(CommandRegister.onceKey(draft.command().origin(), draft.once()), draft.once());
            }
        }
        for (var request : work.waits()) {
            if (request instanceof WaitRequest.Start start && start.once() != null) {
                answers.put(
                        CommandRegister.onceKey(new Origin(start.event(), start.rule(), 0), start.once()),
                        start.once());
            }
        }
        return answers;
    }
}
