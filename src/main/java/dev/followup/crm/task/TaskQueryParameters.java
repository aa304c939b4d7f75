package dev.followup.crm.task;

import dev.followup.task.TaskQuery;
import dev.followup.task.TaskQuery.Sort;
import dev.followup.task.TaskQuery.Updated;
import dev.followup.task.TaskType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Instant;
import java.util.Collection;

/// The GET parameters that express a task query.
final class TaskQueryParameters {

    private TaskQueryParameters() {}

    /// The GET parameters for one page of a query's tasks.
    static MultivaluedMap<String, String> of(TaskQuery query, int page, int limit) {
        var parameters = new MultivaluedHashMap<String, String>();
        addAll(parameters, "filter[id][]", query.ids());
        addAll(parameters, "filter[responsible_user_id][]", query.responsible());
        addTypes(parameters, query);
        addEntities(parameters, query);
        if (query.completed() != null) {
            parameters.add("filter[is_completed]", query.completed() ? "1" : "0");
        }
        if (query.updated() != null) {
            addUpdated(parameters, query.updated());
        }
        parameters.add("order[" + word(query.sort().key()) + "]", query.sort().descending() ? "desc" : "asc");
        parameters.add("page", Integer.toString(page));
        parameters.add("limit", Integer.toString(limit));
        return parameters;
    }

    /// Sends both names: the documented one was reported to be ignored.
    private static void addTypes(MultivaluedMap<String, String> parameters, TaskQuery query) {
        var ids = query.types().stream().map(TaskType::id).toList();
        addAll(parameters, "filter[task_type][]", ids);
        addAll(parameters, "filter[task_type_id][]", ids);
    }

    private static void addEntities(MultivaluedMap<String, String> parameters, TaskQuery query) {
        if (query.entities() != null) {
            parameters.add("filter[entity_type]", query.entities().type().word());
            addAll(parameters, "filter[entity_id][]", query.entities().ids());
        }
    }

    private static void addUpdated(MultivaluedMap<String, String> parameters, Updated updated) {
        switch (updated) {
            case Updated.After(var time) -> parameters.add("filter[updated_at]", seconds(time));
            case Updated.Between(var from, var to) -> {
                parameters.add("filter[updated_at][from]", seconds(from));
                parameters.add("filter[updated_at][to]", seconds(to));
            }
        }
    }

    private static void addAll(MultivaluedMap<String, String> parameters, String name, Collection<Long> ids) {
        ids.stream().sorted().map(String::valueOf).forEach(id -> parameters.add(name, id));
    }

    private static String seconds(Instant time) {
        return Long.toString(time.getEpochSecond());
    }

    private static String word(Sort.Key key) {
        return switch (key) {
            case CREATED -> "created_at";
            case DUE -> "complete_till";
            case ID -> "id";
        };
    }
}
