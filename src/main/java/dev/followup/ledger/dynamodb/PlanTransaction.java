package dev.followup.ledger.dynamodb;

import dev.followup.ledger.AccountLedger.SendSelection;
import dev.followup.ledger.CommandRegister;
import dev.followup.ledger.CommandRegister.EventCommands;
import dev.followup.ledger.CommandRegister.LastFiring;
import dev.followup.ledger.HeardEvent;
import dev.followup.ledger.Ledger.DeferredEvent;
import dev.followup.ledger.Ledger.Lease;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.Ledger.SendAttempt;
import dev.followup.ledger.Ledger.WriteResult;
import dev.followup.task.CommandCause;
import dev.followup.task.DraftCommand;
import dev.followup.task.OnceGuard;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The part of planned work that is written in one transaction: the items to read for it, and then the items to
/// write.
///
/// @param otherWrites writes that do not depend on what was read
/// @param unfinished the keys of events of which later transactions contain more drafts
/// @param causes the events that the drafts answer, by their keys
/// @param heard the events that leave a record, by their keys
record PlanTransaction(
        String account,
        List<DraftCommand> drafts,
        List<DeferredEvent> deferred,
        List<ConditionalWrite> otherWrites,
        Set<String> unfinished,
        Map<String, CommandCause> causes,
        Map<String, HeardEvent> heard) {

    private static final String EVENT = "event";
    private static final String AT = "at";

    PlanTransaction {
        drafts = List.copyOf(drafts);
        deferred = List.copyOf(deferred);
        otherWrites = List.copyOf(otherWrites);
    }

    /// The result of the work, the writes of the transaction, and the keys of the new commands' items.
    record Prepared(WriteResult written, List<ConditionalWrite> writes, Map<String, ItemKey> keys) {}

    /// The keys of the items that must be read.
    Set<ItemKey> requiredKeys() {
        var needs = requiredKeys(account, drafts);
        if (!drafts.isEmpty() || !deferred.isEmpty()) {
            needs.add(ItemKey.sequence(account));
        }
        return needs;
    }

    /// The keys of the items on which it depends whether these drafts are written.
    static Set<ItemKey> requiredKeys(String account, List<DraftCommand> drafts) {
        var needs = new LinkedHashSet<ItemKey>();
        events(drafts).forEach(event -> needs.add(ItemKey.event(account, event)));
        onceGuards(drafts).keySet().forEach(answer -> needs.add(ItemKey.once(account, answer)));
        RuleCounterItems.of(account, drafts).keys().forEach(needs::add);
        return needs;
    }

    /// Prepares the writes.
    ///
    /// @param read the items that exist under the required keys
    /// @param before the commands that earlier transactions of the same work have added
    /// @param writer who writes, and what becomes of the commands then
    Prepared prepare(Map<ItemKey, Item> read, List<PendingCommand> before, Writer writer) {
        var now = writer.now;
        var sequence = SequenceItem.of(read.get(ItemKey.sequence(account)), now);
        var register = register(read, sequence.turns());
        var planned = register.add(drafts, unfinished, causes, now);
        var written = planned.with(writer.marked(before, planned.added()));
        events().stream()
                .filter(event -> heard.containsKey(event) && !unfinished.contains(event))
                .forEach(register::hear);
        var writes = new ArrayList<ConditionalWrite>();
        var keys = new LinkedHashMap<String, ItemKey>();
        for (var added : written.added()) {
            var write = CommandItems.pending(writer.lease, added, sequence.next() + writes.size());
            keys.put(added.command().key(), write.key());
            writes.add(write);
        }
        for (var event : deferred) {
            writes.add(CommandItems.deferred(account, event, sequence.next() + writes.size()));
        }
        if (!writes.isEmpty()) {
            writes.add(sequence.advance(account, sequence.next() + writes.size(), register.turns(), writer.id));
            writes.add(LeaseItem.check(writer.lease)); // else they could get behind later ones of another invocation
        }
        writes.addAll(changes(register, read, now));
        writes.addAll(otherWrites);
        return new Prepared(written, writes, keys);
    }

    /// Who writes a transaction.
    ///
    /// @param id of this write: no other one has it
    record Writer(Lease lease, String id, Instant now, SendSelection selection) {

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

    private CommandRegister register(Map<ItemKey, Item> read, Map<String, Long> turns) {
        var counts = RuleCounterItems.of(account, drafts).read(read);
        var register = new CommandRegister(new HashMap<>(), new HashMap<>(), counts, new HashMap<>(turns));
        for (var event : events()) {
            var item = read.get(ItemKey.event(account, event));
            if (item != null) {
                register.events().put(event, item.read(EventItems::commands).orElse(EventCommands.UNKNOWN));
            }
        }
        for (var answer : onceGuards().keySet()) {
            var item = read.get(ItemKey.once(account, answer));
            if (item != null) {
                item.read(last -> new LastFiring(last.text(EVENT), last.time(AT)))
                        .ifPresent(last -> register.lastFirings().put(answer, last));
            }
        }
        return register;
    }

    /// The writes of what has changed in the register, on the condition that it was not changed since it was read.
    private List<ConditionalWrite> changes(CommandRegister now, Map<ItemKey, Item> read, Instant at) {
        var before = register(read, Map.of());
        var changes = new ArrayList<ConditionalWrite>();
        var coarse = new HashMap<String, HeardEvent>();
        now.events().forEach((event, entered) -> {
            if (!entered.equals(before.events().get(event))) {
                var hearing = heard.get(event);
                var item = EventItems.item(account, event, entered, hearing, at);
                changes.add(ConditionalWrite.put(item).ifStill(read.get(item.key()), EventItems.ACTIONS));
                if (hearing != null && hearing.coarseKey() != null && entered.isComplete()) {
                    coarse.put(hearing.coarseKey(), hearing);
                }
            }
        });
        coarse.forEach(
                (key, hearing) -> changes.add(ConditionalWrite.put(EventItems.coarse(account, key, hearing, at))));
        onceGuards().forEach((name, once) -> {
            var answer = now.lastFirings().get(name);
            if (answer != null && !answer.equals(before.lastFirings().get(name))) {
                var item = item(ItemKey.once(account, name), answer, once.span());
                changes.add(ConditionalWrite.put(item).ifStill(read.get(item.key()), EVENT));
            }
        });
        changes.addAll(RuleCounterItems.of(account, drafts).changes(now.counts(), read, EventItems.RETENTION));
        return changes;
    }

    private static Item item(ItemKey key, LastFiring answer, @Nullable Duration span) {
        var item = Item.of(key).with(EVENT, answer.event()).with(AT, answer.at());
        return span == null ? item : item.expiring(answer.at().plus(span).plus(EventItems.RETENTION));
    }

    private Set<String> events() {
        return events(drafts);
    }

    private static Set<String> events(List<DraftCommand> drafts) {
        return drafts.stream().map(draft -> draft.command().origin().event()).collect(Collectors.toSet());
    }

    private Map<String, OnceGuard> onceGuards() {
        return onceGuards(drafts);
    }

    /// The guards of the drafts, by their keys in the register.
    private static Map<String, OnceGuard> onceGuards(List<DraftCommand> drafts) {
        var answers = new HashMap<String, OnceGuard>();
        for (var draft : drafts) {
            if (draft.once() != null) {
                answers.put(CommandRegister.onceKey(draft.command().origin(), draft.once()), draft.once());
            }
        }
        return answers;
    }
}
