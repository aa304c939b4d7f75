package dev.followup.sandbox.entity;

import static dev.followup.sandbox.schema.WritableField.Type.STRING;
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
import dev.followup.sandbox.webhook.WebhookForm;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The entity type of contacts and of companies. Webhooks report both under one key.
/// Source: CRM documentation, "Contacts", "Companies" and "Format of webhooks"; read 2026-11-21.
///
/// @param plural the name in paths and answers
/// @param singular the type in their webhooks
/// @param blank a new entity
/// @param schema the fields that clients may write
public record ContactOrCompany(String plural, String singular, ObjectNode blank, WriteSchema schema)
        implements EntityType {

    public static ContactOrCompany contacts(Users users) {
        return new ContactOrCompany(
                "contacts",
                "contact",
                blank("\"first_name\": \"\", \"last_name\": \"\",", ", \"companies\": []"),
                CommonFields.schema(users, optional("first_name", STRING), optional("last_name", STRING)));
    }

    public static ContactOrCompany companies(Users users) {
        return new ContactOrCompany("companies", "company", blank("", ""), CommonFields.schema(users));
    }

    private static ObjectNode blank(String fields, String links) {
        return Json.parse("""
                {
                    "id": 0,
                    "name": "",%1$s
                    "responsible_user_id": %2$d,
                    "group_id": 0,
                    "created_by": %2$d,
                    "updated_by": %2$d,
                    "created_at": 0,
                    "updated_at": 0,
                    "closest_task_at": null,
                    "is_deleted": false,
                    "custom_fields_values": null,
                    "account_id": %3$d,
                    "_embedded": {"tags": []%4$s}
                }""".formatted(fields, Users.TOKEN_OWNER, AccountRoutes.ID, links))
                .deepCopy();
    }

    @Override
    public ObjectNode blank() {
        return blank.deepCopy();
    }

    @Override
    public void refine(ObjectNode party, JsonNode sent) {
        CommonFields.refine(party, sent);
    }

    @Override
    public ListFilter filter(QueryForm query) {
        return CommonFields.filter(query);
    }

    @Override
    public Set<String> sortFields() {
        return Set.of("updated_at", "id");
    }

    /// A new owner is reported as a change like any other.
    @Override
    public List<OutgoingWebhook> webhooks(@Nullable JsonNode before, JsonNode after) {
        if (before == null) {
            return List.of(webhook("add", Set.of("add_" + singular), null, after));
        }
        Set<String> settings = OutgoingWebhook.changed("responsible_user_id", before, after)
                ? Set.of("update_" + singular, "responsible_" + singular)
                : Set.of("update_" + singular);
        return List.of(webhook("update", settings, before, after));
    }

    private OutgoingWebhook webhook(String action, Set<String> settings, @Nullable JsonNode before, JsonNode after) {
        String key = "contacts[" + action + "]";
        WebhookForm body = new WebhookForm(key)
                .add("[id]", after.path("id"))
                .add("[name]", after.path("name"))
                .addWithOld("responsible_user_id", before, after)
                .add("[date_create]", after.path("created_at"))
                .add("[last_modified]", after.path("updated_at"))
                .add("[created_user_id]", after.path("created_by"))
                .add("[modified_user_id]", after.path("updated_by"))
                .add("[account_id]", after.path("account_id"))
                .addIfPresent("[linked_company_id]", after.at("/_embedded/companies/0/id"))
                .addTags(after)
                .addCustomFields(after)
                .add("[created_at]", after.path("created_at"))
                .add("[updated_at]", after.path("updated_at"))
                .add("[type]", singular);
        return OutgoingWebhook.of(settings, key, after, body.toString());
    }
}
