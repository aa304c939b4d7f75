package dev.followup.ledger.memory;

import dev.followup.event.EventSubject;
import dev.followup.ledger.AccountLedger.SendSelection;
import dev.followup.ledger.CommandRegister;
import dev.followup.ledger.HeardEvent;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.Ledger.AccountState;
import dev.followup.ledger.Ledger.DeferredEvent;
import dev.followup.ledger.Ledger.EventRecord;
import dev.followup.ledger.Ledger.OpenCircuit;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.Ledger.SendAttempt;
import dev.followup.ledger.Ledger.TaskTrace;
import dev.followup.ledger.Ledger.WebhookCheck;
import dev.followup.ledger.Ledger.WebhookFindings;
import dev.followup.ledger.Ledger.WebhookOutage;
import dev.followup.ledger.Ledger.WriteResult;
import dev.followup.ledger.LedgerUnavailableException;
import dev.followup.ledger.Marker;
import dev.followup.ledger.PlannedWork;
import dev.followup.ledger.WaitKey;
import dev.followup.ledger.WaitRegister;
import dev.followup.ledger.Walk;
import dev.followup.task.Absence;
import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskCommand.Origin;
import dev.followup.task.TaskEffect;
import dev.followup.task.Wait;
import dev.followup.task.WaitRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The records of one account, in memory.
final class AccountRecords {

    /// The trace of a task without commands and events.
    private static final TaskTrace UNKNOWN = new TaskTrace(null, Map.of(), null);

    /// Enough for a laptop, and little enough for its memory.
    private static final int MAX_RECORDS = 100_000;

    /// What is kept for people who ask what became of events.
    final JournalRecords journal;

    private final Map<String, PendingCommand> pending = new LinkedHashMap<>();

    /// The generations of the leases under which commands were sent last, by the commands' keys.
    private final Map<String, Long> sentUnder = new HashMap<>();

    private final Map<String, DeferredEvent> deferred = new LinkedHashMap<>();
    private final CommandRegister register = new CommandRegister(
            new BoundedMap<>(MAX_RECORDS),
            new BoundedMap<>(MAX_RECORDS),
            new BoundedMap<>(MAX_RECORDS),
            new HashMap<>());
    private final Map<String, EventRecord> heard = new BoundedMap<>(MAX_RECORDS);
    private final Map<Long, TaskTrace> traces = new BoundedMap<>(MAX_RECORDS);
    private final Map<WaitKey, Wait> waiting = new HashMap<>();
    private final Map<Marker.Key, Marker> markers = new HashMap<>();
    private final Map<String, Walk> walks = new TreeMap<>();
    private @Nullable Instant scheduledUntil;
    private @Nullable Instant recoveredUntil;
    private @Nullable WebhookOutage webhookOutage;
    private @Nullable WebhookCheck webhookCheck;
    private @Nullable Instant lastWebhook;
    private @Nullable OpenCircuit setCircuit;
    private List<Absence> absences = List.of();

    /// @param journalTime how long the journal is kept
    AccountRecords(Duration journalTime) {
        this.journal = new JournalRecords(journalTime);
    }

    /// Writes planned work down.
    ///
    /// @param generation of the lease under which it is written
    /// @param now when it is written
    WriteResult write(long generation, PlannedWork work, SendSelection selection, Instant now) {
        var waits = new WaitRegister(register, new KnownWaits(), now);
        var planned = waits.add(work, Set.of());
        markers.putAll(waits.changed());
        waits.removed().forEach(waiting::remove);
        waits.ended().forEach(waiting::remove);
        waiting.putAll(waits.put());
        var selected = planned.added().isEmpty() ? Set.<String>of() : selection.of(planned.added());
        var written = planned.with(planned.added().stream()
                .map(one -> selected.contains(one.command().key()) ? one.with(new SendAttempt(now, false)) : one)
                .toList());
        for (var added : written.added()) {
            pending.put(added.command().key(), added);
            heard.putIfAbsent(added.command().origin().event(), new EventRecord(now, now, true));
        }
        selected.forEach(key -> sentUnder.put(key, generation));
        work.heard().values().forEach(this::hear);
        work.waits().stream()
                .filter(WaitRequest::leavesRecord)
                .forEach(request -> heard.putIfAbsent(request.event(), new EventRecord(now, now, true)));
        work.settled().forEach(deferred::remove);
        work.deferred().forEach(event -> deferred.putIfAbsent(event.event().key(), event));
        work.completed().forEach((task, at) -> updateTrace(task, trace -> completed(trace, at)));
        work.reopened().forEach(task -> updateTrace(task, trace -> completed(trace, null)));
        work.walks().forEach(walk -> walks.put(walk.rule(), walk));
        scheduledUntil = work.scheduledUntil() == null ? scheduledUntil : work.scheduledUntil();
        journal.write(work, written, end -> waits.ended().contains(WaitKey.of(end.waiting())), now);
        return written;
    }

    AccountState state() {
        var first = pending.values().stream().limit(Ledger.MAX_PORTION).toList();
        return new AccountState(
                first,
                first.size() == pending.size(),
                List.copyOf(deferred.values()),
                scheduledUntil,
                recoveredUntil,
                setCircuit,
                webhookOutage,
                absences);
    }

    /// The first pending commands but for some.
    ///
    /// @param read the keys of these
    List<PendingCommand> pendingBehind(Set<String> read, int limit) {
        return pending.values().stream()
                .filter(one -> !read.contains(one.command().key()))
                .limit(limit)
                .toList();
    }

