package dev.followup.worker.delivery;

import dev.followup.crm.session.CrmFailure;
import dev.followup.crm.session.CrmResult;
import dev.followup.crm.session.CrmSession;
import dev.followup.crm.task.CrmTasks;
import dev.followup.event.EntityRef;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.Ledger.TaskTrace;
import dev.followup.task.OpenTaskFilter;
import dev.followup.task.Outcome;
import dev.followup.task.Task;
import dev.followup.task.TaskAddition;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskCommand.Origin;
import dev.followup.task.TaskQuery;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The query for the open tasks on which commands depend, made right before they are sent, once for all of them.
@ApplicationScoped
public class OpenTaskQuery {

    /// The maximum number of entities in one request: a query of some three thousand characters, which every
    /// proxy accepts.
    private static final int MAX_ENTITIES = 100;

    private final CrmTasks crm;
    private final Ledger ledger;

    public OpenTaskQuery(CrmTasks crm, Ledger ledger) {
        this.crm = crm;
        this.ledger = ledger;
    }

    /// The open tasks of all entities on which the commands depend.
    ///
    /// @param additions the tasks that were added just before, so that the CRM may not show them yet
    Snapshot snapshot(CrmSession session, List<TaskCommand> commands, List<TaskAddition> additions) {
        var open = new HashMap<EntityRef, List<Task>>();
        var unknown = new HashMap<EntityRef, CrmFailure>();
        entities(commands).forEach((type, ids) -> {
            for (int from = 0; from < ids.size(); from += MAX_ENTITIES) {
                var some = Set.copyOf(ids.subList(from, Math.min(from + MAX_ENTITIES, ids.size())));
                var query = TaskQuery.ALL.withCompleted(false).withEntities(new TaskQuery.Entities(type, some));
                switch (crm.find(session, query)) {
                    case CrmResult.All(var tasks) ->
                        tasks.forEach(task -> open.computeIfAbsent(task.about(), _ -> new ArrayList<>())
                                .add(task));
                    case CrmResult.Failed(var failure) ->
                        some.forEach(id -> unknown.put(new EntityRef(type, id), failure));
                }
            }
        });
        var shown = open.values().stream().flatMap(List::stream).map(Task::id).collect(Collectors.toSet());
        var required = commands.stream()
                .flatMap(command -> command.requiredOpenTasks().stream())
                .collect(Collectors.groupingBy(OpenTaskFilter::entity));
        var hidden = additions.stream()
                .filter(added -> !shown.contains(added.task()))
                .filter(added -> required.getOrDefault(added.about(), List.of()).stream()
                        .anyMatch(filter -> filter.mayMatch(added)))
                .toList();
        var tasks = Stream.concat(shown.stream(), hidden.stream().map(TaskAddition::task))
                .collect(Collectors.toSet());
        return new Snapshot(
                open,
                unknown,
                hidden,
                tasks.isEmpty() ? Map.of() : ledger.traces(session.account().name(), tasks));
    }

    /// The entities on whose open tasks the commands depend, by their type.
    private static Map<EntityRef.Type, List<Long>> entities(List<TaskCommand> commands) {
        var ids = new TreeMap<EntityRef.Type, Set<Long>>();
        commands.stream()
                .flatMap(command -> command.requiredOpenTasks().stream())
                .map(OpenTaskFilter::entity)
                .forEach(entity ->
                        ids.computeIfAbsent(entity.type(), _ -> new TreeSet<>()).add(entity.id()));
        return ids.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, of -> List.copyOf(of.getValue())));
    }

    /// The outcome of a command that depends on a query which failed.
    static Outcome outcome(CrmFailure failure) {
        return switch (failure) {
            case CrmFailure.Refused(var reason) -> new Outcome.Deferred(reason); // a refusal of the query only
            case CrmFailure.Unavailable(var reason) -> new Outcome.Deferred(reason);
            case CrmFailure.Blocked(var reason) -> new Outcome.Blocked(reason);
        };
    }

    /// The open tasks in the CRM.
    ///
    /// @param open the open tasks by their entity
    /// @param unknown the entities whose tasks could not be read, and why
    /// @param hidden tasks that were added just before and are not among the open ones: the CRM does not show
    /// them yet, or somebody has ended them
    /// @param traces the traces of all these tasks in the ledger
    record Snapshot(
            Map<EntityRef, List<Task>> open,
            Map<EntityRef, CrmFailure> unknown,
            List<TaskAddition> hidden,
            Map<Long, TaskTrace> traces) {

        /// What is to be sent for a command now.
        InFlightCommand inFlight(TaskCommand command) {
            return command.requiredOpenTasks()
                    .map(required -> inFlight(command, required))
                    .orElseGet(() -> InFlightCommand.of(command, List.of(command)));
        }

        private InFlightCommand inFlight(TaskCommand command, OpenTaskFilter required) {
            var failure = unknown.get(required.entity());
            if (failure != null) {
                return InFlightCommand.settled(command, outcome(failure));
            }
            var found = open.getOrDefault(required.entity(), List.of()).stream()
                    .filter(required::matches)
                    .filter(task -> isOfRule(task.id(), required, command.origin()))
                    .toList();
            boolean isCreate = command instanceof TaskCommand.Create;
            if (isCreate && !found.isEmpty()) {
                return InFlightCommand.settled(
                        command, new Outcome.Skipped("task " + found.getFirst().id() + " is already open"));
            }
            if (mayHaveMore(required, command.origin())) {
                return InFlightCommand.settled(
                        command,
                        new Outcome.Deferred("the CRM does not show all tasks yet that were added just before"));
            }
            if (isCreate) {
                return InFlightCommand.of(command, List.of(command));
            }
            return found.isEmpty()
                    ? InFlightCommand.settled(command, new Outcome.Skipped("there is no " + required))
                    : InFlightCommand.of(command, command.perTask(found));
        }

        /// Whether the CRM may have more such tasks than it shows. One that was reported as completed is not among
        /// them.
        private boolean mayHaveMore(OpenTaskFilter required, Origin origin) {
            return hidden.stream()
                    .filter(required::mayMatch)
                    .filter(added -> isOfRule(added.task(), required, origin))
                    .anyMatch(added -> {
                        var trace = traces.get(added.task());
                        return trace == null || trace.completed() == null;
                    });
        }

        /// Whether the rule and command that the filter requires have added a task. A task that the command's
        /// own rule added for the command's own event never counts: the first of several tasks that a rule adds
        /// does not prevent the next.
        private boolean isOfRule(long task, OpenTaskFilter required, Origin origin) {
            var trace = traces.get(task);
            var madeBy = trace == null ? null : trace.madeBy();
            boolean isSibling = madeBy != null
                    && madeBy.rule().equals(origin.rule())
                    && madeBy.event().equals(origin.event());
            return !isSibling && required.isMadeBy(madeBy);
        }
    }
}
