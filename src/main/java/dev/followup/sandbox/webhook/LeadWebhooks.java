package dev.followup.sandbox.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The webhooks of a lead: `add`, and for a change `update` and, where they apply, `status` and `responsible`.
/// Source: CRM documentation, "Format of webhooks", and published captures of 2023 to 2025; read 2026-11-21.
public final class LeadWebhooks {

    private LeadWebhooks() {}

    public static List<OutgoingWebhook> of(@Nullable JsonNode before, JsonNode after) {
        if (before == null) {
            return List.of(webhook("add", null, after));
        }
        var webhooks = new ArrayList<OutgoingWebhook>(List.of(webhook("update", before, after)));
        if (OutgoingWebhook.changed("status_id", before, after)) {
            webhooks.add(webhook("status", before, after));
        }
        if (OutgoingWebhook.changed("responsible_user_id", before, after)) {
            webhooks.add(webhook("responsible", before, after));
        }
        return webhooks;
    }

    private static OutgoingWebhook webhook(String action, @Nullable JsonNode before, JsonNode after) {
        String key = "leads[" + action + "]";
        WebhookForm body = new WebhookForm(key)
                .add("[id]", after.path("id"))
                .add("[name]", after.path("name"))
                .addWithOld("status_id", before, after)
                .add("[price]", after.path("price"))
                .addWithOld("responsible_user_id", before, after)
                .add("[last_modified]", after.path("updated_at"))
                .add("[modified_user_id]", after.path("updated_by"))
                .add("[created_user_id]", after.path("created_by"))
                .add("[date_create]", after.path("created_at"))
                .add("[pipeline_id]", after.path("pipeline_id"))
                .add("[account_id]", after.path("account_id"))
                .addTags(after)
                .addCustomFields(after)
                .add("[created_at]", after.path("created_at"))
                .add("[updated_at]", after.path("updated_at"));
        return OutgoingWebhook.of(Set.of(action + "_lead"), key, after, body.toString());
    }
}
