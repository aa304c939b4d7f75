package dev.followup.worker.recovery;

import dev.followup.account.Account;
import dev.followup.crm.eventlog.CrmEventLog;
import dev.followup.crm.eventlog.RecordedChange;
import dev.followup.crm.eventlog.RecordedEvent;
import dev.followup.crm.session.CrmFailure;
import dev.followup.crm.session.CrmResult;
import dev.followup.crm.session.CrmSession;
import dev.followup.crm.task.CrmTasks;
import dev.followup.event.CrmEvent;
import dev.followup.event.EventKind;
import dev.followup.rule.RuleBook;
import dev.followup.task.Task;
import dev.followup.worker.planning.EventEnricher;
import dev.followup.worker.planning.EventEnricher.EnrichmentResult;
import dev.followup.worker.planning.PlannableEvent;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The reconstruction of past events: it fetches the facts that rules use, and undoes what was changed since
/// the event.
@ApplicationScoped
public class EventReconstructor {

    private final CrmEventLog eventLog;
    private final CrmTasks tasks;
    private final EventEnricher enricher;
    private final RecordedEventMapper mapper = new RecordedEventMapper(MissedEventRecovery.WEBHOOK_RETRY_PERIOD);

    public EventReconstructor(CrmEventLog eventLog, CrmTasks tasks, EventEnricher enricher) {
        this.eventLog = eventLog;
        this.tasks = tasks;
        this.enricher = enricher;
    }

    /// The reconstructed events, without those of tasks that were deleted or opened again.
    ///
    /// @param tasks the tasks of the events, by their ids
    CrmResult<List<CrmEvent>> reconstruct(
            CrmSession session, RuleBook book, List<RecordedEvent> recordedEvents, Map<Long, Task> tasks) {
        var recordedByKey = new LinkedHashMap<String, CrmEvent>();
        var now = new ArrayList<PlannableEvent>();
        for (var recorded : recordedEvents) {
            var task = task(recorded, tasks);
            if (canBeReconstructed(recorded, task)) {
                var event = event(session.account(), recorded, task);
                recordedByKey.put(event.key(), event);
                now.add(PlannableEvent.ofThePast(task == null ? event : event.knowing("task", task.document())));
            }
        }
        return undoLaterChanges(session, recordedByKey, enricher.enrich(session, book, now));
    }

    /// The events but for those of tasks that are not wanted, by the entities of the tasks, or that were
    /// deleted since.
    ///
    /// @param tasks the tasks of the events, by their ids
    List<RecordedEvent> ofTasks(
            Account account, List<RecordedEvent> recordedEvents, Map<Long, Task> tasks, Predicate<CrmEvent> isWanted) {
        return recordedEvents.stream()
                .filter(recorded -> {
                    var task = task(recorded, tasks);
                    return task == null ? !isOfExistingTask(recorded) : isWanted.test(event(account, recorded, task));
                })
                .toList();
    }

    private CrmEvent event(Account account, RecordedEvent recorded, @Nullable Task task) {
        return mapper.event(account.name(), recorded, task == null ? null : task.about());
    }

    private static @Nullable Task task(RecordedEvent recorded, Map<Long, Task> tasks) {
        return isOfExistingTask(recorded) ? tasks.get(recorded.id()) : null;
    }

    /// The tasks of the events that the CRM still has, by their ids.
    CrmResult<Map<Long, Task>> tasks(CrmSession session, List<RecordedEvent> recordedEvents) {
        var ids = recordedEvents.stream()
                .filter(EventReconstructor::isOfExistingTask)
                .map(RecordedEvent::id)
                .collect(Collectors.toSet());
        return tasks.byId(session, ids);
    }

    private static boolean isOfExistingTask(RecordedEvent recorded) {
        return recorded.kind().isOfTask() && recorded.kind() != EventKind.TASK_DELETED;
    }

    private static boolean canBeReconstructed(RecordedEvent recorded, @Nullable Task task) {
        return !isOfExistingTask(recorded)
                || (task != null && (task.completed() || recorded.kind() != EventKind.TASK_COMPLETED));
    }

    private CrmResult<List<CrmEvent>> undoLaterChanges(
            CrmSession session, Map<String, CrmEvent> recordedByKey, EnrichmentResult enriched) {
        if (!enriched.incomplete().isEmpty()) {
            return new CrmResult.Failed<>(new CrmFailure.Unavailable("facts of some events could not be fetched"));
        }
        var reconstructed = enriched.complete().stream()
                .map(PlannableEvent::event)
                .flatMap(
                        now -> Optional.ofNullable(recordedByKey.get(now.key()))
                                .map(event -> new ReconstructedEvent(event, now))
                                .stream())
                .toList();
        return switch (changes(session, reconstructed)) {
            case CrmResult.Failed(var failure) -> new CrmResult.Failed<>(failure);
            case CrmResult.All(var changes) ->
                new CrmResult.All<>(reconstructed.stream()
                        .map(event -> event.asOfThen(changes.getOrDefault(event.subject(), List.of())))
                        .toList());
        };
    }

    /// The changes since the events, by the events' subject.
    private CrmResult<Map<String, List<RecordedChange>>> changes(
            CrmSession session, List<ReconstructedEvent> reconstructed) {
        var changed = reconstructed.stream()
                .filter(ReconstructedEvent::isChanged)
                .collect(Collectors.groupingBy(ReconstructedEvent::subject));
        var changes = new HashMap<String, List<RecordedChange>>();
        for (var ofSubject : changed.entrySet()) {
            var ids = ofSubject.getValue().stream().map(ReconstructedEvent::id).collect(Collectors.toSet());
            var first = ofSubject.getValue().stream()
                    .map(event -> event.recorded().time())
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
            switch (eventLog.changes(session, ofSubject.getKey(), ids, first)) {
                case CrmResult.Failed(var failure) -> {
                    return new CrmResult.Failed<>(failure);
                }
                case CrmResult.All(var found) -> changes.put(ofSubject.getKey(), found);
            }
        }
        return new CrmResult.All<>(changes);
    }
}
