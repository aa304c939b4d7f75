package dev.followup.worker.waiting;

import dev.followup.crm.session.CrmResult;
import dev.followup.crm.session.CrmSession;
import dev.followup.crm.task.CrmTasks;
import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.event.Facts;
import dev.followup.rule.RuleBook;
import dev.followup.task.Task;
import dev.followup.task.TaskCommand.Origin;
import dev.followup.task.Wait;
import dev.followup.worker.planning.EventEnricher;
import dev.followup.worker.planning.PlannableEvent;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The facts of now for actions that waited. What was said of the event itself stays as it was, the rest is fetched
/// anew: lead, contact, company and task. Customers and talks stay as they were, too.
@ApplicationScoped
public class WaitFacts {

    private static final String TASK = "task";

    /// What is fetched: of these only the id is kept.
    private static final Set<EntityRef.Type> FETCHED =
            Set.of(EntityRef.Type.LEADS, EntityRef.Type.CONTACTS, EntityRef.Type.COMPANIES);

    private final EventEnricher enricher;
    private final CrmTasks tasks;

    public WaitFacts(EventEnricher enricher, CrmTasks tasks) {
        this.enricher = enricher;
        this.tasks = tasks;
    }

    /// The events of waits with the facts of now, at the time that has come.
    ///
    /// @param now what was heard just before that may not be shown yet
    List<FreshEvent> of(CrmSession session, RuleBook book, List<Wait> waits, Instant now) {
        var taskIds = waits.stream()
                .map(Wait::event)
                .filter(WaitFacts::isOfExistingTask)
                .flatMap(event -> event.facts().id("task.id").stream())
                .collect(Collectors.toSet());
        return switch (tasks.byId(session, taskIds)) {
            case CrmResult.Failed(var failure) -> {
                failure.log(session.account().name(), "what " + waits.size() + " actions ask that waited");
                yield waits.stream()
                        .<FreshEvent>map(wait -> new FreshEvent.Unknown(wait, null))
                        .toList();
            }
            case CrmResult.All(var found) -> of(session, book, waits, found, now);
        };
    }

    private List<FreshEvent> of(
            CrmSession session, RuleBook book, List<Wait> waits, Map<Long, Task> found, Instant now) {
        var fresh = new ArrayList<FreshEvent>();
        var toEnrich = new LinkedHashMap<String, Wait>();
        var events = new ArrayList<PlannableEvent>();
        for (var wait : waits) {
            var task = isOfExistingTask(wait.event())
                    ? wait.event().facts().id("task.id").orElse(0L)
                    : 0L;
            var event = PlannableEvent.ofWait(stripped(wait, found.get(task)), wait.storedAt(), now);
            if (task > 0 && !found.containsKey(task)) {
                fresh.add(
                        event.isFresh(now)
                                ? new FreshEvent.Unknown(wait, "task " + task)
                                : new FreshEvent.Gone(wait, "task " + task));
                continue;
            }
            toEnrich.put(wait.key(), wait);
            events.add(event);
        }
        var enriched = enricher.enrich(
                session,
                event -> {
                    var origin = origin(toEnrich, event);
                    return book.missingToAsk(origin.rule(), origin.position(), event);
                },
                events);
        for (var one : enriched.incomplete()) {
            var missing = one.isFresh(now) ? enriched.missing().get(one.event().key()) : null;
            fresh.add(new FreshEvent.Unknown(wait(toEnrich, one.event()), missing == null ? null : missing.toString()));
        }
        for (var one : enriched.complete()) {
            var wait = wait(toEnrich, one.event());
            var without = enriched.withoutFacts().getOrDefault(one.event().key(), Map.of());
            var entity = wait.event().entity();
            fresh.add(
                    entity != null && without.containsKey(entity)
                            ? new FreshEvent.Gone(wait, entity.toString())
                            : new FreshEvent.Found(wait, ofWait(one.event(), wait)));
        }
        return fresh;
    }

    private static Origin origin(Map<String, Wait> waits, CrmEvent event) {
        return wait(waits, event).origin();
    }

    private static Wait wait(Map<String, Wait> waits, CrmEvent event) {
        var wait = waits.get(event.key());
        if (wait == null) {
            throw new IllegalStateException(event.key() + " is of no wait");
        }
        return wait;
    }

    /// The event under its own key again.
    private static CrmEvent ofWait(CrmEvent event, Wait wait) {
        return new CrmEvent(
                event.kind(),
                event.account(),
                event.entity(),
                wait.due(),
                event.facts(),
                wait.event().key());
    }

    /// The event under the key of its wait, with what stays as it was, and with the ids of the rest.
    ///
    /// @param task the task of now; `null` if the event is of none
    private static CrmEvent stripped(Wait wait, @Nullable Task task) {
        var event = wait.event();
        var document = new LinkedHashMap<String, @Nullable Object>();
        event.facts().document().forEach((subject, value) -> {
            boolean isFetched =
                    EntityRef.Type.of(subject).filter(FETCHED::contains).isPresent();
            if (isFetched && value instanceof Map<?, ?> fields) {
                var id = fields.get("id");
                document.put(subject, id == null ? Map.of() : Map.of("id", id));
            } else if (!subject.equals(TASK) || task == null) {
                document.put(subject, value);
            }
        });
        if (task != null) {
            document.put(TASK, task.document());
        }
        return new CrmEvent(
                event.kind(),
                event.account(),
                task == null || task.about() == null ? event.entity() : task.about(),
                event.time(),
                new Facts(document),
                wait.key());
    }

    private static boolean isOfExistingTask(CrmEvent event) {
        return event.kind().isOfTask() && event.kind() != EventKind.TASK_DELETED;
    }

    /// The event of a wait with the facts of now.
    sealed interface FreshEvent {

        /// What waited.
        Wait waiting();

        /// The facts of now are known.
        ///
        /// @param event at the time that has come
        record Found(Wait waiting, CrmEvent event) implements FreshEvent {}

        /// What the event is about does not exist any more.
        ///
        /// @param what such as `leads/501`
        record Gone(Wait waiting, String what) implements FreshEvent {}

        /// The CRM could not be asked, or does not show what the event is about yet.
        ///
        /// @param missing what it may not show yet, such as `leads/501`; `null` if it could not be asked
        record Unknown(Wait waiting, @Nullable String missing) implements FreshEvent {}
    }
}
