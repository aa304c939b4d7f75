package dev.followup.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.task.TaskOrder;
import java.util.List;
import java.util.TreeMap;

/// A task as far as it can be told from another.
///
/// @param entity such as `leads/501`
/// @param due in Unix seconds
record TaskLine(String account, String entity, long type, String text, long due, long responsible) {

    /// As an order wants it.
    static TaskLine of(String account, TaskOrder.Create order) {
        var task = order.task();
        var responsible = task.responsible();
        return new TaskLine(
                account,
                String.valueOf(task.about()),
                task.type().id(),
                task.text(),
                task.due().getEpochSecond(),
                responsible == null ? 0 : responsible);
    }

    /// As the CRM has it.
    static TaskLine of(String account, JsonNode task) {
        return new TaskLine(
                account,
                task.path("entity_type").asText() + "/" + task.path("entity_id").asLong(),
                task.path("task_type_id").asLong(),
                task.path("text").asText(),
                task.path("complete_till").asLong(),
                task.path("responsible_user_id").asLong());
    }
}
