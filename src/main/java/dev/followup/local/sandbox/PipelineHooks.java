package dev.followup.local.sandbox;

import static dev.followup.local.sandbox.Field.Type.INT;
import static dev.followup.local.sandbox.Field.Type.TEXT;
import static dev.followup.local.sandbox.Field.optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/// Hooks that a stage of the digital pipeline sends, on demand: there is nothing here that a lead could be set off by.
/// They say nothing of the lead but ids.
/// Source: CRM documentation, "Webhooks in Digital Pipeline"; read 2026-11-21.
final class PipelineHooks {

    /// None of the CRM's: there, the address of such a hook stands in the pipeline's settings.
    static final String SETTING = "digital_pipeline";

    private static final Set<String> ACTIONS = Set.of("status", "add", "mail_in", "call_in", "chat", "site_visit");

    private final Entities leads;
    private final Hooks hooks;
    private final Schema schema;

    PipelineHooks(Entities leads, Hooks hooks) {
        this.leads = leads;
        this.hooks = hooks;
        this.schema = new Schema(
                List.of(
                        optional("lead", INT)
                                .need()
                                .among(id -> leads.find(id.asLong()).isPresent()),
                        optional("action", TEXT).need().among(action -> ACTIONS.contains(action.asText()))),
                List.of());
    }

    void register(Routes routes) {
        routes.on("POST", "/_sandbox/pipeline-hooks", this::send);
    }

    private Reply send(Call call) {
        JsonNode sent = call.json();
        schema.check(List.of(sent));
        ObjectNode lead = leads.find(sent.path("lead").asLong()).orElseThrow();
        hooks.publish(hook(sent.path("action").asText(), lead));
        return Reply.NOTHING;
    }

    /// A lead that changed its stage came from that for incoming leads.
    private static Hook hook(String action, JsonNode lead) {
        String key = "leads[" + action + "]";
        HookBody body = new HookBody(key)
                .add("[id]", lead.path("id"))
                .add("[status_id]", lead.path("status_id"))
                .add("[pipeline_id]", lead.path("pipeline_id"));
        if (action.equals("status")) {
            long pipeline = lead.path("pipeline_id").asLong();
            body.add("[old_status_id]", Long.toString(Pipelines.incomingStage(pipeline)))
                    .add("[old_pipeline_id]", Long.toString(pipeline));
        }
        return Hook.of(Set.of(SETTING), key, lead, body.toString());
    }
}
