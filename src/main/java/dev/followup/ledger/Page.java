package dev.followup.ledger;

import dev.followup.event.CrmEvent;
import dev.followup.ledger.Ledger.Entry;
import dev.followup.ledger.Ledger.Written;
import dev.followup.ledger.Register.Answer;
import dev.followup.ledger.Register.Entered;
import dev.followup.task.Draft;
import dev.followup.task.Occasion;
import dev.followup.task.Once;
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
/// @param occasions what the drafts answer, by the keys of their events
record Page(
        String account,
        List<Draft> drafts,
        List<CrmEvent> deferred,
        List<Write> heard,
        Set<String> unfinished,
        Map<String, Occasion> occasions) {

    /// How long what is over is kept: longer than anybody tells of it again.
    private static final Duration KEPT = Duration.ofDays(35);

    private static final String ACTIONS = "actions";
    private static final String WHOLE = "whole";
    private static final String EVENT = "event";
    private static final String AT = "at";

    Page {
        drafts = List.copyOf(drafts);
        deferred = List.copyOf(deferred);
        heard = List.copyOf(heard);
    }

    /// What a page comes to.
    record Filled(Written written, List<Write> writes) {}

    /// The keys of what must be known.
    Set<Key> needs() {
        var needs = new LinkedHashSet<Key>();
        if (!drafts.isEmpty() || !deferred.isEmpty()) {
            needs.add(Key.lane(account));
        }
        events().forEach(event -> needs.add(Key.event(account, event)));
        answers().keySet().forEach(answer -> needs.add(Key.answer(account, answer)));
        Counts.of(account, drafts).keys().forEach(needs::add);
        return needs;
    }

    /// What is to be written, given what is known.
    Filled fill(Map<Key, Item> known, Instant now) {
        var lane = Lane.of(known.get(Key.lane(account)));
        var register = register(known, lane);
        var written = register.enter(drafts, unfinished);
        var writes = new ArrayList<Write>();
        for (var order : written.added()) {
            var occasion = occasions.get(order.origin().event());
            writes.add(Entries.todo(account, new Entry(order, now, null, occasion), lane.next() + writes.size()));
        }
        for (var event : deferred) {
            writes.add(Entries.toPlan(account, event, lane.next() + writes.size()));
        }
        if (!writes.isEmpty()) {
            writes.add(lane.goneOn(account, lane.next() + writes.size(), register.turns()));
        }
        writes.addAll(changes(register, known, now));
        writes.addAll(heard);
        return new Filled(written, writes);
    }

    private Register register(Map<Key, Item> known, Lane lane) {
        var counts = Counts.of(account, drafts).read(known);
        var register = new Register(new HashMap<>(), new HashMap<>(), counts, new HashMap<>(lane.turns()));
        for (var event : events()) {
            var item = known.get(Key.event(account, event));
            if (item != null) {
                register.events().put(event, new Entered(item.texts(ACTIONS), item.flag(WHOLE)));
            }
        }
        for (var answer : answers().keySet()) {
            var item = known.get(Key.answer(account, answer));
            if (item != null) {
                register.answers().put(answer, new Answer(item.text(EVENT), item.time(AT)));
            }
        }
        return register;
    }

    /// What has changed in the register, if nobody else has changed it since it was read.
    private List<Write> changes(Register now, Map<Key, Item> known, Instant at) {
        var before = register(known, Lane.of(null));
        var changes = new ArrayList<Write>();
        now.events().forEach((event, entered) -> {
            if (!entered.equals(before.events().get(event))) {
                var item = Item.of(Key.event(account, event))
                        .with(ACTIONS, AttributeValue.fromSs(List.copyOf(entered.actions())))
                        .with(WHOLE, entered.whole())
                        .expiring(at.plus(KEPT));
                changes.add(Write.put(item).ifStill(known.get(item.key()), ACTIONS));
            }
        });
        answers().forEach((name, once) -> {
            var answer = now.answers().get(name);
            if (answer != null && !answer.equals(before.answers().get(name))) {
                var item = item(Key.answer(account, name), answer, once.span());
                changes.add(Write.put(item).ifStill(known.get(item.key()), EVENT));
            }
        });
        changes.addAll(Counts.of(account, drafts).changes(now.counts(), known, KEPT));
        return changes;
    }

    private static Item item(Key key, Answer answer, @Nullable Duration span) {
        var item = Item.of(key).with(EVENT, answer.event()).with(AT, answer.at());
        return span == null ? item : item.expiring(answer.at().plus(span).plus(KEPT));
    }

    private Set<String> events() {
        return drafts.stream().map(draft -> draft.order().origin().event()).collect(Collectors.toSet());
    }

    /// What is answered once, by the names in the register.
    private Map<String, Once> answers() {
        var answers = new HashMap<String, Once>();
        for (var draft : drafts) {
            if (draft.once() != null) {
                answers.put(Register.answer(draft.order().origin(), draft.once()), draft.once());
            }
        }
        return answers;
    }
}
