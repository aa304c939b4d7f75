package dev.followup;

import dev.followup.FactFinder.Findings;
import dev.followup.crm.Change;
import dev.followup.crm.CrmEvents;
import dev.followup.crm.CrmTasks;
import dev.followup.crm.Found;
import dev.followup.crm.Visit;
import dev.followup.event.CrmEvent;
import dev.followup.event.EventKind;
import dev.followup.event.Happening;
import dev.followup.rule.RuleBook;
import dev.followup.task.Outcome;
import dev.followup.task.Task;
import dev.followup.task.TaskQuery;
import dev.followup.webhook.Retelling;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Sees past events as they were: fetches what rules ask of them, and puts back what was changed since.
@ApplicationScoped
class Hindsight {

    private final CrmEvents list;
    private final CrmTasks tasks;
    private final FactFinder facts;
    private final Retelling retelling = new Retelling(CatchUp.LAST_HOOK);

    Hindsight(CrmEvents list, CrmTasks tasks, FactFinder facts) {
        this.list = list;
        this.tasks = tasks;
        this.facts = facts;
    }

    /// The events, but for those about tasks that are gone or were opened again.
    Found<List<CrmEvent>> of(Visit visit, RuleBook book, List<Happening> happenings) {
        return switch (tasks(visit, happenings)) {
            case Found.Failed(var why) -> new Found.Failed<>(why);
            case Found.All(var found) -> {
                var told = new LinkedHashMap<String, CrmEvent>();
                var now = new ArrayList<CrmEvent>();
                for (var happening : happenings) {
                    var task = leavesTask(happening) ? found.get(happening.id()) : null;
                    if (isStillSo(happening, task)) {
                        var event =
                                retelling.event(visit.account().name(), happening, task == null ? null : task.about());
                        told.put(event.key(), event);
                        now.add(task == null ? event : event.knowing("task", task.document()));
                    }
                }
                yield then(visit, told, facts.complete(visit, book, now));
            }
        };
    }

    private Found<Map<Long, Task>> tasks(Visit visit, List<Happening> happenings) {
        var ids = happenings.stream()
                .filter(Hindsight::leavesTask)
                .map(Happening::id)
                .collect(Collectors.toSet());
        if (ids.isEmpty()) {
            return new Found.All<>(Map.of());
        }
        return switch (tasks.find(visit, TaskQuery.ALL.withIds(ids))) {
            case Found.Failed(var why) -> new Found.Failed<>(why);
            case Found.All(var found) ->
                new Found.All<>(found.stream().collect(Collectors.toMap(Task::id, Function.identity())));
        };
    }

    private static boolean leavesTask(Happening happening) {
        return happening.kind().isOfTask() && happening.kind() != EventKind.TASK_DELETED;
    }

    private static boolean isStillSo(Happening happening, @Nullable Task task) {
        return !leavesTask(happening)
                || (task != null && (task.completed() || happening.kind() != EventKind.TASK_COMPLETED));
    }

    private Found<List<CrmEvent>> then(Visit visit, Map<String, CrmEvent> told, Findings findings) {
        if (!findings.incomplete().isEmpty()) {
            return new Found.Failed<>(new Outcome.Later("some of it lacks facts"));
        }
        var scenes = findings.complete().stream()
                .flatMap(now -> Optional.ofNullable(told.get(now.key())).map(event -> new Scene(event, now)).stream())
                .toList();
        return switch (changes(visit, scenes)) {
            case Found.Failed(var why) -> new Found.Failed<>(why);
            case Found.All(var changes) ->
                new Found.All<>(scenes.stream()
                        .map(scene -> scene.then(changes.getOrDefault(scene.subject(), List.of())))
                        .toList());
        };
    }

    /// What has been changed since, by what kind of thing it is.
    private Found<Map<String, List<Change>>> changes(Visit visit, List<Scene> scenes) {
        var changed = scenes.stream().filter(Scene::isChanged).collect(Collectors.groupingBy(Scene::subject));
        var changes = new HashMap<String, List<Change>>();
        for (var ofSubject : changed.entrySet()) {
            var ids = ofSubject.getValue().stream().map(Scene::id).collect(Collectors.toSet());
            var first = ofSubject.getValue().stream()
                    .map(scene -> scene.told().time())
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
            switch (list.changes(visit, ofSubject.getKey(), ids, first)) {
                case Found.Failed(var why) -> {
                    return new Found.Failed<>(why);
                }
                case Found.All(var found) -> changes.put(ofSubject.getKey(), found);
            }
        }
        return new Found.All<>(changes);
    }
}
