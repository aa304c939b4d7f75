package dev.followup.local.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A lead's hooks: `add`, and for a change `update` and, where it is one, `status` and `responsible`.
/// Source: CRM documentation, "Format of webhooks", and published captures of 2023 to 2025; read 2026-11-21.
final class LeadHooks {

    private LeadHooks() {}

    static List<Hook> of(@Nullable JsonNode before, JsonNode after) {
        if (before == null) {
            return List.of(hook("add", null, after));
        }
        var hooks = new ArrayList<Hook>(List.of(hook("update", before, after)));
        if (Hook.changed("status_id", before, after)) {
            hooks.add(hook("status", before, after));
        }
        if (Hook.changed("responsible_user_id", before, after)) {
            hooks.add(hook("responsible", before, after));
        }
        return hooks;
    }

    private static Hook hook(String action, @Nullable JsonNode before, JsonNode after) {
        String key = "leads[" + action + "]";
        HookBody body = new HookBody(key)
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
        return Hook.of(Set.of(action + "_lead"), key, after, body.toString());
    }
}
