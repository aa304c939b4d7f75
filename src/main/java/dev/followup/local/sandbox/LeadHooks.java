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
        var body = new HookBody(key).add("[id]", after.path("id")).add("[name]", after.path("name"));
        addWithOld(body, "status_id", before, after);
        body.add("[price]", after.path("price"));
        addWithOld(body, "responsible_user_id", before, after);
        body.add("[last_modified]", after.path("updated_at"))
                .add("[modified_user_id]", after.path("updated_by"))
                .add("[created_user_id]", after.path("created_by"))
                .add("[date_create]", after.path("created_at"))
                .add("[pipeline_id]", after.path("pipeline_id"))
                .add("[account_id]", after.path("account_id"));
        addTags(body, after.path("_embedded").path("tags"));
        addCustomFields(body, after.path("custom_fields_values"));
        body.add("[created_at]", after.path("created_at")).add("[updated_at]", after.path("updated_at"));
        return Hook.of(Set.of(action + "_lead"), key, after, body.toString());
    }

    private static void addWithOld(HookBody body, String field, @Nullable JsonNode before, JsonNode after) {
        body.add("[" + field + "]", after.path(field));
        if (before != null && Hook.changed(field, before, after)) {
            body.add("[old_" + field + "]", before.path(field));
        }
    }

    private static void addTags(HookBody body, JsonNode tags) {
        for (int i = 0; i < tags.size(); i++) {
            body.add("[tags][" + i + "][id]", tags.path(i).path("id"))
                    .add("[tags][" + i + "][name]", tags.path(i).path("name"));
        }
    }

    private static void addCustomFields(HookBody body, JsonNode fields) {
        for (int i = 0; i < fields.size(); i++) {
            JsonNode field = fields.path(i);
            String place = "[custom_fields][" + i + "]";
            addIfThere(body, place + "[id]", field.path("field_id"));
            body.add(place + "[name]", field.path("field_name"));
            addValues(body, place + "[values]", field.path("values"));
            addIfThere(body, place + "[code]", field.path("field_code"));
        }
    }

    private static void addValues(HookBody body, String place, JsonNode values) {
        for (int i = 0; i < values.size(); i++) {
            body.add(place + "[" + i + "][value]", values.path(i).path("value"));
            addIfThere(body, place + "[" + i + "][enum]", values.path(i).path("enum_id"));
        }
    }

    private static void addIfThere(HookBody body, String field, JsonNode value) {
        if (!Field.isAbsent(value)) {
            body.add(field, value);
        }
    }
}
