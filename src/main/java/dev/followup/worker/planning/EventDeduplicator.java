package dev.followup.worker.planning;

import dev.followup.event.CrmEvent;
import dev.followup.event.EventKind;
import dev.followup.event.EventTime;
import dev.followup.ledger.AccountLedger;
import dev.followup.ledger.Ledger.AccountState;
import dev.followup.ledger.Ledger.EventRecord;
import dev.followup.ledger.Ledger.History;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.Ledger.TaskTrace;
import dev.followup.rule.Plan;
import dev.followup.task.DraftCommand;
import dev.followup.worker.intake.ReceivedEvent;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The deduplication of events. It uses the ledger to find out what an event alone does not show: that it
/// repeats an earlier event; that a command of ours caused it; or that its task was complete before. The CRM
/// reports every edit of a completed task as if the task had been completed then.
@ApplicationScoped
public class EventDeduplicator {

    /// Removes events that no rule listens to and events that say nothing new, and marks those that a command of
    /// ours caused. The others keep their order: the deferred events come first.
    ///
    /// @param listened the kinds of event that some rule listens to
    /// @param likely the plan that rules will probably make of an event: what it depends on is read at once
    /// with the rest. A wrong one costs a little, a missing one another read
    /// @param alsoLikely drafts that will probably be written for other events, likewise
    /// @param state the account's deferred events, and the commands that may have caused an event
    /// @param received the events of this batch
    DeduplicatedEvents deduplicate(
            AccountLedger ledger,
            Set<EventKind> listened,
            Function<CrmEvent, Optional<Plan>> likely,
            List<DraftCommand> alsoLikely,
            AccountState state,
            List<ReceivedEvent> received) {
        var deferred = state.deferredEvents().stream().map(PlannableEvent::of).toList();
        var found = received.stream().map(PlannableEvent::of).toList();
        var toPlan = found.stream()
                .map(PlannableEvent::event)
                .filter(event -> listened.contains(event.kind()))
                .toList();
        var keys = toPlan.stream().flatMap(EventDeduplicator::keys).collect(Collectors.toSet());
        var tasks = Stream.of(deferred, found)
                .flatMap(List::stream)
                .flatMap(one -> OwnEvents.task(one.event()).stream())
                .collect(Collectors.toSet());
        var plans =
                toPlan.stream().flatMap(event -> likely.apply(event).stream()).toList();
        var drafts = Stream.concat(plans.stream().flatMap(plan -> plan.drafts().stream()), alsoLikely.stream())
                .toList();
        var waits = plans.stream().flatMap(plan -> plan.waits().stream()).toList();
        var deduplication =
                new Deduplication(listened, ledger.history(keys, tasks, drafts, waits), state.pendingCommands());
        deferred.forEach(deduplication::addDeferred);
        found.forEach(deduplication::addReceived);
        return deduplication.result();
    }

    /// The keys under which an earlier report of the event may be recorded. An event of the clock has none: the
    /// ledger itself writes each of its commands once.
    private static Stream<String> keys(CrmEvent event) {
        return event.kind().isScheduled()
                ? Stream.empty()
                : Stream.concat(Stream.of(event.key()), event.formerKeys().stream());
    }

    /// The result of deduplication.
    ///
    /// @param toPlan the events to plan
    /// @param held events that must wait until it is known whether a command of ours caused them
    /// @param fates what became of the others
    /// @param completed the tasks that were completed, and when
    /// @param reopened the tasks that were complete before and are open now
    record DeduplicatedEvents(
            List<PlannableEvent> toPlan,
            List<PlannableEvent> held,
            List<EventFate> fates,
            Map<Long, Instant> completed,
            Set<Long> reopened) {}

    private static final class Deduplication {

        private final Set<EventKind> listened;
        private final OwnEvents own;
        private final Map<Long, TaskTrace> traces;

        /// When events were heard before, by their keys.
        private final Map<String, Instant> heard = new HashMap<>();

        private final Map<Long, Optional<Instant>> completions = new HashMap<>();
        private final Set<Long> heldTasks = new HashSet<>();
        private final List<PlannableEvent> toPlan = new ArrayList<>();
        private final List<PlannableEvent> held = new ArrayList<>();
        private final List<EventFate> fates = new ArrayList<>();

        Deduplication(Set<EventKind> listened, History history, List<PendingCommand> pending) {
            this.listened = listened;
            this.own = new OwnEvents(history.traces(), pending);
            this.traces = history.traces();
            history.events().forEach(this::hear);
        }

        /// An event whose commands were written only in part is planned again.
        private void hear(String key, EventRecord record) {
            if (record.isComplete()) {
                heard.put(key, record.storedAt());
            }
        }

        void addDeferred(PlannableEvent one) {
            heard.put(one.key(), one.storedAt());
            addUnlessHeld(one);
        }

        void addReceived(PlannableEvent one) {
            var event = one.event();
            var earlier = earlierReport(one);
            if (earlier.isPresent()) {
                fates.add(EventFate.repeated(one, earlier.get()));
            } else if (OwnEvents.task(event).isPresent()
                    && !isNew(event, OwnEvents.task(event).get())) {
                fates.add(EventFate.completedBefore(one));
            } else if (!listened.contains(event.kind())) {
                fates.add(EventFate.notListenedTo(one));
            } else {
                heard.put(one.key(), one.storedAt());
                addUnlessHeld(one);
            }
        }

        /// When the event was reported before.
        private Optional<Instant> earlierReport(PlannableEvent one) {
            var same = heard.get(one.key());
            return same != null
                    ? Optional.of(same)
                    : one.event().formerKeys().stream()
                            .flatMap(key -> Stream.ofNullable(heard.get(key)))
                            .filter(before -> EventTime.isRepeat(before, one.storedAt()))
                            .findFirst();
        }

        private void addUnlessHeld(PlannableEvent one) {
            var task = OwnEvents.task(one.event());
            if (task.isEmpty()) {
                toPlan.add(one);
                return;
            }
            if (heldTasks.contains(task.get()) || own.isUndecided(one.event())) {
                heldTasks.add(task.get());
                held.add(one);
            } else {
                toPlan.add(one.with(own.marked(one.event())));
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

        DeduplicatedEvents result() {
            var completed = new HashMap<Long, Instant>();
            var reopened = new HashSet<Long>();
            completions.forEach(
                    (task, at) -> at.ifPresentOrElse(time -> completed.put(task, time), () -> reopened.add(task)));
            return new DeduplicatedEvents(toPlan, held, fates, completed, reopened);
        }
    }
}
