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
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskCommand.Origin;
import dev.followup.task.TaskQuery;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
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
    /// @param now when they are queried
    Snapshot snapshot(CrmSession session, List<TaskCommand> commands, Instant now) {
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
        var tasks = open.values().stream().flatMap(List::stream).map(Task::id).collect(Collectors.toSet());
        return new Snapshot(
                open,
                unknown,
                tasks.isEmpty() ? Map.of() : ledger.traces(session.account().name(), tasks),
                now);
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
    /// @param traces the traces of the open tasks in the ledger
    /// @param now when they were queried
    record Snapshot(
            Map<EntityRef, List<Task>> open,
            Map<EntityRef, CrmFailure> unknown,
            Map<Long, TaskTrace> traces,
            Instant now) {

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
                    .filter(task -> isOfRule(task, required, command.origin()))
                    .toList();
            if (command instanceof TaskCommand.Create) {
                return found.isEmpty()
                        ? InFlightCommand.of(command, List.of(command))
                        : InFlightCommand.settled(
                                command,
                                new Outcome.Skipped("task " + found.getFirst().id() + " is already open"));
            }
            if (required.mayHaveMore(origins(found), now)) {
                return InFlightCommand.settled(
                        command,
                        new Outcome.Deferred("the CRM does not show all tasks yet that were added just before on "
                                + required.entity()));
            }
            return found.isEmpty()
                    ? InFlightCommand.settled(command, new Outcome.Skipped("there is no " + required))
                    : InFlightCommand.of(command, command.perTask(found));
        }

        private Set<Origin> origins(List<Task> tasks) {
            return tasks.stream()
                    .flatMap(task -> Stream.ofNullable(traces.get(task.id())))
                    .flatMap(trace -> Stream.ofNullable(trace.madeBy()))
                    .collect(Collectors.toSet());
        }

        /// Whether the rule and command that the filter requires have added a task. A task that the command's
        /// own rule added for the command's own event never counts: the first of several tasks that a rule adds
        /// does not prevent the next.
        private boolean isOfRule(Task task, OpenTaskFilter required, Origin origin) {
            var trace = traces.get(task.id());
            var madeBy = trace == null ? null : trace.madeBy();
            boolean isSibling = madeBy != null
                    && madeBy.rule().equals(origin.rule())
                    && madeBy.event().equals(origin.event());
            return !isSibling && required.isMadeBy(madeBy);
        }
    }
}
