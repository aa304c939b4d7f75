package dev.followup.ledger;

import dev.followup.event.CrmEvent;
import dev.followup.ledger.Ledger.Agenda;
import dev.followup.ledger.Ledger.Entry;
import dev.followup.ledger.Ledger.Sent;
import dev.followup.ledger.Ledger.Trace;
import dev.followup.ledger.Ledger.Written;
import dev.followup.task.Draft;
import dev.followup.task.Effect;
import dev.followup.task.Outcome;
import dev.followup.task.TaskOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The records of one account, in memory.
final class Records {

    /// That of a task of which nothing is known.
    private static final Trace UNKNOWN = new Trace(null, Set.of(), null);

    private final Map<String, Entry> todo = new LinkedHashMap<>();
    private final Map<String, CrmEvent> toPlan = new LinkedHashMap<>();
    private final Map<String, Long> turns = new HashMap<>();
    private final Map<String, Boolean> planned = new Memory<>();
    private final Map<String, Answer> answers = new Memory<>();
    private final Map<Long, Trace> traces = new Memory<>();
    private @Nullable Instant ticked;

    Written write(Decisions decisions) {
        var written = write(decisions.drafts());
        decisions.settled().forEach(toPlan::remove);
        decisions.deferred().forEach(event -> toPlan.putIfAbsent(event.key(), event));
        decisions.completed().forEach((task, at) -> retrace(task, trace -> completed(trace, at)));
        decisions.reopened().forEach(task -> retrace(task, trace -> completed(trace, null)));
        ticked = decisions.ticked() == null ? ticked : decisions.ticked();
        return written;
    }

    private Written write(List<Draft> drafts) {
        var known = drafts.stream()
                .map(draft -> draft.order().origin().event())
                .filter(planned::containsKey)
                .collect(Collectors.toSet());
        var added = new ArrayList<TaskOrder>();
        var spent = new HashSet<String>();
        for (var draft : drafts) {
            var origin = draft.order().origin();
            if (known.contains(origin.event()) || todo.containsKey(origin.key())) {
                continue;
            }
            if (isSpent(draft)) {
                spent.add(origin.key());
            } else {
                planned.put(origin.event(), true);
                added.add(add(draft));
            }
        }
        return new Written(added, spent);
    }

    private TaskOrder add(Draft draft) {
        var origin = draft.order().origin();
        var once = draft.once();
        if (once != null) {
            answers.put(origin.rule() + "|" + once.entity(), new Answer(origin.event(), once.at()));
        }
        var order = draft.rotation().isEmpty() ? draft.order() : draft.order(turn(origin));
        todo.put(order.key(), new Entry(order, null));
        return order;
    }

    private boolean isSpent(Draft draft) {
        var once = draft.once();
        var origin = draft.order().origin();
        var answer = once == null ? null : answers.get(origin.rule() + "|" + once.entity());
        return once != null && answer != null && !answer.event.equals(origin.event()) && once.isSpentBy(answer.at);
    }

    /// Takes the next turn of an action's rotation.
    private long turn(TaskOrder.Origin origin) {
        return turns.merge(origin.rule() + "|" + origin.position(), 1L, Long::sum) - 1;
    }

    Agenda agenda() {
        return new Agenda(List.copyOf(todo.values()), List.copyOf(toPlan.values()), ticked);
    }

    void send(String key, Instant at) {
        todo.computeIfPresent(
                key, (_, entry) -> entry.sent() == null ? new Entry(entry.order(), new Sent(at, false)) : entry);
    }

    void close(String key, Outcome outcome) {
        var entry = todo.get(key);
        if (entry == null) {
            return;
        }
        if (outcome.staysOnTheList()) {
            var sent = outcome instanceof Outcome.Uncertain uncertain
                    ? new Sent(uncertain.sentAt(), uncertain.answered())
                    : null;
            todo.put(key, new Entry(entry.order(), sent));
            return;
        }
        todo.remove(key);
        if (outcome instanceof Outcome.Done done) {
            done.effects().forEach(effect -> retrace(effect.task(), trace -> after(effect, entry.order(), trace)));
        }
    }

    @Nullable
    Trace trace(long task) {
        return traces.get(task);
    }

    private void retrace(long task, UnaryOperator<Trace> news) {
        traces.put(task, news.apply(traces.getOrDefault(task, UNKNOWN)));
    }

    private static Trace after(Effect effect, TaskOrder order, Trace before) {
        if (order instanceof TaskOrder.Create) {
            return new Trace(order.origin(), before.changes(), before.completed());
        }
        var changes = new HashSet<>(before.changes());
        if (effect.updatedAt() != null) {
            changes.add(effect.updatedAt());
        }
        return new Trace(before.madeBy(), changes, before.completed());
    }

    private static Trace completed(Trace trace, @Nullable Instant at) {
        return new Trace(trace.madeBy(), trace.changes(), at);
    }

    /// When a rule answered an entity last, and to which event.
    private record Answer(String event, Instant at) {}

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
