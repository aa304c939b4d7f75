package dev.followup.ledger.dynamodb;

import dev.followup.ledger.Marker;
import dev.followup.ledger.WaitKey;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// The key of an item. An account's state is in one partition; everything else is read by its key, from a partition
/// of its own.
record ItemKey(String partition, String sort) {

    static final String PARTITION = "pk";
    static final String SORT = "sk";
    static final String PENDING = "PENDING#";
    static final String PLAN = "PLAN#";
    static final String WALK = "WALK#";
    static final String DUE = "due#";

    /// The character that precedes every other one in a sort key.
    static final String FIRST = " ";

    /// The character that follows every other one in a sort key.
    static final String LAST = "\uffff";

    private static final String HELD = "held#";

    private static final DateTimeFormatter MOMENT =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    /// The partition of an account's state.
    static String accountPartition(String account) {
        return "A#" + account;
    }

    /// The next number, and the positions of the rotations.
    static ItemKey sequence(String account) {
        return new ItemKey(accountPartition(account), "SEQUENCE");
    }

    /// The lease of the account.
    static ItemKey lease(String account) {
        return new ItemKey(accountPartition(account), "LEASE");
    }

    /// Until when the scheduled rules have been evaluated.
    static ItemKey clock(String account) {
        return new ItemKey(accountPartition(account), "CLOCK");
    }

    /// Until when missed events have been recovered.
    static ItemKey recovery(String account) {
        return new ItemKey(accountPartition(account), "RECOVERY");
    }

    /// How far a rule has come through the entities of the account.
    static ItemKey walk(String account, String rule) {
        return new ItemKey(accountPartition(account), WALK + rule);
    }

    /// When the CRM reported nothing last.
    static ItemKey webhooks(String account) {
        return new ItemKey(accountPartition(account), "WEBHOOKS");
    }

    /// The absences that people have reported.
    static ItemKey away(String account) {
        return new ItemKey(accountPartition(account), "AWAY");
    }

    /// The open circuit.
    static ItemKey circuit(String account) {
        return new ItemKey(accountPartition(account), "CIRCUIT");
    }

    /// A pending command, by its number: the keys sort as the numbers do.
    static ItemKey pending(String account, long number) {
        return new ItemKey(accountPartition(account), PENDING + "%015d".formatted(number));
    }

    /// A deferred event, by its key.
    static ItemKey deferred(String account, String event) {
        return new ItemKey(accountPartition(account), PLAN + event);
    }

    /// The record of an event, by its key or its coarse key.
    static ItemKey event(String account, String event) {
        return new ItemKey("E#" + account + "#" + event, "EVENT");
    }

    /// How commands and waits of an event ended, by its key.
    static ItemKey ends(String account, String event) {
        return new ItemKey("E#" + account + "#" + event, "END");
    }

    /// The partition of the pointers to the events that name a thing, or that happened on a day.
    ///
    /// @param of such as `leads/501` or `2026-11-21`
    static String pointerPartition(String account, String of) {
        return "J#" + account + "#" + of;
    }

    /// A pointer to an event: the keys sort as the times do.
    ///
    /// @param of what the event names, or its day
    /// @param mark what sets it apart from another one of the same event and time; empty for the event itself
    static ItemKey pointer(String account, String of, Instant at, String event, String mark) {
        return new ItemKey(pointerPartition(account, of), moment(at) + "#" + event + mark);
    }

    /// A time as sort keys have it, with milliseconds in any case.
    static String moment(Instant at) {
        return MOMENT.format(at);
    }

    /// The text of a rule book.
    static ItemKey book(String account, String digest) {
        return new ItemKey("B#" + account + "#" + digest, "BOOK");
    }

    /// The trace of a task, by its id.
    static ItemKey task(String account, long task) {
        return new ItemKey("T#" + account + "#" + task, "TASK");
    }

    /// The last firing of a rule for an entity.
    static ItemKey once(String account, String answer) {
        return new ItemKey("O#" + account + "#" + answer, "ONCE");
    }

    /// How many events a rule answered for a subject in an hour.
    static ItemKey ruleCounter(String account, String count) {
        return new ItemKey("R#" + account + "#" + count, "COUNT");
    }

    /// The partition of what waits in an account.
    static String waitPartition(String account) {
        return "W#" + account;
    }

    /// An action that waits: the keys sort as the times do, at which the actions are asked.
    static ItemKey wait(String account, WaitKey key) {
        var retryAt = key.retryAt();
        return new ItemKey(
                waitPartition(account),
                (retryAt == null ? HELD : due(retryAt) + "#") + key.origin().key());
    }

    /// What the sort keys begin with of all that is asked in this second.
    static String due(Instant second) {
        return DUE + "%012d".formatted(second.getEpochSecond());
    }

    /// What a rule knows of a subject.
    static ItemKey marker(String account, Marker.Key marker) {
        return new ItemKey("M#" + account + "#" + marker.rule() + "#" + marker.subject(), "MARKER");
    }

    /// The key's attributes.
    Map<String, AttributeValue> attributes() {
        return Map.of(PARTITION, AttributeValue.fromS(partition), SORT, AttributeValue.fromS(sort));
    }

    /// The key as text, as in `A#demo PENDING#000000000000042`.
    @Override
    public String toString() {
        return partition + " " + sort;
    }
}
