package dev.followup.ledger.dynamodb;

import dev.followup.event.EventSubject;
import dev.followup.ledger.AccountLedger;
import dev.followup.ledger.BookText;
import dev.followup.ledger.HeardEvent;
import dev.followup.ledger.JournalEntry.End;
import dev.followup.ledger.LeaseLostException;
import dev.followup.ledger.Ledger.AccountState;
import dev.followup.ledger.Ledger.History;
import dev.followup.ledger.Ledger.Lease;
import dev.followup.ledger.Ledger.OpenCircuit;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.Ledger.WebhookCheck;
import dev.followup.ledger.Ledger.WebhookOutage;
import dev.followup.ledger.Ledger.WriteResult;
import dev.followup.ledger.LedgerUnavailableException;
import dev.followup.ledger.PlannedWork;
import dev.followup.ledger.Walk;
import dev.followup.ledger.dynamodb.PlanTransaction.Prepared;
import dev.followup.ledger.dynamodb.PlanTransaction.Writer;
import dev.followup.task.Absence;
import dev.followup.task.DraftCommand;
import dev.followup.task.Outcome;
import dev.followup.task.TaskAddition;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskCommand.Origin;
import dev.followup.task.Wait;
import dev.followup.task.WaitRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The ledger of one account in a table, for one invocation.
///
/// Concurrent and repeated writes add only what is missing: an event with its commands, rotations and last
/// firings is written in one transaction, on the condition that none of them was written since it was read.
final class DynamoDbAccountLedger implements AccountLedger {

    /// The most walks that are read: far more than a book has rules.
    private static final int MAX_WALKS = 10_000;

    private final Table table;
    private final Clock clock;
    private final Executor executor;
    private final Lease lease;
    private final Instant until;
    private final Runnable onRelease;
    private final JournalWriter journal;

    /// What was read: the items by the keys that were asked for, empty where there is none.
    private final Map<ItemKey, Optional<Item>> known = new HashMap<>();

    /// The keys of the items of pending commands that were read or written, by the commands' keys.
    private final Map<String, ItemKey> commandKeys = new HashMap<>();

    /// The attributes of events' ends that say how commands ended, by the keys of the commands' items.
    private final Map<ItemKey, String> endAttributes = new HashMap<>();

    /// The state as it was read beside the acquisition of the lease; `null` if it must be read again.
    private @Nullable CompletableFuture<AccountItems> early;

    /// The sort key of the last pending command that was read, or written behind all that were read.
    private String lastPending = ItemKey.PENDING;

    private @Nullable Instant lastWebhook;
    private List<TaskAddition> additions;
    private boolean isWhole;
    private boolean isReleased;
    private int writes;

    /// The ledger of an account.
    ///
    /// @param until when the lease ends
    /// @param additions the tasks that were added just before
    /// @param early the account's items; `null` if they must be read
    /// @param onRelease what is done when the lease is released
    /// @param journal writes the account's journal
    DynamoDbAccountLedger(
            Table table,
            Clock clock,
            Executor executor,
            Lease lease,
            Instant until,
            List<TaskAddition> additions,
            @Nullable CompletableFuture<AccountItems> early,
            Runnable onRelease,
            JournalWriter journal) {
        this.table = table;
        this.clock = clock;
        this.executor = executor;
        this.lease = lease;
        this.until = until;
        this.additions = additions;
        this.early = early;
        this.onRelease = onRelease;
        this.journal = journal;
    }

    @Override
    public Lease lease() {
        return lease;
    }

    @Override
    public AccountState state() {
        var read = Objects.requireNonNullElseGet(early, () -> AccountItems.read(table, lease.account(), executor));
        early = null;
        var items = Futures.join(read);
        var sequence = ItemKey.sequence(lease.account());
        known.put(sequence, Optional.ofNullable(items.single().get(sequence)));
        var commands = items.commands();
        commands.forEach((key, pending) -> commandKeys.put(pending.command().key(), key));
        isWhole = items.isWhole();
        lastPending = items.pending().isEmpty()
                ? ItemKey.PENDING
                : items.pending().getLast().key().sort();
        return items.state(commands.values());
    }

