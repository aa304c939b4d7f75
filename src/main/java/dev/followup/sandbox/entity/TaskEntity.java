package dev.followup.sandbox.entity;

import static dev.followup.sandbox.schema.WritableField.Type.BOOL;
import static dev.followup.sandbox.schema.WritableField.Type.INT;
import static dev.followup.sandbox.schema.WritableField.Type.RESULT;
import static dev.followup.sandbox.schema.WritableField.Type.STRING;
import static dev.followup.sandbox.schema.WritableField.Type.TEXT;
import static dev.followup.sandbox.schema.WritableField.optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.account.AccountRoutes;
import dev.followup.sandbox.account.Users;
import dev.followup.sandbox.http.Json;
import dev.followup.sandbox.http.ListFilter;
import dev.followup.sandbox.http.QueryForm;
import dev.followup.sandbox.schema.WriteSchema;
import dev.followup.sandbox.webhook.OutgoingWebhook;
import dev.followup.sandbox.webhook.TaskWebhooks;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The entity type of tasks.
/// Source: CRM documentation, "Tasks"; read 2026-11-21.
public final class TaskEntity implements EntityType {

    private static final JsonNode BLANK = Json.parse("""
            {
                "id": 0,
                "created_by": %1$d,
                "updated_by": %1$d,
                "created_at": 0,
                "updated_at": 0,
                "responsible_user_id": %1$d,
                "group_id": 0,
                "entity_id": null,
                "entity_type": null,
                "duration": 0,
                "is_completed": false,
                "task_type_id": 1,
                "text": "",
                "result": [],
                "complete_till": 0,
                "account_id": %2$d
            }""".formatted(Users.TOKEN_OWNER, AccountRoutes.ID));

    private final WriteSchema schema;

    /// @param linkable the entities that tasks can be linked to, by their types
    public TaskEntity(Map<String, EntityStore> linkable, Users users, AccountRoutes account) {
        schema = schema(linkable, users, account);
    }

    private static WriteSchema schema(Map<String, EntityStore> linkable, Users users, AccountRoutes account) {
        return new WriteSchema(
                List.of(
                        optional("text", TEXT).need(),
                        optional("complete_till", INT).need(),
                        optional("responsible_user_id", INT).among(users::isActive),
                        optional("entity_id", INT).amongFor((task, id) -> isLinkable(linkable, task, id)),
                        optional("entity_type", STRING).among(type -> linkable.containsKey(type.asText())),
                        optional("is_completed", BOOL),
                        optional("task_type_id", INT).among(account::hasTaskType),
                        optional("duration", INT),
                        optional("result", RESULT),
                        optional("created_by", INT).among(users::isActiveOrRobot),
                        optional("updated_by", INT).among(users::isActiveOrRobot),
                        optional("created_at", INT),
                        optional("updated_at", INT)),
                List.of("entity_id", "entity_type"));
    }

    /// A type that is wrong is reported at its own place.
    private static boolean isLinkable(Map<String, EntityStore> linkable, JsonNode task, JsonNode id) {
        EntityStore entities = linkable.get(task.path("entity_type").asText());
        return entities == null || entities.has(id);
    }

    @Override
    public String plural() {
        return "tasks";
    }

    @Override
    public String singular() {
        return "task";
    }

    @Override
    public WriteSchema schema() {
        return schema;
    }

    @Override
    public ObjectNode blank() {
        return BLANK.deepCopy();
    }

    /// A result without a text is shown as an empty list.
    @Override
    public void refine(ObjectNode task, JsonNode sent) {
        String text = task.path("result").path("text").asText("");
        if (text.isEmpty()) {
            task.putArray("result");
        } else {
            task.putObject("result").put("text", text);
        }
    }

    @Override
    public ListFilter filter(QueryForm query) {
        ListFilter filter = ListFilter.of(query)
                .anyOf("id")
                .anyOf("responsible_user_id")
                .anyOf("created_by")
                .anyOf("task_type", "task_type_id")
                .anyOf("task_type_id")
                .flag("is_completed")
                .anyOf("entity_type")
                .span("updated_at");
        // The CRM ignores an entity's id without a type.
        return filter.query().keys().contains("entity_type") ? filter.anyOf("entity_id") : filter;
    }

    @Override
    public boolean hasFiltersForAll() {
        return true;
    }

    @Override
    public Set<String> sortFields() {
        return Set.of("created_at", "complete_till", "id");
    }

    @Override
    public List<OutgoingWebhook> webhooks(@Nullable JsonNode before, JsonNode after) {
        return List.of(TaskWebhooks.of(before, after));
    }
}
