package dev.followup.ledger.dynamodb;

import dev.followup.ledger.CommandRegister.EventCommands;
import dev.followup.ledger.HeardEvent;
import dev.followup.ledger.Ledger.EventRecord;
import dev.followup.ledger.PlannedWork;
import dev.followup.task.WaitRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// The items of events' records: one under the event's key with its commands, and one under its coarse key.
final class EventItems {

    /// How long records are kept: longer than any webhook reports the event again.
    static final Duration RETENTION = Duration.ofDays(35);

    static final String ACTIONS = "actions";
    private static final String IS_COMPLETE = "isComplete";
    private static final String TIME = "time";
    private static final String STORED_AT = "storedAt";

    private static final EventCommands NO_COMMANDS = new EventCommands(Set.of(), true);

    private EventItems() {}

    /// The records of the events for which no rule fires, and which neither ask anything of waits nor end one.
    static List<Item> withoutCommands(JournalItems journal, PlannedWork work, Instant now) {
        var answered = answered(work);
        var items = new LinkedHashMap<ItemKey, Item>(); // two events may have one coarse key
        work.heard().values().stream()
                .filter(event -> !answered.contains(event.key()))
                .forEach(event -> {
                    journal.pointers(event, now).forEach(pointer -> add(items, pointer)); // before what they lead to
                    var content = journal.content(event.entry());
                    add(
                            items,
                            with(
                                    content,
                                    item(
                                            journal,
                                            event.key(),
                                            new EventCommands(Set.of(), event.isPlanned()),
                                            event,
                                            now)));
                    if (event.coarseKey() != null) {
                        add(items, coarse(journal, event.coarseKey(), event, now));
                    }
                });
        return List.copyOf(items.values());
    }

    /// The keys of the events that get commands, that ask something of waits, or whose waits end.
    static Set<String> answered(PlannedWork work) {
        return Stream.of(
                        work.drafts().stream()
                                .map(draft -> draft.command().origin().event()),
                        work.waits().stream().map(WaitRequest::event),
                        work.ended().stream().map(end -> end.waiting().origin().event()))
                .flatMap(events -> events)
                .collect(Collectors.toSet());
    }

    private static void add(Map<ItemKey, Item> items, Item item) {
        items.put(item.key(), item);
    }

    /// The record of an event with its commands.
    ///
    /// @param heard `null` for an event of the clock, of which no repeat is looked for
    static Item item(
            JournalItems journal, String key, EventCommands commands, @Nullable HeardEvent heard, Instant now) {
        var item = Item.of(ItemKey.event(journal.account(), key))
                .with(IS_COMPLETE, commands.isComplete())
                .with(TIME, heard == null ? now : heard.time())
                .with(STORED_AT, heard == null ? now : heard.storedAt())
                .expiring(journal.end(now));
        return commands.actions().isEmpty()
                ? item
                : item.with(ACTIONS, AttributeValue.fromSs(List.copyOf(commands.actions())));
    }

    /// The record with what the journal keeps.
    ///
    /// @param journal `null` for nothing
    static Item with(byte @Nullable [] journal, Item record) {
        return journal == null ? record : record.with(JournalItems.JOURNAL, journal);
    }

    /// The record under an event's coarse key.
    static Item coarse(JournalItems journal, String key, HeardEvent heard, Instant now) {
        return item(journal, key, NO_COMMANDS, heard, now);
    }

    static EventCommands commands(Item item) {
        return new EventCommands(item.texts(ACTIONS), item.flag(IS_COMPLETE));
    }

    static EventRecord record(Item item) {
        return new EventRecord(item.time(TIME), item.time(STORED_AT), item.flag(IS_COMPLETE));
    }
}