    @Override
    public List<PendingCommand> nextPending(int limit) {
        if (isWhole) {
            return List.of();
        }
        var items = table.query(
                ItemKey.accountPartition(lease.account()), lastPending, ItemKey.PENDING + ItemKey.LAST, limit);
        isWhole = items.size() < limit;
        var commands = new ArrayList<PendingCommand>();
        for (var item : items) {
            lastPending = item.key().sort();
            CommandItems.pendingCommand(item).ifPresent(pending -> {
                commands.add(pending);
                commandKeys.put(pending.command().key(), item.key());
            });
        }
        return commands;
    }

    @Override
    public History history(Set<String> events, Set<Long> tasks, List<DraftCommand> likely, List<WaitRequest> waits) {
        return DynamoDbLedger.history(
                table,
                lease.account(),
                events,
                tasks,
                known,
                PlanTransaction.requiredKeys(
                        lease.account(), PlannedWork.of(likely).waits(waits, List.of())));
    }

    @Override
    public void announce(BookText book, List<HeardEvent> events) {
        journal.announce(book, events);
    }

    @Override
    public List<Wait> dueWaits(Instant until, int limit) {
        return DynamoDbLedger.dueWaits(table, lease.account(), until, limit);
    }

    @Override
    public List<Walk> walks() {
        var items = table.query(
                ItemKey.accountPartition(lease.account()), ItemKey.WALK, ItemKey.WALK + ItemKey.LAST, MAX_WALKS);
        return items.stream().flatMap(item -> CommandItems.walk(item).stream()).toList();
    }

    @Override
    public WriteResult write(PlannedWork work, SendSelection selection) {
        var tooLarge = CommandItems.tooLarge(work);
        var known = work.withoutTooLarge(tooLarge, clock.instant());
        var fitting = known.waits(known.waits(), CommandItems.fitting(work.ended(), tooLarge));
        var records = journal.record(fitting);
        try {
            journal.point(fitting);
            var written = new WriteResult(List.of(), Set.of(), Set.of(), Set.of(), tooLarge, List.of());
            var transactions = PlanTransactions.of(lease.account(), fitting);
            read(transactions.stream()
                    .flatMap(transaction -> transaction.requiredKeys().stream())
                    .collect(Collectors.toSet())); // at once, instead of each before its transaction
            for (var transaction : transactions) {
                written = write(transaction, written, selection);
            }
            return written;
        } finally {
            Futures.join(records);
        }
    }

    /// Writes a transaction, or several if what was read makes it too large for one.
    ///
    /// @param before what was written of the same work before
    private WriteResult write(PlanTransaction transaction, WriteResult before, SendSelection selection) {
        var required = transaction.requiredKeys();
        for (int attempt = 1; attempt <= ConflictBackoff.MAX_ATTEMPTS; attempt++) {
            var now = clock.instant();
            var writer = new Writer(
                    lease,
                    lease.owner() + "/" + ++writes,
                    now,
                    now.isBefore(until) ? selection : SendSelection.NONE,
                    journal.items());
            var prepared = prepare(transaction, required, before, writer);
            if (prepared.writes().size() > Table.MAX_ITEMS
                    && !transaction.halves().isEmpty()) {
                var written = before;
                for (var half : transaction.halves()) {
                    written = write(half, written, selection);
                }
                return written;
            }
            WriteBatches.of(prepared.ahead().stream().map(List::of).toList(), Table.MAX_ITEMS - 1)
                    .forEach(this::writeWithLease);
            var refused = write(prepared, writer);
            if (refused.isEmpty()) {
                remember(prepared);
                return before.and(prepared.written());
            }
            required.addAll(refused); // whether what fires is still there, too
            known.keySet().removeAll(required);
            if (refused.contains(ItemKey.lease(lease.account()))) {
                throw new LeaseLostException(lease);
            }
            table.pauseAfter(attempt);
        }
        throw new LedgerUnavailableException(
                lease.account() + ": other invocations wrote at the same time, in " + ConflictBackoff.MAX_ATTEMPTS
                        + " attempts",
                null);
    }

    /// Prepares a transaction after all that it depends on has been read.
    private Prepared prepare(PlanTransaction transaction, Set<ItemKey> required, WriteResult before, Writer writer) {
        while (true) {
            var read = new ReadItems(lease.account(), Set.copyOf(required), read(required));
            var prepared = transaction.prepare(read, before.added(), writer);
            if (prepared.missing().isEmpty()) {
                return prepared;
            }
            required.addAll(prepared.missing());
        }
    }

