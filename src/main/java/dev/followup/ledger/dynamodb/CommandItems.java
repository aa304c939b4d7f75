package dev.followup.ledger.dynamodb;

import dev.followup.event.CrmEvent;
import dev.followup.ledger.Ledger.AccountState;
import dev.followup.ledger.Ledger.DeferredEvent;
import dev.followup.ledger.Ledger.Lease;
import dev.followup.ledger.Ledger.OpenCircuit;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.Ledger.SendAttempt;
import dev.followup.ledger.PlannedWork;
import dev.followup.task.CommandCause;
import dev.followup.task.DraftCommand;
import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// The items of pending commands, of deferred events, and of the rest of an account's state. Commands and
/// events are sorted by their numbers.
final class CommandItems {

    private static final String NUMBER = "number";
    private static final String COMMAND = "command";
    private static final String CAUSE = "cause";
    private static final String EVENT = "event";
    private static final String STORED_AT = "storedAt";
    private static final String VERSION = "version";
    private static final String WRITTEN_AT = "writtenAt";
    private static final String SENT_AT = "sentAt";
    private static final String ANSWERED = "answered";
    private static final String REFUSALS = "refusals";
    private static final String GENERATION = "generation";
    private static final String SCHEDULED_UNTIL = "scheduledUntil";
    private static final String RECOVERED_UNTIL = "recoveredUntil";
    private static final String REASON = "reason";
    private static final String SINCE = "since";
    private static final String PROBE_AT = "probeAt";
    private static final String REPORTED = "reported";

    /// Bytes of a command or an event in an item, less some for its other attributes. An item may have 400 KB.
    /// Source: AWS documentation, "Quotas in Amazon DynamoDB"; read 2026-11-21.
    private static final int MAX_BYTES = 390 * 1024;

    private CommandItems() {}

    /// The keys of the events that do not fit into an item, or of which a command does not.
    static Set<String> tooLarge(PlannedWork work) {
        var tooLarge = new HashSet<String>();
        work.deferred().stream()
                .map(DeferredEvent::event)
                .filter(event -> bytes(event) > MAX_BYTES)
                .map(CrmEvent::key)
                .forEach(tooLarge::add);
        work.drafts().stream()
                .map(DraftCommand::command)
                .filter(command -> bytes(command) > MAX_BYTES)
                .map(command -> command.origin().event())
                .forEach(tooLarge::add);
        return tooLarge;
    }

    private static int bytes(Object content) {
        return LedgerJson.write(content).getBytes(StandardCharsets.UTF_8).length;
    }

    /// The write of a new pending command.
    static ConditionalWrite pending(String account, PendingCommand pending, long number) {
        var item = Item.of(ItemKey.pending(account, pending.command().key()))
                .with(NUMBER, number)
                .with(VERSION, LedgerJson.VERSION)
                .with(WRITTEN_AT, pending.since())
                .with(COMMAND, LedgerJson.write(pending.command()));
        var cause = pending.cause();
        return ConditionalWrite.put(cause == null ? item : item.with(CAUSE, LedgerJson.write(cause)));
    }

    /// The write of a deferred event. An event that is deferred already stays as it is.
    static ConditionalWrite deferred(String account, DeferredEvent deferred, long number) {
        return ConditionalWrite.update(
                ItemKey.deferred(account, deferred.event().key()),
                "SET #number = if_not_exists(#number, :number), #version = if_not_exists(#version, :version),"
                        + " #event = if_not_exists(#event, :event), #storedAt = if_not_exists(#storedAt, :storedAt)",
                Map.of(
                        ":number",
                        Item.number(number),
                        ":version",
                        Item.number(LedgerJson.VERSION),
                        ":event",
                        AttributeValue.fromS(LedgerJson.write(deferred.event())),
                        ":storedAt",
                        AttributeValue.fromS(deferred.storedAt().toString())));
    }

    /// The write of until when the scheduled rules have been evaluated.
    static ConditionalWrite scheduledUntil(String account, Instant until) {
        return ConditionalWrite.put(Item.of(ItemKey.clock(account)).with(SCHEDULED_UNTIL, until));
    }

    /// The write of until when missed events have been recovered.
    static ConditionalWrite recoveredUntil(String account, Instant until) {
        return ConditionalWrite.put(Item.of(ItemKey.recovery(account)).with(RECOVERED_UNTIL, until));
    }

    /// The write of an open circuit.
    static ConditionalWrite circuit(String account, OpenCircuit circuit) {
        return ConditionalWrite.put(Item.of(ItemKey.circuit(account))
                .with(REASON, circuit.reason())
                .with(SINCE, circuit.since())
                .with(PROBE_AT, circuit.probeAt())
                .with(REPORTED, circuit.isReported()));
    }

    /// The write before a command is sent. A command that was sent before keeps its first time.
    static ConditionalWrite sent(Lease lease, String command, Instant at) {
        return ConditionalWrite.update(
                        ItemKey.pending(lease.account(), command),
                        "SET #sentAt = if_not_exists(#sentAt, :at), #answered = if_not_exists(#answered, :answered),"
                                + " #generation = :generation",
                        Map.of(
                                ":at",
                                AttributeValue.fromS(at.toString()),
                                ":answered",
                                AttributeValue.fromBool(false),
                                ":generation",
                                Item.number(lease.generation())))
                .ifPresent();
    }

    /// The write after an uncertain outcome.
    private static ConditionalWrite uncertain(Lease lease, ItemKey pending, Outcome.Uncertain outcome) {
        return ifNotSentLater(
                lease,
                ConditionalWrite.update(
                        pending,
                        "SET #sentAt = :at, #answered = :answered",
                        Map.of(
                                ":at",
                                AttributeValue.fromS(outcome.sentAt().toString()),
                                ":answered",
                                AttributeValue.fromBool(outcome.answered()))));
    }

