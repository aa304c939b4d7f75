package dev.followup.sandbox.entity;

import static dev.followup.sandbox.schema.WritableField.Type.INT;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The entity type of customers. Which fields their webhooks have is not documented: these are the common ones.
/// Source: amoCRM documentation, "Customers"; read 2026-11-28.
public final class CustomerEntity implements EntityType {

    private static final JsonNode BLANK = Json.parse("""
            {
                "id": 0,
                "name": "",
                "next_price": 0,
                "next_date": null,
                "responsible_user_id": %1$d,
                "status_id": 1,
                "periodicity": 0,
                "created_by": %1$d,
                "updated_by": %1$d,
                "created_at": 0,
                "updated_at": 0,
                "closest_task_at": null,
                "is_deleted": false,
                "custom_fields_values": null,
                "ltv": 0,
                "purchases_count": 0,
                "average_check": 0,
                "account_id": %2$d,
                "_embedded": {"tags": [], "companies": [], "contacts": []}
            }""".formatted(Users.TOKEN_OWNER, AccountRoutes.ID));

    private final WriteSchema schema;

    public CustomerEntity(Users users) {
        schema = CommonFields.schema(
                users,
                optional("next_price", INT),
                optional("next_date", INT),
                optional("status_id", INT),
                optional("periodicity", INT));
    }

    @Override
    public String plural() {
        return "customers";
    }

    @Override
    public String singular() {
        return "customer";
    }

    @Override
    public WriteSchema schema() {
        return schema;
    }

    @Override
    public ObjectNode blank() {
        return BLANK.deepCopy();
    }

    @Override
    public void refine(ObjectNode customer, JsonNode sent) {
        CommonFields.refine(customer, sent);
    }

    @Override
    public ListFilter filter(QueryForm query) {
        return CommonFields.filter(query).span("next_date");
    }

    @Override
    public Set<String> sortFields() {
        return Set.of("created_at", "updated_at", "id");
    }

    @Override
    public List<OutgoingWebhook> webhooks(@Nullable JsonNode before, JsonNode after) {
        if (before == null) {
            return List.of(webhook("add", null, after));
        }
        var webhooks = new ArrayList<OutgoingWebhook>(List.of(webhook("update", before, after)));
        if (OutgoingWebhook.changed("responsible_user_id", before, after)) {
            webhooks.add(webhook("responsible", before, after));
        }
        return webhooks;
    }

    private static OutgoingWebhook webhook(String action, @Nullable JsonNode before, JsonNode after) {
        String key = "customers[" + action + "]";
        WebhookForm body = new WebhookForm(key)
                .add("[id]", after.path("id"))
                .add("[name]", after.path("name"))
                .addWithOld("status_id", before, after)
                .add("[next_price]", after.path("next_price"))
                .add("[next_date]", after.path("next_date"))
                .addWithOld("responsible_user_id", before, after)
                .add("[created_by]", after.path("created_by"))
                .add("[updated_by]", after.path("updated_by"))
                .add("[account_id]", after.path("account_id"))
                .addTags(after)
                .addCustomFields(after)
                .add("[created_at]", after.path("created_at"))
                .add("[updated_at]", after.path("updated_at"));
        return OutgoingWebhook.of(Set.of(action + "_customer"), key, after, body.toString());
    }
}