    private void writeWithLease(List<ConditionalWrite> writes) {
        writes.forEach(write -> known.remove(write.key()));
        var refused = table.write(Stream.concat(Stream.of(LeaseItem.check(lease)), writes.stream())
                .toList());
        if (!refused.isEmpty()) {
            throw new LeaseLostException(lease);
        }
    }

    /// Writes a transaction. If the table's answer is lost, it reads whether the transaction took place.
    private Set<ItemKey> write(Prepared prepared, Writer writer) {
        try {
            return table.write(prepared.writes());
        } catch (LedgerUnavailableException e) {
            var sequence = ItemKey.sequence(lease.account());
            var isNumbered =
                    prepared.writes().stream().anyMatch(write -> write.key().equals(sequence));
            if (isNumbered
                    && SequenceItem.isWrittenBy(table.read(Set.of(sequence)).get(sequence), writer.id())) {
                return Set.of();
            }
            known.clear();
            throw e;
        }
    }

    /// The items with these keys. What is known is not read again.
    private Map<ItemKey, Item> read(Set<ItemKey> keys) {
        var unknown = keys.stream().filter(key -> !known.containsKey(key)).collect(Collectors.toSet());
        if (!unknown.isEmpty()) {
            var items = table.read(unknown);
            unknown.forEach(key -> known.put(key, Optional.ofNullable(items.get(key))));
        }
        var found = new HashMap<ItemKey, Item>();
        keys.forEach(key -> known.getOrDefault(key, Optional.empty()).ifPresent(item -> found.put(key, item)));
        return found;
    }

    private void remember(Prepared prepared) {
        for (var write : prepared.writes()) {
            switch (write.action()) {
                case ConditionalWrite.Put(var item) -> known.replace(write.key(), Optional.of(item));
                case ConditionalWrite.Delete _ -> known.replace(write.key(), Optional.empty());
                case ConditionalWrite.Update _ -> known.remove(write.key());
                case ConditionalWrite.Check _ -> {}
            }
        }
        commandKeys.putAll(prepared.keys());
        if (isWhole) {
            prepared.keys().values().forEach(key -> lastPending = key.sort());
        }
    }

    @Override
    public void markSent(List<TaskCommand> commands, Instant at) {
        var noLongerPending = commands.stream()
                .map(TaskCommand::key)
                .filter(key -> !commandKeys.containsKey(key))
                .toList();
        if (!noLongerPending.isEmpty()) {
            throw LedgerUnavailableException.noLongerPending(noLongerPending);
        }
        var sent = commands.stream()
                .flatMap(command -> Stream.ofNullable(commandKeys.get(command.key()))
                        .map(key -> List.of(CommandItems.sent(lease, key, command, at))))
                .toList();
        WriteBatches.of(sent, Table.MAX_ITEMS - 1).forEach(writes -> writeFenced(writes, at));
    }

    private void writeFenced(List<ConditionalWrite> writes, Instant at) {
        if (!clock.instant().isBefore(until)) {
            throw new LeaseLostException(lease);
        }
        var fence = LeaseItem.check(lease);
        var refused = writeMarks(
                Stream.concat(Stream.of(fence), writes.stream()).toList(),
                writes.getFirst().key(),
                at);
        if (refused.contains(fence.key())) {
            throw new LeaseLostException(lease);
        }
        if (!refused.isEmpty()) {
            throw LedgerUnavailableException.noLongerPending(refused);
        }
    }

    /// Writes a transaction that marks commands as sent. If the table's answer is lost, one of the items says whether
    /// the transaction took place.
    private Set<ItemKey> writeMarks(List<ConditionalWrite> transaction, ItemKey one, Instant at) {
        try {
            return table.write(transaction);
        } catch (LedgerUnavailableException e) {
            var item = table.read(Set.of(one)).get(one);
            if (item == null || !CommandItems.isSent(item, lease, at)) {
                throw e;
            }
            return Set.of();
        }
    }

    @Override
    public void recordOutcomes(Map<String, Outcome> outcomes) {
        WriteBatches.of(endings(outcomes), Table.MAX_ITEMS).forEach(this::writeToExistingItems);
        forget(outcomes);
    }