    /// The write after an outcome that lets the command be sent again.
    private static ConditionalWrite unsent(Lease lease, ItemKey pending) {
        return ifNotSentLater(lease, ConditionalWrite.update(pending, "REMOVE #sentAt, #answered", Map.of()));
    }

    /// The same write, if the command is still pending and the invocation of no later lease has sent it.
    private static ConditionalWrite ifNotSentLater(Lease lease, ConditionalWrite write) {
        return write.onlyIf(
                "attribute_exists(#pk) AND (attribute_not_exists(#generation) OR #generation <= :lease)",
                Map.of(":lease", Item.number(lease.generation())));
    }

    /// The write after the CRM refused this very command without a reason: it can be sent again.
    private static ConditionalWrite refusedAlone(Lease lease, ItemKey pending) {
        return ifNotSentLater(
                lease,
                ConditionalWrite.update(
                        pending,
                        "SET #refusals = if_not_exists(#refusals, :zero) + :one REMOVE #sentAt, #answered",
                        Map.of(":zero", Item.number(0), ":one", Item.number(1))));
    }

    /// The write after the command was given to another user.
    private static ConditionalWrite reassigned(Lease lease, ItemKey pending, TaskCommand command) {
        return ifNotSentLater(
                lease,
                ConditionalWrite.update(
                        pending,
                        "SET #command = :command REMOVE #sentAt, #answered, #refusals",
                        Map.of(":command", AttributeValue.fromS(LedgerJson.write(command)))));
    }

    /// The writes of an outcome: the traces of its effects, and the deletion or the change of the command's item.
    static List<ConditionalWrite> ending(Lease lease, String command, Outcome outcome) {
        var account = lease.account();
        var pending = ItemKey.pending(account, command);
        return switch (outcome) {
            case Outcome.Done done -> {
                var writes = TaskTraceItems.ofEffects(account, command, done.effects());
                writes.add(ConditionalWrite.delete(pending));
                yield writes;
            }
            case Outcome.Skipped _, Outcome.Refused _ ->
                List.of(ifNotSentLater(lease, ConditionalWrite.delete(pending)));
            case Outcome.Deferred(var _, var refusedAlone) when refusedAlone -> List.of(refusedAlone(lease, pending));
            case Outcome.Deferred _, Outcome.Blocked _ -> List.of(unsent(lease, pending));
            case Outcome.Reassigned(var reassigned, var _) -> List.of(reassigned(lease, pending, reassigned));
            case Outcome.Uncertain uncertain -> List.of(uncertain(lease, pending, uncertain));
        };
    }

    /// The account's state from its items. An item that cannot be read is left out.
    static AccountState state(String account, List<Item> items) {
        return new AccountState(
                inOrder(items, ItemKey.PENDING, CommandItems::pendingCommand),
                inOrder(items, ItemKey.PLAN, CommandItems::deferredEvent),
                only(items, ItemKey.clock(account), item -> item.time(SCHEDULED_UNTIL)),
                only(items, ItemKey.recovery(account), item -> item.time(RECOVERED_UNTIL)),
                only(
                        items,
                        ItemKey.circuit(account),
                        item -> new OpenCircuit(
                                item.text(REASON), item.time(SINCE), item.time(PROBE_AT), item.flag(REPORTED))));
    }

    /// What the item with this key holds; `null` if there is none.
    private static <T> @Nullable T only(List<Item> items, ItemKey key, Function<Item, T> reader) {
        return items.stream()
                .filter(item -> item.key().equals(key))
                .findFirst()
                .flatMap(item -> item.read(reader))
                .orElse(null);
    }

    /// What the items whose keys begin so hold, in the order of their numbers.
    private static <T> List<T> inOrder(List<Item> items, String prefix, Function<Item, T> reader) {
        return items.stream()
                .filter(item -> item.key().sort().startsWith(prefix))
                .flatMap(item ->
                        item.read(readable -> new Numbered<>(readable.number(NUMBER), reader.apply(readable))).stream())
                .sorted(Comparator.comparing(Numbered::number))
                .map(Numbered::value)
                .toList();
    }

    private static PendingCommand pendingCommand(Item item) {
        var cause = item.has(CAUSE) ? read(item, CAUSE, CommandCause.class) : null;
        var command = read(item, COMMAND, TaskCommand.class);
        checkKey(item, ItemKey.PENDING + command.key());
        return new PendingCommand(
                command,
                item.time(WRITTEN_AT),
                sent(item),
                cause,
                item.has(REFUSALS) ? Math.toIntExact(item.number(REFUSALS)) : 0);
    }

    private static DeferredEvent deferredEvent(Item item) {
        var event = read(item, EVENT, CrmEvent.class);
        checkKey(item, ItemKey.PLAN + event.key());
        return new DeferredEvent(event, item.time(STORED_AT));
    }

    private static void checkKey(Item item, String expected) {
        if (!item.key().sort().equals(expected)) {
            throw new IllegalStateException("its content is that of " + expected);
        }
    }

    private static @Nullable SendAttempt sent(Item item) {
        if (item.has(GENERATION)) {
            item.number(GENERATION); // of another type, no outcome could be recorded
        }
        return item.has(SENT_AT) ? new SendAttempt(item.time(SENT_AT), item.flag(ANSWERED)) : null;
    }

    private static <T> T read(Item item, String name, Class<T> type) {
        if (item.number(VERSION) > LedgerJson.VERSION) {
            throw new IllegalStateException("it was written by a later release");
        }
        return LedgerJson.read(item.text(name), type);
    }

    /// What an item holds, with the number by which it is sorted.
    private record Numbered<T>(long number, T value) {}
}