    List<Wait> dueWaits(Instant until, int limit) {
        return waiting.entrySet().stream()
                .filter(one -> one.getKey().retryAt() != null)
                .map(Map.Entry::getValue)
                .filter(wait -> !wait.retryAt().isAfter(until))
                .sorted(Wait.IN_TURN)
                .limit(limit)
                .toList();
    }

    /// The actions of rules that wait for a thing.
    List<Wait> waits(Set<String> rules, EventSubject subject) {
        return rules.stream()
                .flatMap(rule ->
                        markers.getOrDefault(new Marker.Key(rule, subject), Marker.EMPTY).waiting().values().stream()
                                .flatMap(one -> one.keys(rule).stream()))
                .flatMap(key -> Stream.ofNullable(waiting.get(key)))
                .sorted(Wait.IN_TURN)
                .toList();
    }

    List<Walk> walks() {
        return List.copyOf(walks.values());
    }

    private void hear(HeardEvent event) {
        var record = new EventRecord(event.time(), event.storedAt(), event.isPlanned());
        if (event.isPlanned()) {
            register.hear(event.key());
        }
        heard.put(event.key(), record);
        if (event.coarseKey() != null) {
            heard.put(event.coarseKey(), record);
        }
    }

    /// The record of an event by its key or its coarse key; `null` if it was not heard.
    @Nullable
    EventRecord heard(String event) {
        return heard.get(event);
    }

    void webhookOutage(WebhookOutage outage) {
        webhookOutage = outage;
    }

    void webhookCheck(WebhookCheck check) {
        webhookCheck = check;
    }

    void forget(EventSubject subject) {
        pending.values().removeIf(one -> one.command().isAbout(subject));
        deferred.values()
                .removeIf(one -> EventSubject.namedOrLinked(one.event()).contains(subject));
        var gone =
                waiting.values().stream().filter(wait -> wait.isAbout(subject)).toList();
        waiting.values().removeAll(gone);
        gone.forEach(wait -> wait.subjects()
                .forEach(named -> markers.computeIfPresent(
                        new Marker.Key(wait.origin().rule(), named),
                        (_, marker) -> marker.without(wait.origin().event()))));
        journal.forget(subject);
    }

    List<Absence> absences() {
        return absences;
    }

    void changeAbsences(UnaryOperator<List<Absence>> change) {
        absences = List.copyOf(change.apply(absences));
    }

    void heardWebhook(Instant at) {
        lastWebhook = at;
    }

    WebhookFindings webhookFindings() {
        return new WebhookFindings(webhookCheck, lastWebhook);
    }

    void recoveredUntil(Instant until) {
        recoveredUntil = until;
    }

    void setCircuit(@Nullable OpenCircuit circuit) {
        this.setCircuit = circuit;
    }

    void markSent(long generation, List<TaskCommand> commands, Instant at) {
        var noLongerPending = commands.stream()
                .map(TaskCommand::key)
                .filter(key -> !pending.containsKey(key))
                .toList();
        if (!noLongerPending.isEmpty()) {
            throw LedgerUnavailableException.noLongerPending(noLongerPending);
        }
        commands.forEach(command -> pending.computeIfPresent(
                command.key(),
                (_, before) -> (before.sent() == null ? before.with(new SendAttempt(at, false)) : before).as(command)));
        commands.forEach(command -> sentUnder.put(command.key(), generation));
    }

    void recordOutcome(long generation, String key, Outcome outcome, Instant now) {
        if (outcome instanceof Outcome.Done done) {
            done.effects().forEach(effect -> updateTrace(effect.task(), trace -> after(effect, key, trace)));
        }
        var before = pending.get(key);
        if (before == null) {
            return;
        }
        boolean isSentLater = sentUnder.getOrDefault(key, generation) > generation;
        if (outcome instanceof Outcome.Done || (!outcome.isPending() && !isSentLater)) {
            pending.remove(key);
            sentUnder.remove(key);
            journal.ended(key, outcome, now);
        } else if (!isSentLater) {
            pending.put(key, before.after(outcome));
        }
    }

    @Nullable
    TaskTrace trace(long task) {
        return traces.get(task);
    }

    private void updateTrace(long task, UnaryOperator<TaskTrace> change) {
        traces.put(task, change.apply(traces.getOrDefault(task, UNKNOWN)));
    }

    private static TaskTrace after(TaskEffect effect, String command, TaskTrace before) {
        if (effect.updatedAt() == null) {
            return new TaskTrace(Origin.of(command), before.changes(), before.completed());
        }
        var rules = new HashSet<>(before.changes().getOrDefault(effect.updatedAt(), Set.of()));
        rules.add(Origin.rule(command));
        var changes = new HashMap<>(before.changes());
        changes.put(effect.updatedAt(), rules);
        return new TaskTrace(before.madeBy(), changes, before.completed());
    }

    private static TaskTrace completed(TaskTrace trace, @Nullable Instant at) {
        return new TaskTrace(trace.madeBy(), trace.changes(), at);
    }

    /// Everything is known.
    private final class KnownWaits implements WaitRegister.Known {

        @Override
        public Optional<Marker> marker(Marker.Key key) {
            return Optional.of(markers.getOrDefault(key, Marker.EMPTY));
        }

        @Override
        public boolean isRead(WaitKey key) {
            return true;
        }

        @Override
        public Optional<Wait> find(WaitKey key) {
            return Optional.ofNullable(waiting.get(key));
        }
    }
}
