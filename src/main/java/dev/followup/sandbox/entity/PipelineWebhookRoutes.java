package dev.followup.sandbox.entity;

import static dev.followup.sandbox.schema.WritableField.Type.INT;
import static dev.followup.sandbox.schema.WritableField.Type.TEXT;
import static dev.followup.sandbox.schema.WritableField.optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.http.Request;
import dev.followup.sandbox.http.Response;
import dev.followup.sandbox.http.Router;
import dev.followup.sandbox.schema.WriteSchema;
import dev.followup.sandbox.webhook.OutgoingWebhook;
import dev.followup.sandbox.webhook.WebhookForm;
import dev.followup.sandbox.webhook.WebhookPublisher;
import java.util.List;
import java.util.Set;

/// The route that sends a webhook as a stage of the digital pipeline does, since no lead triggers one here.
/// Such webhooks hold nothing of the lead but ids.
/// Source: CRM documentation, "Webhooks in Digital Pipeline"; read 2026-11-21.
public final class PipelineWebhookRoutes {

    private static final Set<String> ACTIONS = Set.of("status", "add", "mail_in", "call_in", "chat", "site_visit");

    private final EntityStore leads;
    private final WebhookPublisher webhooks;
    private final WriteSchema schema;

    public PipelineWebhookRoutes(EntityStore leads, WebhookPublisher webhooks) {
        this.leads = leads;
        this.webhooks = webhooks;
        this.schema = new WriteSchema(
                List.of(
                        optional("lead", INT).need().among(leads::has),
                        optional("action", TEXT).need().among(action -> ACTIONS.contains(action.asText()))),
                List.of());
    }

    public void register(Router routes) {
        routes.on("POST", "/_sandbox/pipeline-hooks", this::send);
    }

    private Response send(Request call) {
        JsonNode sent = call.json();
        schema.checkStrictly(sent);
        ObjectNode lead = leads.find(sent.path("lead").asLong()).orElseThrow();
        webhooks.publish(webhook(sent.path("action").asText(), lead));
        return Response.NOTHING;
    }

    /// The old stage of a lead that changed it is the one for incoming leads.
    private static OutgoingWebhook webhook(String action, JsonNode lead) {
        String key = "leads[" + action + "]";
        WebhookForm body = new WebhookForm(key)
                .add("[id]", lead.path("id"))
                .add("[status_id]", lead.path("status_id"))
                .add("[pipeline_id]", lead.path("pipeline_id"));
        if (action.equals("status")) {
            long pipeline = lead.path("pipeline_id").asLong();
            body.add("[old_status_id]", Long.toString(Pipelines.incomingStage(pipeline)))
                    .add("[old_pipeline_id]", Long.toString(pipeline));
        }
        return OutgoingWebhook.of(Set.of(WebhookPublisher.DIGITAL_PIPELINE), key, lead, body.toString());
    }
}
