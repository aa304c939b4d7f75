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
import dev.followup.sandbox.schema.WritableField;
import dev.followup.sandbox.schema.WriteSchema;
import dev.followup.sandbox.webhook.LeadWebhooks;
import dev.followup.sandbox.webhook.OutgoingWebhook;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The entity type of leads. Any pipeline and stage is accepted, so that rules for a real account's stages can
/// be tried.
public final class LeadEntity implements EntityType {

    private static final JsonNode BLANK =
            Json.parse("""
            {
                "id": 0,
                "name": "",
                "price": 0,
                "responsible_user_id": %1$d,
                "group_id": 0,
                "status_id": 0,
                "pipeline_id": %3$d,
                "loss_reason_id": null,
                "created_by": %1$d,
                "updated_by": %1$d,
                "created_at": 0,
                "updated_at": 0,
                "closed_at": null,
                "closest_task_at": null,
                "is_deleted": false,
                "custom_fields_values": null,
                "score": null,
                "account_id": %2$d,
                "labor_cost": null,
                "_embedded": {"tags": [], "companies": [], "contacts": []}
            }""".formatted(Users.TOKEN_OWNER, AccountRoutes.ID, Pipelines.MAIN));

    private final WriteSchema schema;

    public LeadEntity(Users users) {
        schema = CommonFields.schema(
                users,
                optional("price", INT),
                optional("status_id", INT),
                optional("pipeline_id", INT),
                optional("loss_reason_id", INT),
                optional("closed_at", INT));
    }

    @Override
    public String plural() {
        return "leads";
    }

    @Override
    public String singular() {
        return "lead";
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
    public void refine(ObjectNode lead, JsonNode sent) {
        CommonFields.refine(lead, sent);
        boolean moved =
                WritableField.isAbsent(sent.path("status_id")) && !WritableField.isAbsent(sent.path("pipeline_id"));
        if (moved || lead.path("status_id").asLong() == 0) {
            lead.put("status_id", Pipelines.firstStage(lead.path("pipeline_id").asLong()));
        }
        if (!Pipelines.isClosed(lead.path("status_id").asLong())) {
            lead.putNull("closed_at");
        } else if (lead.path("closed_at").isNull()) {
            lead.set("closed_at", lead.path("updated_at"));
        }
    }

    @Override
    public ListFilter filter(QueryForm query) {
        ListFilter filter =
                CommonFields.filter(query).anyOf("pipeline_id").span("price").span("closed_at");
        QueryForm stages = filter.query().under("statuses");
        return stages.entries().isEmpty() ? filter : filter.and(lead -> isInOneOf(stages, lead));
    }

    @Override
    public Set<String> sortFields() {
        return Set.of("created_at", "updated_at", "id");
    }

    @Override
    public List<OutgoingWebhook> webhooks(@Nullable JsonNode before, JsonNode after) {
        return LeadWebhooks.of(before, after);
    }

    private static boolean isInOneOf(QueryForm stages, JsonNode lead) {
        return stages.keys().stream()
                .map(stages::under)
                .anyMatch(stage -> stage.value("status_id").equals(text(lead, "status_id"))
                        && stage.value("pipeline_id").equals(text(lead, "pipeline_id")));
    }

    private static Optional<String> text(JsonNode lead, String field) {
        return Optional.of(lead.path(field).asText());
    }
}
