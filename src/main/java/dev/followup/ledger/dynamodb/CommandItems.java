package dev.followup.ledger.dynamodb;

import dev.followup.event.CrmEvent;
import dev.followup.ledger.Ledger.DeferredEvent;
import dev.followup.ledger.Ledger.Lease;
import dev.followup.ledger.Ledger.OpenCircuit;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.Ledger.SendAttempt;
import dev.followup.ledger.Ledger.WebhookCheck;
import dev.followup.ledger.Ledger.WebhookOutage;
import dev.followup.ledger.PlannedWork;
import dev.followup.ledger.Walk;
import dev.followup.task.Absence;
import dev.followup.task.CommandCause;
import dev.followup.task.DraftCommand;
import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand;
import dev.followup.task.WaitEnd;
import dev.followup.task.WaitRequest;
import dev.followup.task.WaitRequest.Follow;
import dev.followup.task.WaitRequest.Start;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// The items of pending commands, of deferred events, and of the rest of an account's state. Commands and
/// events have numbers, by which they are sorted.
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
    private static final String CHECK = "check";
    private static final String WALK = "walk";
    private static final String UNTIL = "until";
    private static final String ABSENCES = "absences";
    private static final String PROBE_AT = "probeAt";
    private static final String REPORTED = "reported";

    /// Bytes of a command or an event in an item, less some for its other attributes. An item may have 400 KB.
    /// Source: AWS documentation, "Quotas in Amazon DynamoDB"; read 2026-11-21.
    private static final int MAX_BYTES = 390 * 1024;

    private static final AttributeChange NOT_SENT = new AttributeChange.Remove(SENT_AT);
    private static final AttributeChange NOT_ANSWERED = new AttributeChange.Remove(ANSWERED);

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
        work.waits().stream()
                .flatMap(request -> request instanceof Start start ? Stream.of(start) : Stream.empty())
                .filter(start -> bytes(start.cause()) > MAX_BYTES
                        || bytes(start.cause()) * start.steps().size() > WriteBatches.MAX_BYTES)
                .map(WaitRequest::event)
                .forEach(tooLarge::add);
        work.waits().stream()
                .flatMap(request -> request instanceof Follow follow ? Stream.of(follow) : Stream.empty())
                .filter(CommandItems::isTooLarge)
                .map(WaitRequest::event)
                .forEach(tooLarge::add);
        return tooLarge;
    }

    /// What becomes of waits, without the commands that do not fit into an item: these waits are dropped.
    ///
    /// @param tooLarge receives the keys of their events
    static List<WaitEnd> fitting(List<WaitEnd> ends, Set<String> tooLarge) {
        return ends.stream()
                .map(end -> {
                    if (end.next() != null && isTooLarge(end.next())) {
                        tooLarge.add(end.waiting().origin().event());
                        return WaitEnd.dropped(end.waiting()).because("its next date is too large for the ledger");
                    }
                    if (end.draft() == null || bytes(end.draft().command()) <= MAX_BYTES) {
                        return end;
                    }
                    tooLarge.add(end.waiting().origin().event());
                    var dropped = WaitEnd.dropped(end.waiting()).because("its command is too large for the ledger");
                    return end.next() == null ? dropped : dropped.next(end.next());
                })
                .toList();
    }

    private static boolean isTooLarge(Follow follow) {
        return follow.dates().stream().anyMatch(date -> bytes(date) > MAX_BYTES);
    }

    private static int bytes(Object content) {
        return LedgerJson.write(content).getBytes(StandardCharsets.UTF_8).length;
    }

    /// The write of a new pending command, perhaps marked as sent.
    static ConditionalWrite pending(Lease lease, PendingCommand pending, long number) {
        var item = Item.of(ItemKey.pending(lease.account(), number))
                .with(VERSION, LedgerJson.VERSION)
                .with(WRITTEN_AT, pending.since())
                .with(COMMAND, LedgerJson.write(pending.command()));
        var cause = pending.cause();
        if (cause != null) {
            item = item.with(CAUSE, LedgerJson.write(cause));
        }
        var sent = pending.sent();
        return ConditionalWrite.put(
                sent == null
                        ? item
                        : item.with(SENT_AT, sent.at())
                                .with(ANSWERED, sent.answered())
                                .with(GENERATION, lease.generation()));
    }

    /// The write of a deferred event. An event that is deferred already stays as it is.
    static ConditionalWrite deferred(String account, DeferredEvent deferred, long number) {
        return ConditionalWrite.update(
                ItemKey.deferred(account, deferred.event().key()),
                new AttributeChange.SetIfAbsent(NUMBER, Item.number(number)),
                new AttributeChange.SetIfAbsent(VERSION, Item.number(LedgerJson.VERSION)),
                new AttributeChange.SetIfAbsent(EVENT, AttributeValue.fromS(LedgerJson.write(deferred.event()))),
                new AttributeChange.SetIfAbsent(
                        STORED_AT, AttributeValue.fromS(deferred.storedAt().toString())));
    }

    /// The write of until when the scheduled rules have been evaluated.
    static ConditionalWrite scheduledUntil(String account, Instant until) {
        return ConditionalWrite.put(Item.of(ItemKey.clock(account)).with(SCHEDULED_UNTIL, until));
    }

    /// The write of how far a rule has come through the entities of the account.
    static ConditionalWrite walk(String account, Walk walk) {
        return ConditionalWrite.put(Item.of(ItemKey.walk(account, walk.rule()))
                .with(VERSION, LedgerJson.VERSION)
                .with(WALK, LedgerJson.write(walk))
                .expiring(walk.slot().plus(EventItems.RETENTION)));
    }

    /// The walk in an item; empty if it cannot be read.
    static Optional<Walk> walk(Item item) {
        return item.read(readable -> read(readable, WALK, Walk.class));
    }

    /// The write of until when missed events have been recovered.
    static ConditionalWrite recoveredUntil(String account, Instant until) {
        return ConditionalWrite.put(Item.of(ItemKey.recovery(account)).with(RECOVERED_UNTIL, until));
    }

    /// The write of when the CRM reported nothing last.
    static ConditionalWrite webhookOutage(String account, WebhookOutage outage) {
        return ConditionalWrite.update(
                ItemKey.webhooks(account),
                new AttributeChange.Set(
                        SINCE, AttributeValue.fromS(outage.since().toString())),
                outage.until() == null
                        ? new AttributeChange.Remove(UNTIL)
                        : new AttributeChange.Set(
                                UNTIL, AttributeValue.fromS(outage.until().toString())));
    }

    /// The write of what a check of the account's webhook saw.
    static ConditionalWrite webhookCheck(String account, WebhookCheck check) {
        return ConditionalWrite.update(
                ItemKey.webhooks(account),
                new AttributeChange.Set(CHECK, AttributeValue.fromS(LedgerJson.write(check))));
    }

    static @Nullable WebhookCheck webhookCheck(@Nullable Item webhooks) {
        return webhooks == null || !webhooks.has(CHECK)
                ? null
                : webhooks.read(item -> LedgerJson.read(item.text(CHECK), WebhookCheck.class))
                        .orElse(null);
    }

    /// The write of the absences that people have reported.
    static ConditionalWrite absences(String account, List<Absence> absences) {
        return ConditionalWrite.put(Item.of(ItemKey.away(account))
                .with(VERSION, LedgerJson.VERSION)
                .with(ABSENCES, LedgerJson.write(absences)));
    }

    /// The absences in an item; none if it cannot be read.
    static List<Absence> absences(@Nullable Item away) {
        return away == null
                ? List.of()
                : away.read(item -> List.of(LedgerJson.read(item.text(ABSENCES), Absence[].class)))
                        .orElse(List.of());
    }

    /// The write of an open circuit.
    static ConditionalWrite circuit(String account, OpenCircuit circuit) {
        return ConditionalWrite.put(Item.of(ItemKey.circuit(account))
                .with(REASON, circuit.reason())
                .with(SINCE, circuit.since())
                .with(PROBE_AT, circuit.probeAt())
                .with(REPORTED, circuit.isReported()));
    }

    /// The write before a command is sent. A command that was sent before keeps its first time. A person who was
    /// chosen just before is written with it.
    static ConditionalWrite sent(Lease lease, ItemKey pending, TaskCommand command, Instant at) {
        var changes = new ArrayList<AttributeChange>();
        changes.add(new AttributeChange.SetIfAbsent(SENT_AT, AttributeValue.fromS(at.toString())));
        changes.add(new AttributeChange.SetIfAbsent(ANSWERED, AttributeValue.fromBool(false)));
        changes.add(new AttributeChange.Set(GENERATION, Item.number(lease.generation())));
        if (command.hasChosenPerson()) {
            changes.add(new AttributeChange.Set(COMMAND, AttributeValue.fromS(LedgerJson.write(command))));
        }
        return ConditionalWrite.update(pending, changes.toArray(AttributeChange[]::new))
                .onlyIf(ItemCondition.exists());
    }

    /// Whether an item is marked as sent then, by the invocation that has this lease.
    static boolean isSent(Item pending, Lease lease, Instant at) {
        return pending.has(GENERATION)
                && pending.number(GENERATION) == lease.generation()
                && pending.has(SENT_AT)
                && pending.time(SENT_AT).equals(at);
    }

    /// The writes of an outcome: the traces of its effects, and the deletion or the change of the command's item.
    ///
    /// @param pending the item of the command; `null` if it has none: it is a part of another one, or it
    /// has ended
    static List<ConditionalWrite> ending(Lease lease, String command, @Nullable ItemKey pending, Outcome outcome) {
        var writes = new ArrayList<ConditionalWrite>();
        if (outcome instanceof Outcome.Done done) {
            writes.addAll(TaskTraceItems.ofEffects(lease.account(), command, done.effects()));
        }
        if (pending != null) {
            writes.add(ending(lease, pending, outcome));
        }
        return writes;
    }

    private static ConditionalWrite ending(Lease lease, ItemKey pending, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done _ -> ConditionalWrite.delete(pending);
            case Outcome.Skipped _, Outcome.Refused _ ->
                ConditionalWrite.delete(pending).onlyIf(notSentLater(lease));
            case Outcome.Deferred(var _, var refusedAlone)
            when refusedAlone ->
                changed(lease, pending, new AttributeChange.Increment(REFUSALS, 0), NOT_SENT, NOT_ANSWERED);
            case Outcome.Deferred _, Outcome.Blocked _ -> changed(lease, pending, NOT_SENT, NOT_ANSWERED);
            case Outcome.Reassigned(var command, var _) ->
                changed(
                        lease,
                        pending,
                        new AttributeChange.Set(COMMAND, AttributeValue.fromS(LedgerJson.write(command))),
                        NOT_SENT,
                        NOT_ANSWERED,
                        new AttributeChange.Remove(REFUSALS));
            case Outcome.Uncertain(var _, var at, var answered) ->
                changed(
                        lease,
                        pending,
                        new AttributeChange.Set(SENT_AT, AttributeValue.fromS(at.toString())),
                        new AttributeChange.Set(ANSWERED, AttributeValue.fromBool(answered)));
        };
    }

    private static ConditionalWrite changed(Lease lease, ItemKey pending, AttributeChange... changes) {
        return ConditionalWrite.update(pending, changes).onlyIf(notSentLater(lease));
    }

    /// The command is still pending, and the invocation of no later lease has sent it.
    private static ItemCondition notSentLater(Lease lease) {
        return ItemCondition.exists()
                .and(new ItemCondition.Absent(GENERATION).or(new ItemCondition.AtMost(GENERATION, lease.generation())));
    }

    static @Nullable Instant scheduledUntil(Item clock) {
        return clock.read(item -> item.time(SCHEDULED_UNTIL)).orElse(null);
    }

    static @Nullable Instant recoveredUntil(Item recovery) {
        return recovery.read(item -> item.time(RECOVERED_UNTIL)).orElse(null);
    }

    static @Nullable WebhookOutage webhookOutage(Item webhooks) {
        return webhooks.has(SINCE)
                ? webhooks.read(item -> new WebhookOutage(item.time(SINCE), item.has(UNTIL) ? item.time(UNTIL) : null))
                        .orElse(null)
                : null;
    }

    static @Nullable OpenCircuit circuit(Item circuit) {
        return circuit.read(item ->
                        new OpenCircuit(item.text(REASON), item.time(SINCE), item.time(PROBE_AT), item.flag(REPORTED)))
                .orElse(null);
    }

    /// The deferred events in items, in the order of their numbers. An item that cannot be read is left out.
    static List<DeferredEvent> deferred(List<Item> items) {
        return items.stream()
                .flatMap(item ->
                        item.read(readable -> new Numbered(readable.number(NUMBER), deferredEvent(readable))).stream())
                .sorted(Comparator.comparing(Numbered::number))
                .map(Numbered::event)
                .toList();
    }

    /// The pending command in an item; empty if it cannot be read.
    static Optional<PendingCommand> pendingCommand(Item item) {
        return item.read(readable -> new PendingCommand(
                read(readable, COMMAND, TaskCommand.class),
                readable.time(WRITTEN_AT),
                sent(readable),
                readable.has(CAUSE) ? read(readable, CAUSE, CommandCause.class) : null,
                readable.has(REFUSALS) ? Math.toIntExact(readable.number(REFUSALS)) : 0));
    }

    private static DeferredEvent deferredEvent(Item item) {
        var event = read(item, EVENT, CrmEvent.class);
        if (!item.key().sort().equals(ItemKey.PLAN + event.key())) {
            throw new IllegalStateException("its content is that of " + ItemKey.PLAN + event.key());
        }
        return new DeferredEvent(event, item.time(STORED_AT));
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

    private record Numbered(long number, DeferredEvent event) {}
}
