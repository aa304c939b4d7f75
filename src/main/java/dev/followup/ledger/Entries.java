package dev.followup.ledger;

import dev.followup.event.CrmEvent;
import dev.followup.ledger.Ledger.Agenda;
import dev.followup.ledger.Ledger.Block;
import dev.followup.ledger.Ledger.Entry;
import dev.followup.ledger.Ledger.Sent;
import dev.followup.task.Occasion;
import dev.followup.task.TaskOrder;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// The items that an account's list is made of. They stand in it by their numbers.
final class Entries {

    private static final String NUMBER = "number";
    private static final String ORDER = "order";
    private static final String OCCASION = "occasion";
    private static final String EVENT = "event";
    private static final String VERSION = "version";
    private static final String WRITTEN_AT = "writtenAt";
    private static final String SENT_AT = "sentAt";
    private static final String ANSWERED = "answered";
    private static final String TICKED = "ticked";
    private static final String CAUGHT_UP = "caughtUp";
    private static final String REASON = "reason";
    private static final String SINCE = "since";
    private static final String PROBE_AT = "probeAt";

    private Entries() {}

    /// An order that is to do from now on.
    static Write todo(String account, Entry entry, long number) {
        var item = Item.of(Key.todo(account, entry.order().key()))
                .with(NUMBER, number)
                .with(VERSION, Json.VERSION)
                .with(WRITTEN_AT, entry.since())
                .with(ORDER, Json.write(entry.order()));
        var occasion = entry.occasion();
        return Write.put(occasion == null ? item : item.with(OCCASION, Json.write(occasion)));
    }

    /// An event that is to plan. One that stands there already stays as it is.
    static Write toPlan(String account, CrmEvent event, long number) {
        return Write.update(
                Key.toPlan(account, event.key()),
                "SET #number = if_not_exists(#number, :number), #version = if_not_exists(#version, :version),"
                        + " #event = if_not_exists(#event, :event)",
                Map.of(
                        ":number",
                        Item.number(number),
                        ":version",
                        Item.number(Json.VERSION),
                        ":event",
                        AttributeValue.fromS(Json.write(event))));
    }

    /// Until when rules that run by the clock have been asked.
    static Write ticked(String account, Instant until) {
        return Write.put(Item.of(Key.clock(account)).with(TICKED, until));
    }

    /// Until when what happened has been caught up on.
    static Write caughtUp(String account, Instant until) {
        return Write.put(Item.of(Key.catchUp(account)).with(CAUGHT_UP, until));
    }

    /// That the account is closed to calls.
    static Write block(String account, Block block) {
        return Write.put(Item.of(Key.block(account))
                .with(REASON, block.reason())
                .with(SINCE, block.since())
                .with(PROBE_AT, block.probeAt()));
    }

    /// That an order is about to be sent. What was sent before keeps its first time.
    static Write sent(Key todo, Instant at) {
        return sent(
                todo,
                at,
                false,
                "SET #sentAt = if_not_exists(#sentAt, :at), #answered = if_not_exists(#answered, :answered)");
    }

    /// That an order may have been carried out.
    static Write uncertain(Key todo, Instant at, boolean answered) {
        return sent(todo, at, answered, "SET #sentAt = :at, #answered = :answered");
    }

    private static Write sent(Key todo, Instant at, boolean answered, String expression) {
        return Write.update(
                        todo,
                        expression,
                        Map.of(
                                ":at",
                                AttributeValue.fromS(at.toString()),
                                ":answered",
                                AttributeValue.fromBool(answered)))
                .ifPresent();
    }

    /// That an order is to do again.
    static Write unsent(Key todo) {
        return Write.update(todo, "REMOVE #sentAt, #answered", Map.of()).ifPresent();
    }

    /// The list that these items make up.
    static Agenda agenda(List<Item> items) {
        return new Agenda(
                among(items, Key.TODO).map(Entries::entry).toList(),
                among(items, Key.TO_PLAN)
                        .map(item -> read(item, EVENT, CrmEvent.class))
                        .toList(),
                only(items, TICKED).map(item -> item.time(TICKED)).orElse(null),
                only(items, CAUGHT_UP).map(item -> item.time(CAUGHT_UP)).orElse(null),
                only(items, PROBE_AT)
                        .map(item -> new Block(item.text(REASON), item.time(SINCE), item.time(PROBE_AT)))
                        .orElse(null));
    }

    /// The one item that has this attribute.
    private static Optional<Item> only(List<Item> items, String attribute) {
        return items.stream().filter(item -> item.has(attribute)).findFirst();
    }

    private static Stream<Item> among(List<Item> items, String beginning) {
        return items.stream()
                .filter(item -> item.key().sort().startsWith(beginning))
                .sorted(Comparator.comparing(item -> item.number(NUMBER)));
    }

    private static Entry entry(Item item) {
        var occasion = item.has(OCCASION) ? read(item, OCCASION, Occasion.class) : null;
        return new Entry(read(item, ORDER, TaskOrder.class), item.time(WRITTEN_AT), sent(item), occasion);
    }

    private static @Nullable Sent sent(Item item) {
        return item.has(SENT_AT) ? new Sent(item.time(SENT_AT), item.flag(ANSWERED)) : null;
    }

    private static <T> T read(Item item, String name, Class<T> type) {
        if (item.number(VERSION) > Json.VERSION) {
            throw new LedgerUnavailableException(
                    "item " + item.key() + " was written by a later release, which has to be in use again", null);
        }
        return Json.read(item.text(name), type);
    }
}
