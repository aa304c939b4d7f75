package dev.followup.ledger.dynamodb;

import dev.followup.event.EventSubject;
import dev.followup.ledger.BookText;
import dev.followup.ledger.HeardEvent;
import dev.followup.ledger.JournalEntry;
import dev.followup.ledger.JournalEntry.End;
import dev.followup.ledger.JournalEntry.Remark;
import dev.followup.ledger.JournalNote;
import dev.followup.task.WaitEnd;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// The items of an account's journal: what events' records hold besides, how their commands and waits ended, the
/// pointers to them, and the books that decided them.
///
/// @param time how long they are kept; nothing is written if that is zero
record JournalItems(String account, Duration time) {

    /// The attribute of an event's record with its compressed entry.
    static final String JOURNAL = "journal";

    /// What sets the pointers of a note apart from those of its event.
    static final String NOTE_MARK = "#note";

    /// The most ends in a write: its expression has some 50 bytes for each, and may have 4 KB.
    /// Source: AWS documentation, "Quotas in Amazon DynamoDB"; read 2026-11-29.
    private static final int MOST_CHANGES = 50;

    private static final String EVENT = "event";
    private static final String KIND = "kind";
    private static final String NOTE = "note";
    private static final String AT = "at";
    private static final String NAMED = "named";
    private static final String NAME = "name";
    private static final String TEXT = "text";
    private static final String NAMES = "names";

    /// What the names of the attributes begin with that hold how something ended.
    private static final String COMMAND = "command_";

    private static final String WAIT = "wait_";

    /// The most compressed bytes of a book: an item of the table has 400 KB.
    private static final int MAX_BOOK = 380 * 1024;

    boolean isOn() {
        return !time.isZero();
    }

    /// When the item of an event's record expires.
    Instant end(Instant now) {
        return now.plus(time.compareTo(EventItems.RETENTION) > 0 ? time : EventItems.RETENTION);
    }

    /// What an event's record holds for the journal; `null` for nothing.
    ///
    /// @param entry what is kept; `null` for nothing
    byte @Nullable [] content(@Nullable JournalEntry entry) {
        return entry == null || !isOn() ? null : JournalJson.write(entry);
    }

    /// The entry in an event's record; empty if there is none, if it cannot be read, or if it has expired.
    Optional<JournalEntry> entry(@Nullable Item event, Instant now) {
        return event == null || !event.has(JOURNAL) || event.isExpired(now)
                ? Optional.empty()
                : event.read(item -> JournalJson.read(item.bytes(JOURNAL)))
                        .filter(entry -> isKept(entry.storedAt(), now));
    }

    /// Whether what the inbox stored at a time is still kept.
    boolean isKept(Instant storedAt, Instant now) {
        return storedAt.plus(time).isAfter(now);
    }

    /// The pointers to an event: one for each thing that it names, and one by its day; none if nothing is kept of it.
    Stream<Item> pointers(HeardEvent heard, Instant now) {
        var entry = heard.entry();
        return entry == null || !isOn()
                ? Stream.empty()
                : places(entry.subjects().stream(), heard.time())
                        .map(place -> Item.of(ItemKey.pointer(account, place, heard.time(), heard.key(), ""))
                                .with(EVENT, heard.key())
                                .expiring(now.plus(time)));
    }

    /// The items of a note.
    Stream<Item> note(JournalNote note, Instant now) {
        if (!isOn()) {
            return Stream.empty();
        }
        var named =
                note.subjects().stream().map(EventSubject::toString).sorted().collect(Collectors.joining(" "));
        return places(note.subjects().stream(), note.at())
                .map(place -> Item.of(ItemKey.pointer(account, place, note.at(), note.event(), NOTE_MARK))
                        .with(EVENT, note.event())
                        .with(KIND, note.kind())
                        .with(NAMED, named)
                        .with(AT, note.at())
                        .with(NOTE, note.words())
                        .expiring(now.plus(time)));
    }

    /// Where an event is found.
    static Stream<String> places(Stream<EventSubject> subjects, Instant at) {
        return Stream.concat(subjects.map(EventSubject::toString), Stream.of(day(at)));
    }

    /// The day of a time, as pointers have it.
    static String day(Instant at) {
        return at.atZone(ZoneOffset.UTC).toLocalDate().toString();
    }

    /// The key of the event to which an item points.
    static String event(Item pointer) {
        return pointer.text(EVENT);
    }

    static boolean isNote(Item pointer) {
        return pointer.has(NOTE);
    }

