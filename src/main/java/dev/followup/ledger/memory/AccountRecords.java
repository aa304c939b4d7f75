package dev.followup.ledger.memory;

import dev.followup.event.CrmEvent;
import dev.followup.ledger.CommandRegister;
import dev.followup.ledger.Ledger.AccountState;
import dev.followup.ledger.Ledger.OpenCircuit;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.Ledger.SendAttempt;
import dev.followup.ledger.Ledger.TaskTrace;
import dev.followup.ledger.Ledger.WriteResult;
import dev.followup.ledger.LedgerUnavailableException;
import dev.followup.ledger.PlannedWork;
import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskCommand.Origin;
import dev.followup.task.TaskEffect;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The records of one account, in memory.
final class AccountRecords {

    /// That of a task of which nothing is known.
    private static final TaskTrace UNKNOWN = new TaskTrace(null, Set.of(), null);

    private final Map<String, PendingCommand> pending = new LinkedHashMap<>();
    private final Map<String, CrmEvent> toPlan = new LinkedHashMap<>();
    private final CommandRegister register =
            new CommandRegister(new Memory<>(), new Memory<>(), new Memory<>(), new HashMap<>());
    private final Map<Long, TaskTrace> traces = new Memory<>();
    private @Nullable Instant scheduledUntil;
    private @Nullable Instant recoveredUntil;
    private @Nullable OpenCircuit openCircuit;

    /// @param now when it is written down
    WriteResult write(PlannedWork decisions, Instant now) {
        var written = register.enter(decisions.drafts(), Set.of(), decisions.causes(), now);
        written.added().forEach(added -> pending.put(added.command().key(), added));
        decisions.settled().forEach(toPlan::remove);
        decisions.deferred().forEach(event -> toPlan.putIfAbsent(event.key(), event));
        decisions.completed().forEach((task, at) -> retrace(task, trace -> completed(trace, at)));
        decisions.reopened().forEach(task -> retrace(task, trace -> completed(trace, null)));
        scheduledUntil = decisions.scheduledUntil() == null ? scheduledUntil : decisions.scheduledUntil();
        return written;
    }

    AccountState state() {
        return new AccountState(
                List.copyOf(pending.values()),
                List.copyOf(toPlan.values()),
                scheduledUntil,
                recoveredUntil,
                openCircuit);
    }

    boolean isAnswered(String event) {
        return register.events().containsKey(event);
    }

    void recoveredUntil(Instant until) {
        recoveredUntil = until;
    }

    void openCircuit(@Nullable OpenCircuit block) {
        this.openCircuit = block;
    }

    void send(List<TaskCommand> commands, Instant at) {
        var gone = commands.stream()
                .map(TaskCommand::key)
                .filter(key -> !pending.containsKey(key))
                .toList();
        if (!gone.isEmpty()) {
            throw LedgerUnavailableException.gone(gone);
        }
        commands.forEach(command -> pending.computeIfPresent(
                command.key(), (_, entry) -> entry.sent() == null ? entry.with(new SendAttempt(at, false)) : entry));
    }

    void close(String key, Outcome outcome) {
        if (outcome instanceof Outcome.Done done) {
            done.effects().forEach(effect -> retrace(effect.task(), trace -> after(effect, Origin.of(key), trace)));
        }
        var entry = pending.get(key);
        if (entry == null) {
            return;
        }
        if (outcome.isPending()) {
            pending.put(key, entry.after(outcome));
            return;
        }
        pending.remove(key);
    }

    @Nullable
    TaskTrace trace(long task) {
        return traces.get(task);
    }

    private void retrace(long task, UnaryOperator<TaskTrace> news) {
        traces.put(task, news.apply(traces.getOrDefault(task, UNKNOWN)));
    }

    private static TaskTrace after(TaskEffect effect, Origin command, TaskTrace before) {
        if (effect.updatedAt() == null) {
            return new TaskTrace(command, before.changes(), before.completed());
        }
        var changes = new HashSet<>(before.changes());
        changes.add(effect.updatedAt());
        return new TaskTrace(before.madeBy(), changes, before.completed());
    }

    private static TaskTrace completed(TaskTrace trace, @Nullable Instant at) {
        return new TaskTrace(trace.madeBy(), trace.changes(), at);
    }

    /// Forgets the oldest first.
    private static final class Memory<K, V> extends LinkedHashMap<K, V> {

        private static final long serialVersionUID = 1;

        /// Enough for a laptop, and little enough for its memory.
        private static final int MOST = 100_000;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > MOST;
        }
    }
}
