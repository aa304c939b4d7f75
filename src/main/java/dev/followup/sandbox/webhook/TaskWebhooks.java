package dev.followup.sandbox.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The webhooks of a task: singular key, field names of its own, times as UTC texts beside Unix seconds.
/// Source: CRM documentation, "Format of webhooks"; read 2026-11-21.
public final class TaskWebhooks {

    /// The numbers of entity types in webhooks.
    public static final Map<String, String> ENTITY_NUMBERS =
            Map.of("contacts", "1", "leads", "2", "companies", "3", "customers", "12");

    private static final DateTimeFormatter UTC_TEXT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private TaskWebhooks() {}

    /// All changes are one action. Subscribers to new owners only receive it if the owner is new.
    public static OutgoingWebhook of(@Nullable JsonNode before, JsonNode after) {
        if (before == null) {
            return webhook(Set.of("add_task"), "task[add]", null, after);
        }
        Set<String> settings =
                newOwner(before, after) ? Set.of("update_task", "responsible_task") : Set.of("update_task");
        return webhook(settings, "task[update]", before, after);
    }

    private static OutgoingWebhook webhook(
            Set<String> settings, String action, @Nullable JsonNode before, JsonNode after) {
        var body = new WebhookForm(action).add("[id]", after.path("id"));
        addEntity(body, after);
        addFields(body, after);
        body.add("[action_close]", flag(before != null && !isCompleted(before) && isCompleted(after)));
        if (before != null) {
            addChange(body, before, after);
        }
        body.add("[created_at]", after.path("created_at"))
                .add("[updated_at]", after.path("updated_at"))
                .add("[complete_before]", after.path("complete_till"));
        return OutgoingWebhook.of(settings, action, after, body.toString());
    }

    private static void addFields(WebhookForm body, JsonNode task) {
        body.add("[task_type]", task.path("task_type_id"))
                .add("[date_create]", text(task.path("created_at")))
                .add("[text]", task.path("text"))
                .add("[status]", flag(isCompleted(task)))
                .add("[account_id]", task.path("account_id"))
                .add("[created_user_id]", task.path("created_by"))
                .add("[last_modified]", text(task.path("updated_at")))
                .add("[responsible_user_id]", task.path("responsible_user_id"))
                .add("[complete_till]", text(task.path("complete_till")));
    }

    private static void addEntity(WebhookForm body, JsonNode task) {
        String number = ENTITY_NUMBERS.get(task.path("entity_type").asText());
        if (number != null) {
            body.add("[element_id]", task.path("entity_id")).add("[element_type]", number);
        }
    }

    private static void addChange(WebhookForm body, JsonNode before, JsonNode after) {
        body.add("[old_text]", before.path("text")).add("[modified_by]", after.path("updated_by"));
        if (newOwner(before, after)) {
            body.add("[old_responsible_user_id]", before.path("responsible_user_id"));
        }
        JsonNode result = after.path("result").path("text");
        if (!result.isMissingNode()) {
            body.add("[result][id]", after.path("id")).add("[result][text]", result);
        }
    }

    private static boolean newOwner(JsonNode before, JsonNode after) {
        return OutgoingWebhook.changed("responsible_user_id", before, after);
    }

    private static boolean isCompleted(JsonNode task) {
        return task.path("is_completed").asBoolean();
    }

    private static String flag(boolean set) {
        return set ? "1" : "0";
    }

    private static String text(JsonNode seconds) {
        return UTC_TEXT.format(Instant.ofEpochSecond(seconds.asLong()));
    }
}
