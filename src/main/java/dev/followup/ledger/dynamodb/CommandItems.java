package dev.followup.ledger.dynamodb;

import dev.followup.event.CrmEvent;
import dev.followup.ledger.Ledger.AccountState;
import dev.followup.ledger.Ledger.OpenCircuit;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.Ledger.SendAttempt;
import dev.followup.ledger.LedgerUnavailableException;
import dev.followup.task.CommandCause;
import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// The items of pending commands, of deferred events, and of the rest of an account's state. Commands and
/// events are sorted by their numbers.
final class CommandItems {

    private static final String NUMBER = "number";
    private static final String COMMAND = "command";
    private static final String CAUSE = "cause";
    private static final String EVENT = "event";
    private static final String VERSION = "version";
    private static final String WRITTEN_AT = "writtenAt";
    private static final String SENT_AT = "sentAt";
    private static final String ANSWERED = "answered";
    private static final String REFUSALS = "refusals";
    private static final String SCHEDULED_UNTIL = "scheduledUntil";
    private static final String RECOVERED_UNTIL = "recoveredUntil";
    private static final String REASON = "reason";
    private static final String SINCE = "since";
    private static final String PROBE_AT = "probeAt";
    private static final String REPORTED = "reported";

    private CommandItems() {}

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
    static ConditionalWrite deferred(String account, CrmEvent event, long number) {
        return ConditionalWrite.update(
                ItemKey.deferred(account, event.key()),
                "SET #number = if_not_exists(#number, :number), #version = if_not_exists(#version, :version),"
                        + " #event = if_not_exists(#event, :event)",
                Map.of(
                        ":number",
                        Item.number(number),
                        ":version",
                        Item.number(LedgerJson.VERSION),
                        ":event",
                        AttributeValue.fromS(LedgerJson.write(event))));
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
    static ConditionalWrite sent(ItemKey pending, Instant at) {
        return sent(
                pending,
                at,
                false,
                "SET #sentAt = if_not_exists(#sentAt, :at), #answered = if_not_exists(#answered, :answered)");
    }

    /// The write after an uncertain outcome.
    private static ConditionalWrite uncertain(ItemKey pending, Instant at, boolean answered) {
        return sent(pending, at, answered, "SET #sentAt = :at, #answered = :answered");
    }

    private static ConditionalWrite sent(ItemKey pending, Instant at, boolean answered, String expression) {
        return ConditionalWrite.update(
                        pending,
                        expression,
                        Map.of(
                                ":at",
                                AttributeValue.fromS(at.toString()),
                                ":answered",
                                AttributeValue.fromBool(answered)))
                .ifPresent();
    }

    /// The write after an outcome that lets the command be sent again.
    private static ConditionalWrite unsent(ItemKey pending) {
        return ConditionalWrite.update(pending, "REMOVE #sentAt, #answered", Map.of())
                .ifPresent();
    }

    /// The write after the CRM refused this very command without a reason: it can be sent again.
    private static ConditionalWrite refusedAlone(ItemKey pending) {
        return ConditionalWrite.update(
                        pending,
                        "SET #refusals = if_not_exists(#refusals, :zero) + :one REMOVE #sentAt, #answered",
                        Map.of(":zero", Item.number(0), ":one", Item.number(1)))
                .ifPresent();
    }

    /// The write after the command was given to another user.
    private static ConditionalWrite reassigned(ItemKey pending, TaskCommand command) {
        return ConditionalWrite.update(
                        pending,
                        "SET #command = :command REMOVE #sentAt, #answered, #refusals",
                        Map.of(":command", AttributeValue.fromS(LedgerJson.write(command))))
                .ifPresent();
    }

    /// The writes of an outcome: the traces of its effects, and the deletion or the change of the command's item.
    static List<ConditionalWrite> ending(String account, String command, Outcome outcome) {
        var pending = ItemKey.pending(account, command);
        return switch (outcome) {
            case Outcome.Done done -> {
                var writes = TaskTraceItems.ofEffects(account, command, done.effects());
                writes.add(ConditionalWrite.delete(pending));
                yield writes;
            }
            case Outcome.Skipped _, Outcome.Refused _ -> List.of(ConditionalWrite.delete(pending));
            case Outcome.Deferred(var _, var refusedAlone) when refusedAlone -> List.of(refusedAlone(pending));
            case Outcome.Deferred _, Outcome.Blocked _ -> List.of(unsent(pending));
            case Outcome.Reassigned(var reassigned, var _) -> List.of(reassigned(pending, reassigned));
            case Outcome.Uncertain uncertain -> List.of(uncertain(pending, uncertain.sentAt(), uncertain.answered()));
        };
    }

    /// The account's state from its items.
    static AccountState state(List<Item> items) {
        return new AccountState(
                ofKind(items, ItemKey.PENDING).map(CommandItems::pendingCommand).toList(),
                ofKind(items, ItemKey.PLAN)
                        .map(item -> read(item, EVENT, CrmEvent.class))
                        .toList(),
                only(items, SCHEDULED_UNTIL)
                        .map(item -> item.time(SCHEDULED_UNTIL))
                        .orElse(null),
                only(items, RECOVERED_UNTIL)
                        .map(item -> item.time(RECOVERED_UNTIL))
                        .orElse(null),
                only(items, PROBE_AT)
                        .map(item -> new OpenCircuit(
                                item.text(REASON), item.time(SINCE), item.time(PROBE_AT), item.flag(REPORTED)))
                        .orElse(null));
    }

    /// The one item that has this attribute.
    private static Optional<Item> only(List<Item> items, String attribute) {
        return items.stream().filter(item -> item.has(attribute)).findFirst();
    }

    private static Stream<Item> ofKind(List<Item> items, String prefix) {
        return items.stream()
                .filter(item -> item.key().sort().startsWith(prefix))
                .sorted(Comparator.comparing(item -> item.number(NUMBER)));
    }

    private static PendingCommand pendingCommand(Item item) {
        var cause = item.has(CAUSE) ? read(item, CAUSE, CommandCause.class) : null;
        return new PendingCommand(
                read(item, COMMAND, TaskCommand.class),
                item.time(WRITTEN_AT),
                sent(item),
                cause,
                item.has(REFUSALS) ? Math.toIntExact(item.number(REFUSALS)) : 0);
    }

    private static @Nullable SendAttempt sent(Item item) {
        return item.has(SENT_AT) ? new SendAttempt(item.time(SENT_AT), item.flag(ANSWERED)) : null;
    }

    private static <T> T read(Item item, String name, Class<T> type) {
        if (item.number(VERSION) > LedgerJson.VERSION) {
            throw new LedgerUnavailableException(
                    "item " + item.key() + " was written by a later release: deploy that release again", null);
        }
        return LedgerJson.read(item.text(name), type);
    }
}
