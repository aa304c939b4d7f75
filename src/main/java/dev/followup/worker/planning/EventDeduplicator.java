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

/// Tells by the ledger what an event alone does not say: that it only repeats what was told before, without a
/// time that would show it; and of a task, that it is our own doing, or that the task was complete before. The
/// CRM tells of every edit of a completed task as if it were its completion.
@ApplicationScoped
public class EventDeduplicator {

    private static final Map<String, Boolean> OWN = Map.of("own", true);

    private final Ledger ledger;

    public EventDeduplicator(Ledger ledger) {
        this.ledger = ledger;
    }

    /// Events as they are, in their order: those that are our own marked so, those that only repeat left out.
    ///
    /// @param waiting those that were told before and are not planned yet
    public DeduplicatedEvents deduplicate(Account account, List<CrmEvent> waiting, List<CrmEvent> reported) {
        var events = newEvents(account, waiting, reported);
        var tasks = events.stream().flatMap(event -> task(event).stream()).collect(Collectors.toSet());
        var recognising = new Deduplication(tasks.isEmpty() ? Map.of() : ledger.traces(account.name(), tasks));
        events.forEach(recognising::add);
        return recognising.result();
    }

    private List<CrmEvent> newEvents(Account account, List<CrmEvent> waiting, List<CrmEvent> reported) {
        var former =
                reported.stream().flatMap(event -> event.formerKeys().stream()).collect(Collectors.toSet());
        var known =
                former.isEmpty() ? new HashSet<String>() : new HashSet<>(ledger.answeredEvents(account.name(), former));
        waiting.forEach(event -> known.add(event.key()));
        var news = new ArrayList<CrmEvent>();
        for (var event : reported) {
            if (Collections.disjoint(event.formerKeys(), known)) {
                known.add(event.key());
                news.add(event);
            }
        }
        return news;
    }

    /// The task that an event is about.
    private static Optional<Long> task(CrmEvent event) {
        return event.kind().subject().equals("task") && !event.kind().isScheduled()
                ? event.facts().id("task.id")
                : Optional.empty();
    }

    /// What came of it.
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

        /// Whether it is no mere repetition of what is known about the task's completion.
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

        /// Whether it is what an order of ours did: the task's beginning, or a change that the CRM has
        /// confirmed with the same time.
        private static boolean isOwn(CrmEvent event, TaskTrace trace) {
            boolean begins = event.kind() == EventKind.TASK_ADDED
                    || event.facts()
                            .at("task.created_at")
                            .equals(Optional.of(event.time().getEpochSecond()));
            return begins ? trace.madeBy() != null : trace.changes().contains(event.time());
        }

        DeduplicatedEvents result() {
            var completed = new HashMap<Long, Instant>();
            var reopened = new HashSet<Long>();
            completions.forEach((task, at) -> at.ifPresentOrElse(time -> completed.put(task, time), () -> reopened.add(task)));
            return new DeduplicatedEvents(events, completed, reopened);
        }
    }
}
