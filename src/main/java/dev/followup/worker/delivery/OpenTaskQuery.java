package dev.followup.worker.delivery;

import dev.followup.crm.session.CrmResult;
import dev.followup.crm.session.CrmSession;
import dev.followup.crm.task.CrmTasks;
import dev.followup.event.EntityRef;
import dev.followup.ledger.Ledger;
import dev.followup.task.OpenTaskFilter;
import dev.followup.task.Outcome;
import dev.followup.task.Task;
import dev.followup.task.TaskCommand;
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

/// Asks the CRM what is open, right before orders are sent that depend on it, once for all of them.
@ApplicationScoped
public class OpenTaskQuery {

    /// Entities that one request asks for: a query of some three thousand characters, which every proxy lets
    /// pass.
    private static final int MOST_ENTITIES = 100;

    private final CrmTasks crm;
    private final Ledger ledger;

    public OpenTaskQuery(CrmTasks crm, Ledger ledger) {
        this.crm = crm;
        this.ledger = ledger;
    }

    /// What stands open of all that the orders ask for.
    OpenTaskSnapshot of(CrmSession session, List<TaskCommand> commands) {
        var open = new HashMap<EntityRef, List<Task>>();
        var unknown = new HashMap<EntityRef, Outcome>();
        asked(commands).forEach((type, ids) -> {
            for (int from = 0; from < ids.size(); from += MOST_ENTITIES) {
                var some = Set.copyOf(ids.subList(from, Math.min(from + MOST_ENTITIES, ids.size())));
                var query = TaskQuery.ALL.withCompleted(false).withEntities(new TaskQuery.Entities(type, some));
                switch (crm.find(session, query)) {
                    case CrmResult.All(var tasks) ->
                        tasks.forEach(task -> open.computeIfAbsent(task.about(), _ -> new ArrayList<>())
                                .add(task));
                    case CrmResult.Failed(var why) -> some.forEach(id -> unknown.put(new EntityRef(type, id), why));
                }
            }
        });
        var tasks = open.values().stream().flatMap(List::stream).map(Task::id).collect(Collectors.toSet());
        return new OpenTaskSnapshot(
                open,
                unknown,
                tasks.isEmpty() ? Map.of() : ledger.traces(session.account().name(), tasks));
    }

    /// The entities whose open tasks matter, by their type.
    private static Map<EntityRef.Type, List<Long>> asked(List<TaskCommand> commands) {
        var ids = new TreeMap<EntityRef.Type, Set<Long>>();
        commands.stream()
                .flatMap(command -> command.requiredOpenTasks().stream())
                .map(OpenTaskFilter::entity)
                .forEach(entity ->
                        ids.computeIfAbsent(entity.type(), _ -> new TreeSet<>()).add(entity.id()));
        return ids.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, of -> List.copyOf(of.getValue())));
    }
}