    static JournalNote note(Item pointer) {
        var named = pointer.text(NAMED);
        return new JournalNote(
                pointer.text(EVENT),
                pointer.text(KIND),
                named.isEmpty()
                        ? Set.of()
                        : Stream.of(named.split(" ", -1)).map(EventSubject::of).collect(Collectors.toSet()),
                pointer.time(AT),
                pointer.text(NOTE));
    }

    /// The item of a book; empty if it is too large.
    Optional<Item> book(BookText book, Instant now) {
        var text = JournalJson.deflated(book.text());
        var names = JournalJson.deflated(book.names());
        if (!isOn() || text.length + names.length > MAX_BOOK) {
            return Optional.empty();
        }
        var item = Item.of(ItemKey.book(account, book.digest()))
                .with(NAME, book.name())
                .with(TEXT, text)
                .expiring(end(now).plus(BOOK_MARGIN));
        return Optional.of(book.names().isEmpty() ? item : item.with(NAMES, names));
    }

    /// A book is written once a day while it is used, and outlives the events that it decides.
    static final Duration BOOK_MARGIN = Duration.ofDays(2);

    static BookText book(Item item, String digest) {
        return new BookText(
                digest,
                item.text(NAME),
                JournalJson.inflated(item.bytes(TEXT)),
                item.has(NAMES) ? JournalJson.inflated(item.bytes(NAMES)) : "");
    }

    /// The change of an event's ends when a command ended.
    static AttributeChange ended(String command, End end) {
        return new AttributeChange.Set(
                COMMAND + hash(command), AttributeValue.fromS(LedgerJson.write(new EndedCommand(command, end))));
    }

    /// The changes of events' ends when waits were dropped, by the events' keys.
    Map<String, List<AttributeChange>> dropped(Stream<WaitEnd> ends, Instant now) {
        return ends.filter(end -> isOn() && end.isDropped())
                .collect(Collectors.groupingBy(
                        end -> end.waiting().origin().event(),
                        Collectors.mapping(
                                end -> new AttributeChange.Set(
                                        WAIT + hash(end.waiting().key()),
                                        AttributeValue.fromS(LedgerJson.write(Remark.of(end, now)))),
                                Collectors.toList())));
    }

    /// The writes of changes of an event's ends.
    Stream<ConditionalWrite> allEnds(String event, List<AttributeChange> changes, Instant now) {
        return changes.stream().gather(Gatherers.windowFixed(MOST_CHANGES)).map(some -> ends(event, some, now));
    }

    /// The write of a few changes of an event's ends.
    ConditionalWrite ends(String event, List<AttributeChange> changes, Instant now) {
        var expiry = new AttributeChange.Set(Item.EXPIRES, Item.number(end(now).getEpochSecond()));
        return ConditionalWrite.update(
                ItemKey.ends(account, event),
                Stream.concat(changes.stream(), Stream.of(expiry)).toArray(AttributeChange[]::new));
    }

    /// An entry with the ends of its commands and waits.
    static JournalEntry ended(JournalEntry entry, Item ends) {
        var commands = new HashMap<String, End>();
        var result = entry;
        for (var name : ends.attributes().keySet().stream().sorted().toList()) {
            if (name.startsWith(COMMAND)) {
                ends.read(item -> LedgerJson.read(item.text(name), EndedCommand.class))
                        .ifPresent(ended -> commands.put(ended.command(), ended.end()));
            } else if (name.startsWith(WAIT)) {
                var remark = ends.read(item -> LedgerJson.read(item.text(name), Remark.class));
                result = remark.map(result::with).orElse(result);
            }
        }
        return result.ended(commands);
    }

    /// A write without the changes of these attributes; nothing if no change of an event's ends is left of it.
    static Optional<ConditionalWrite> without(Set<String> attributes, ConditionalWrite write) {
        if (attributes.isEmpty() || !(write.action() instanceof ConditionalWrite.Update(var changes))) {
            return Optional.of(write);
        }
        var left = changes.stream()
                .filter(change -> !attributes.contains(change.attribute()))
                .toList();
        boolean saysAnything =
                left.stream().anyMatch(change -> !change.attribute().equals(Item.EXPIRES));
        return saysAnything
                ? Optional.of(new ConditionalWrite(write.key(), new ConditionalWrite.Update(left), write.condition()))
                : Optional.empty();
    }

    private static String hash(String key) {
        return UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
    }

    /// How a command ended.
    record EndedCommand(String command, End end) {}
}
