package dev.followup.ledger.dynamodb;

import dev.followup.event.CrmEvent;
import dev.followup.ledger.CommandRegister;
import dev.followup.ledger.CommandRegister.Answer;
import dev.followup.ledger.CommandRegister.EventRecord;
import dev.followup.ledger.Ledger.WriteResult;
import dev.followup.task.CommandCause;
import dev.followup.task.DraftCommand;
import dev.followup.task.OnceGuard;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// What is written down in one transaction: what must be known for it, and what then is to be written.
///
/// @param heard what is to be written whatever is known
/// @param unfinished the keys of events of which later pages hold more
/// @param causes what the drafts answer, by the keys of their events
record PlanTransaction(
        String account,
        List<DraftCommand> drafts,
        List<CrmEvent> deferred,
        List<ConditionalWrite> heard,
        Set<String> unfinished,
        Map<String, CommandCause> causes) {

    /// How long what is over is kept: longer than anybody tells of it again.
    private static final Duration KEPT = Duration.ofDays(35);

    private static final String ACTIONS = "actions";
    private static final String WHOLE = "whole";
    private static final String EVENT = "event";
    private static final String AT = "at";

    PlanTransaction {
        drafts = List.copyOf(drafts);
        deferred = List.copyOf(deferred);
        heard = List.copyOf(heard);
    }

    /// What a page comes to.
    record Filled(WriteResult written, List<ConditionalWrite> writes) {}

    /// The keys of what must be known.
    Set<ItemKey> needs() {
        var needs = new LinkedHashSet<ItemKey>();
        if (!drafts.isEmpty() || !deferred.isEmpty()) {
            needs.add(ItemKey.sequence(account));
        }
        events().forEach(event -> needs.add(ItemKey.event(account, event)));
        answers().keySet().forEach(answer -> needs.add(ItemKey.answer(account, answer)));
        RuleCounterItems.of(account, drafts).keys().forEach(needs::add);
        return needs;
    }

    /// What is to be written, given what is known.
    Filled fill(Map<ItemKey, Item> known, Instant now) {
        var sequence = SequenceItem.of(known.get(ItemKey.sequence(account)));
        var register = register(known, sequence);
        var written = register.enter(drafts, unfinished, causes, now);
        var writes = new ArrayList<ConditionalWrite>();
        for (var added : written.added()) {
            writes.add(CommandItems.pending(account, added, sequence.next() + writes.size()));
        }
        for (var event : deferred) {
            writes.add(CommandItems.plan(account, event, sequence.next() + writes.size()));
        }
        if (!writes.isEmpty()) {
            writes.add(sequence.advance(account, sequence.next() + writes.size(), register.turns()));
        }
        writes.addAll(changes(register, known, now));
        writes.addAll(heard);
        return new Filled(written, writes);
    }

    private CommandRegister register(Map<ItemKey, Item> known, SequenceItem sequence) {
        var counts = RuleCounterItems.of(account, drafts).read(known);
        var register = new CommandRegister(new HashMap<>(), new HashMap<>(), counts, new HashMap<>(sequence.turns()));
        for (var event : events()) {
            var item = known.get(ItemKey.event(account, event));
            if (item != null) {
                register.events().put(event, new EventRecord(item.texts(ACTIONS), item.flag(WHOLE)));
            }
        }
        for (var answer : answers().keySet()) {
            var item = known.get(ItemKey.answer(account, answer));
            if (item != null) {
                register.answers().put(answer, new Answer(item.text(EVENT), item.time(AT)));
            }
        }
        return register;
    }

    /// What has changed in the register, if nobody else has changed it since it was read.
    private List<ConditionalWrite> changes(CommandRegister now, Map<ItemKey, Item> known, Instant at) {
        var before = register(known, SequenceItem.of(null));
        var changes = new ArrayList<ConditionalWrite>();
        now.events().forEach((event, entered) -> {
            if (!entered.equals(before.events().get(event))) {
                var item = Item.of(ItemKey.event(account, event))
                        .with(ACTIONS, AttributeValue.fromSs(List.copyOf(entered.actions())))
                        .with(WHOLE, entered.whole())
                        .expiring(at.plus(KEPT));
                changes.add(ConditionalWrite.put(item).ifStill(known.get(item.key()), ACTIONS));
            }
        });
        answers().forEach((name, once) -> {
            var answer = now.answers().get(name);
            if (answer != null && !answer.equals(before.answers().get(name))) {
                var item = item(ItemKey.answer(account, name), answer, once.span());
                changes.add(ConditionalWrite.put(item).ifStill(known.get(item.key()), EVENT));
            }
        });
        changes.addAll(RuleCounterItems.of(account, drafts).changes(now.counts(), known, KEPT));
        return changes;
    }

    private static Item item(ItemKey key, Answer answer, @Nullable Duration span) {
        var item = Item.of(key).with(EVENT, answer.event()).with(AT, answer.at());
        return span == null ? item : item.expiring(answer.at().plus(span).plus(KEPT));
    }

    private Set<String> events() {
        return drafts.stream().map(draft -> draft.command().origin().event()).collect(Collectors.toSet());
    }

    /// What is answered once, by the names in the register.
    private Map<String, OnceGuard> answers() {
        var answers = new HashMap<String, OnceGuard>();
        for (var draft : drafts) {
            if (draft.once() != null) {
                answers.put(CommandRegister.answer(draft.command().origin(), draft.once()), draft.once());
            }
        }
        return answers;
    }
}
