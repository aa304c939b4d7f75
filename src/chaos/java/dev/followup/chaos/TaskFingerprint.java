package dev.followup.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.task.TaskCommand;
import java.util.List;
import java.util.TreeMap;

/// The properties by which tasks are compared.
///
/// @param entity such as `leads/501`
/// @param due in Unix seconds
record TaskFingerprint(String account, String entity, long type, String text, long due, long responsible) {

    /// The fingerprint of a command.
    static TaskFingerprint of(String account, TaskCommand.Create command) {
        var task = command.task();
        var responsible = task.responsible();
        return new TaskFingerprint(
                account,
                String.valueOf(task.about()),
                task.type().id(),
                task.text(),
                task.due().getEpochSecond(),
                responsible == null ? 0 : responsible);
    }

    /// The fingerprint of a task in the CRM.
    static TaskFingerprint of(String account, JsonNode task) {
        return new TaskFingerprint(
                account,
                task.path("entity_type").asText() + "/" + task.path("entity_id").asLong(),
                task.path("task_type_id").asLong(),
                task.path("text").asText(),
                task.path("complete_till").asLong(),
                task.path("responsible_user_id").asLong());
    }
}