    @Override
    public void release(Map<String, Outcome> outcomes) {
        var release = LeaseItem.release(lease, lastWebhook, TaskAddition.handedOver(additions, clock.instant()));
        var batches = new ArrayList<>(WriteBatches.of(endings(outcomes), Table.MAX_ITEMS - 1));
        var last = batches.isEmpty() ? List.<ConditionalWrite>of() : batches.removeLast();
        batches.forEach(this::writeToExistingItems);
        var refused = writeToExistingItems(
                Stream.concat(last.stream(), Stream.of(release)).toList());
        forget(outcomes);
        isReleased = true;
        if (!refused.contains(release.key())) {
            onRelease.run();
        }
    }

    @Override
    public boolean isReleased() {
        return isReleased;
    }

    @Override
    public List<TaskAddition> additions() {
        return additions;
    }

    @Override
    public void keepAdditions(List<TaskAddition> now) {
        additions = List.copyOf(now);
    }

    private List<List<ConditionalWrite>> endings(Map<String, Outcome> outcomes) {
        var endings = new LinkedHashMap<String, List<ConditionalWrite>>(); // those of an event together
        var ends = new LinkedHashMap<String, List<AttributeChange>>();
        new TreeMap<>(outcomes).forEach((command, outcome) -> { // in the same order on each instance
            var pending = commandKeys.get(command);
            var event = pending == null ? "" : Origin.of(command).event();
            endings.computeIfAbsent(pending == null ? command : event, _ -> new ArrayList<>())
                    .addAll(CommandItems.ending(lease, command, pending, outcome));
            if (pending != null && !outcome.isPending() && journal.items().isOn()) {
                var end = JournalItems.ended(command, End.of(outcome, clock.instant()));
                ends.computeIfAbsent(event, _ -> new ArrayList<>()).add(end);
                endAttributes.put(pending, end.attribute());
            }
        });
        ends.forEach((event, changes) -> journal.items()
                .allEnds(event, changes, clock.instant())
                .forEach(endings.computeIfAbsent(event, _ -> new ArrayList<>())::add));
        return List.copyOf(endings.values());
    }

    private void forget(Map<String, Outcome> outcomes) {
        outcomes.forEach((command, outcome) -> {
            if (!outcome.isPending()) {
                commandKeys.remove(command);
            }
        });
    }

    /// Writes what can be written: an item that is gone, or that a later lease's invocation has changed, stays so.
    ///
    /// @return the keys of the items that were not written
    private Set<ItemKey> writeToExistingItems(List<ConditionalWrite> writes) {
        var refused = new HashSet<ItemKey>();
        var left = writes;
        for (var failed = table.write(left); !failed.isEmpty(); failed = table.write(left)) {
            refused.addAll(failed);
            var notEnded = refused.stream()
                    .map(endAttributes::get)
                    .filter(Objects::nonNull)
                    .collect(Collectors.toSet());
            left = left.stream()
                    .filter(write -> !refused.contains(write.key()))
                    .flatMap(write -> JournalItems.without(notEnded, write).stream())
                    .toList();
        }
        return refused;
    }

    @Override
    public void openCircuit(OpenCircuit circuit) {
        table.write(List.of(CommandItems.circuit(lease.account(), circuit)));
    }

    @Override
    public void closeCircuit() {
        table.write(List.of(ConditionalWrite.delete(ItemKey.circuit(lease.account()))));
    }

    @Override
    public void forget(EventSubject subject) {
        new EntityEraser(table, lease, journal.items(), subject, clock.instant()).erase();
        known.clear();
        early = null;
    }

    @Override
    public void changeAbsences(UnaryOperator<List<Absence>> change) {
        var key = ItemKey.away(lease.account());
        var before = CommandItems.absences(table.read(Set.of(key)).get(key));
        writeWithLease(List.of(CommandItems.absences(lease.account(), change.apply(before))));
        early = null;
    }

    @Override
    public void heardWebhook(Instant at) {
        lastWebhook = at;
    }

    @Override
    public void recordWebhookCheck(WebhookCheck check) {
        table.write(List.of(CommandItems.webhookCheck(lease.account(), check)));
    }

    @Override
    public void recordWebhookOutage(WebhookOutage outage) {
        table.write(List.of(CommandItems.webhookOutage(lease.account(), outage)));
    }

    @Override
    public void recordRecoveredUntil(Instant until) {
        table.write(List.of(CommandItems.recoveredUntil(lease.account(), until)));
    }
}
