package dev.followup.sandbox.entity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// When the next open task of each entity is due: what the CRM shows as `closest_task_at`.
///
/// @param byEntity in Unix seconds, by entities such as `leads/501`
record ClosestTasks(Map<String, Long> byEntity) {

    private static final String FIELD = "closest_task_at";

    static ClosestTasks among(Collection<ObjectNode> tasks) {
        var byEntity = new HashMap<String, Long>();
        for (JsonNode task : tasks) {
            if (!task.path("is_completed").asBoolean() && task.path("entity_id").isNumber()) {
                String entity = task.path("entity_type").asText() + "/"
                        + task.path("entity_id").asLong();
                byEntity.merge(entity, task.path("complete_till").asLong(), Math::min);
            }
        }
        return new ClosestTasks(byEntity);
    }

    /// Puts the time into an entity that has such a field.
    void show(String plural, ObjectNode entity) {
        if (entity.has(FIELD)) {
            entity.put(FIELD, byEntity.get(plural + "/" + entity.path("id").asLong()));
        }
    }
}
