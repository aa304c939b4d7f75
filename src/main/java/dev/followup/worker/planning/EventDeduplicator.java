package dev.followup.worker.planning;

import dev.followup.account.Account;
import dev.followup.event.CrmEvent;
import dev.followup.event.EventKind;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.Ledger.TaskTrace;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The deduplication of events. It uses the ledger to find out what an event alone does not show: that it
/// repeats an earlier event although it has no time; that a command of ours caused it; or that its task was
/// complete before. The CRM reports every edit of a completed task as if the task had been completed then.
@ApplicationScoped
public class EventDeduplicator {

    private static final Map<String, Boolean> OWN = Map.of("own", true);

    private final Ledger ledger;

    public EventDeduplicator(Ledger ledger) {
        this.ledger = ledger;
    }

    /// Removes repeated events, and marks those that a command of ours caused. The others keep their order.
    ///
    /// @param deferred events that were received before and are not planned yet
    /// @param received the events of this batch
    public DeduplicatedEvents deduplicate(Account account, List<CrmEvent> deferred, List<CrmEvent> received) {
        var events = newEvents(account, deferred, received);
        var tasks = events.stream().flatMap(event -> task(event).stream()).collect(Collectors.toSet());
        var deduplication = new Deduplication(tasks.isEmpty() ? Map.of() : ledger.traces(account.name(), tasks));
        events.forEach(deduplication::add);
        return deduplication.result();
    }

    private List<CrmEvent> newEvents(Account account, List<CrmEvent> deferred, List<CrmEvent> received) {
        var formerKeys =
                received.stream().flatMap(event -> event.formerKeys().stream()).collect(Collectors.toSet());
        var known = formerKeys.isEmpty()
                ? new HashSet<String>()
                : new HashSet<>(ledger.answeredEvents(account.name(), formerKeys));
        deferred.forEach(event -> known.add(event.key()));
        var newEvents = new ArrayList<CrmEvent>();
        for (var event : received) {
            if (Collections.disjoint(event.formerKeys(), known)) {
                known.add(event.key());
                newEvents.add(event);
            }
        }
        return newEvents;
    }

    /// The task of an event.
    private static Optional<Long> task(CrmEvent event) {
        return event.kind().subject().equals("task") && !event.kind().isScheduled()
                ? event.facts().id("task.id")
                : Optional.empty();
    }

    /// The events that are left, and the tasks that they report as completed or open again.
    ///
    /// @param completed the tasks that were completed, and when
    /// @param reopened the tasks that were complete before and are open now
    public record DeduplicatedEvents(List<CrmEvent> events, Map<Long, Instant> completed, Set<Long> reopened) {}

    private static final class Deduplication {

        private final Map<Long, TaskTrace> traces;
        private final Map<Long, Optional<Instant>> completions = new HashMap<>();
        private final List<CrmEvent> events = new ArrayList<>();

        Deduplication(Map<Long, TaskTrace> traces) {
            this.traces = traces;
        }

        void add(CrmEvent event) {
            var task = task(event);
            if (task.isEmpty()) {
                events.add(event);
            } else if (isNew(event, task.get())) {
                var trace = traces.get(task.get());
                events.add(trace != null && isOwn(event, trace) ? event.knowing("event", OWN) : event);
            }
        }

        /// Whether the event reports something new about the task's completion.
        private boolean isNew(CrmEvent event, long task) {
            var before = completions.getOrDefault(
                    task, Optional.ofNullable(traces.get(task)).map(TaskTrace::completed));
            if (event.kind() == EventKind.TASK_COMPLETED) {
                if (before.isPresent() && before.get().isBefore(event.time())) {
                    return false;
                }
                completions.put(task, Optional.of(event.time()));
            } else if (before.isPresent()
                    && event.facts().at("task.is_completed").equals(Optional.of(false))) {
                completions.put(task, Optional.empty());
            }
            return true;
        }

        /// Whether a command of ours caused the event: it added the task, or changed it at the time that the
        /// CRM has confirmed.
        private static boolean isOwn(CrmEvent event, TaskTrace trace) {
            boolean isBeginning = event.kind() == EventKind.TASK_ADDED
                    || event.facts()
                            .at("task.created_at")
                            .equals(Optional.of(event.time().getEpochSecond()));
            return isBeginning ? trace.madeBy() != null : trace.changes().contains(event.time());
        }

        DeduplicatedEvents result() {
            var completed = new HashMap<Long, Instant>();
            var reopened = new HashSet<Long>();
            completions.forEach(
                    (task, at) -> at.ifPresentOrElse(time -> completed.put(task, time), () -> reopened.add(task)));
            return new DeduplicatedEvents(events, completed, reopened);
        }
    }
}
