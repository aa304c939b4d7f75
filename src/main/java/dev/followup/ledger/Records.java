package dev.followup.ledger;

import dev.followup.event.CrmEvent;
import dev.followup.ledger.Ledger.Agenda;
import dev.followup.ledger.Ledger.Block;
import dev.followup.ledger.Ledger.Entry;
import dev.followup.ledger.Ledger.Sent;
import dev.followup.ledger.Ledger.Trace;
import dev.followup.ledger.Ledger.Written;
import dev.followup.task.Effect;
import dev.followup.task.Outcome;
import dev.followup.task.TaskOrder;
import dev.followup.task.TaskOrder.Origin;
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
final class Records {

    /// That of a task of which nothing is known.
    private static final Trace UNKNOWN = new Trace(null, Set.of(), null);

    private final Map<String, Entry> todo = new LinkedHashMap<>();
    private final Map<String, CrmEvent> toPlan = new LinkedHashMap<>();
    private final Register register = new Register(new Memory<>(), new Memory<>(), new Memory<>(), new HashMap<>());
    private final Map<Long, Trace> traces = new Memory<>();
    private @Nullable Instant ticked;
    private @Nullable Instant caughtUp;
    private @Nullable Block block;

    /// @param now when it is written down
    Written write(Decisions decisions, Instant now) {
        var written = register.enter(decisions.drafts(), Set.of());
        written.added().forEach(order -> todo.put(order.key(), new Entry(order, now, null, decisions.occasion(order))));
        decisions.settled().forEach(toPlan::remove);
        decisions.deferred().forEach(event -> toPlan.putIfAbsent(event.key(), event));
        decisions.completed().forEach((task, at) -> retrace(task, trace -> completed(trace, at)));
        decisions.reopened().forEach(task -> retrace(task, trace -> completed(trace, null)));
        ticked = decisions.ticked() == null ? ticked : decisions.ticked();
        return written;
    }

    Agenda agenda() {
        return new Agenda(List.copyOf(todo.values()), List.copyOf(toPlan.values()), ticked, caughtUp, block);
    }

    boolean isAnswered(String event) {
        return register.events().containsKey(event);
    }

    void caughtUp(Instant until) {
        caughtUp = until;
    }

    void block(@Nullable Block block) {
        this.block = block;
    }

    void send(List<TaskOrder> orders, Instant at) {
        var gone = orders.stream()
                .map(TaskOrder::key)
                .filter(key -> !todo.containsKey(key))
                .toList();
        if (!gone.isEmpty()) {
            throw LedgerUnavailableException.gone(gone);
        }
        orders.forEach(order -> todo.computeIfPresent(
                order.key(), (_, entry) -> entry.sent() == null ? entry.with(new Sent(at, false)) : entry));
    }

    void close(String key, Outcome outcome) {
        if (outcome instanceof Outcome.Done done) {
            done.effects().forEach(effect -> retrace(effect.task(), trace -> after(effect, Origin.of(key), trace)));
        }
        var entry = todo.get(key);
        if (entry == null) {
            return;
        }
        if (outcome.staysOnTheList()) {
            todo.put(key, entry.after(outcome));
            return;
        }
        todo.remove(key);
    }

    @Nullable
    Trace trace(long task) {
        return traces.get(task);
    }

    private void retrace(long task, UnaryOperator<Trace> news) {
        traces.put(task, news.apply(traces.getOrDefault(task, UNKNOWN)));
    }

    private static Trace after(Effect effect, Origin order, Trace before) {
        if (effect.updatedAt() == null) {
            return new Trace(order, before.changes(), before.completed());
        }
        var changes = new HashSet<>(before.changes());
        changes.add(effect.updatedAt());
        return new Trace(before.madeBy(), changes, before.completed());
    }

    private static Trace completed(Trace trace, @Nullable Instant at) {
        return new Trace(trace.madeBy(), trace.changes(), at);
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
