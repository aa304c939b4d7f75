package dev.followup.sandbox.entity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.http.Json;
import dev.followup.sandbox.webhook.OutgoingWebhook;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A change of an entity, in the words of the events list.
///
/// @param type such as `lead_status_changed`
/// @param after the new values, each in an object of its own
/// @param before the old values
record EntityChange(String type, List<ObjectNode> after, List<ObjectNode> before) {

    /// The fields whose change is an event: the event's type, and the place of the values in it.
    private enum Plain {
        OWNER("responsible_user_id", "entity_responsible_changed", "responsible_user", "id"),
        PRICE("price", "sale_field_changed", "sale_field_value", "sale"),
        NAME("name", "name_field_changed", "name_field_value", "name"),
        TEXT("text", "task_text_changed", "task", "text"),
        DEADLINE("complete_till", "task_deadline_changed", "task_deadline", "timestamp"),
        TASK_TYPE("task_type_id", "task_type_changed", "task_type", "id");

        private final String field;
        private final String type;
        private final String holder;
        private final String name;

        Plain(String field, String type, String holder, String name) {
            this.field = field;
            this.type = type;
            this.holder = holder;
            this.name = name;
        }

        private List<ObjectNode> value(JsonNode entity) {
            ObjectNode value = Json.object();
            value.putObject(holder).set(name, entity.path(field));
            return List.of(value);
        }
    }

    /// The changes between two states of an entity.
    ///
    /// @param singular the entity's type, such as `lead`
    /// @param before `null` if it is new
    static List<EntityChange> between(String singular, @Nullable JsonNode before, JsonNode after) {
        if (before == null) {
            return List.of(new EntityChange(singular + "_added", List.of(), List.of()));
        }
        var changes = new ArrayList<EntityChange>();
        if (OutgoingWebhook.changed("status_id", before, after)
                || OutgoingWebhook.changed("pipeline_id", before, after)) {
            changes.add(new EntityChange("lead_status_changed", stage(after), stage(before)));
        }
        for (Plain plain : Plain.values()) {
            if (OutgoingWebhook.changed(plain.field, before, after)) {
                changes.add(new EntityChange(plain.type, plain.value(after), plain.value(before)));
            }
        }
        if (after.path("is_completed").asBoolean()
                && !before.path("is_completed").asBoolean()) {
            changes.add(new EntityChange("task_completed", List.of(), List.of()));
        }
        addTags(changes, tags(before), tags(after));
        addCustomFields(changes, customFields(before), customFields(after));
        return changes;
    }

    private static List<ObjectNode> stage(JsonNode lead) {
        ObjectNode value = Json.object();
        value.putObject("lead_status")
                .put("id", lead.path("status_id").asLong())
                .put("pipeline_id", lead.path("pipeline_id").asLong());
        return List.of(value);
    }

    private static void addTags(List<EntityChange> changes, List<String> before, List<String> after) {
        List<ObjectNode> added = after.stream()
                .filter(tag -> !before.contains(tag))
                .map(EntityChange::tag)
                .toList();
        List<ObjectNode> deleted = before.stream()
                .filter(tag -> !after.contains(tag))
                .map(EntityChange::tag)
                .toList();
        if (!added.isEmpty()) {
            changes.add(new EntityChange("entity_tag_added", added, List.of()));
        }
        if (!deleted.isEmpty()) {
            changes.add(new EntityChange("entity_tag_deleted", List.of(), deleted));
        }
    }

    private static ObjectNode tag(String name) {
        ObjectNode value = Json.object();
        value.putObject("tag").put("name", name);
        return value;
    }

    private static List<String> tags(JsonNode entity) {
        return entity.at("/_embedded/tags").findValuesAsText("name");
    }

    private static void addCustomFields(
            List<EntityChange> changes, Map<Long, List<ObjectNode>> before, Map<Long, List<ObjectNode>> after) {
        var ids = new TreeSet<>(before.keySet());
        ids.addAll(after.keySet());
        for (long id : ids) {
            List<ObjectNode> now = after.getOrDefault(id, List.of());
            List<ObjectNode> then = before.getOrDefault(id, List.of());
            if (!now.equals(then)) {
                changes.add(new EntityChange("custom_field_" + id + "_value_changed", now, then));
            }
        }
    }

    private static Map<Long, List<ObjectNode>> customFields(JsonNode entity) {
        var fields = new HashMap<Long, List<ObjectNode>>();
        for (JsonNode field : entity.path("custom_fields_values")) {
            long id = field.path("field_id").asLong();
            var values = new ArrayList<ObjectNode>();
            for (JsonNode value : field.path("values")) {
                ObjectNode holder = Json.object();
                ObjectNode custom = holder.putObject("custom_field_value")
                        .put("field_id", id)
                        .put("text", value.path("value").asText());
                custom.set(
                        "enum_id", value.path("enum_id").isMissingNode() ? custom.nullNode() : value.path("enum_id"));
                values.add(holder);
            }
            fields.put(id, values);
        }
        return fields;
    }
}
