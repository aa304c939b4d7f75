package dev.followup.sandbox.entity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.http.Json;
import dev.followup.sandbox.webhook.OutgoingWebhook;
import dev.followup.sandbox.webhook.WebhookForm;
import java.util.Set;

/// A lead from a form, a chat, a mail or a call that waits to be accepted or declined.
///
/// @param uid its id while it waits
/// @param category its source: `forms`, `chats`, `mail` or `sip`
/// @param lead the lead, in the stage for incoming leads
record IncomingLead(String uid, String category, JsonNode lead) {

    long leadId() {
        return lead.path("id").asLong();
    }

    ObjectNode model() {
        ObjectNode model = Json.object().put("uid", uid).put("category", category);
        model.set("pipeline_id", lead.path("pipeline_id"));
        model.set("created_at", lead.path("created_at"));
        ObjectNode embedded = model.putObject("_embedded");
        embedded.putArray("leads").addObject().set("id", lead.path("id"));
        embedded.set("contacts", lead.path("_embedded").path("contacts"));
        embedded.putArray("companies");
        return model;
    }

    OutgoingWebhook arrival() {
        WebhookForm body = new WebhookForm("unsorted[add]")
                .add("[uid]", uid)
                .add("[source]", "Sandbox")
                .add("[category]", category)
                .add("[date_create]", lead.path("created_at"))
                .addIfPresent("[data][contacts][0][id]", lead.at("/_embedded/contacts/0/id"))
                .add("[pipeline_id]", lead.path("pipeline_id"))
                .add("[account_id]", lead.path("account_id"))
                .add("[lead_id]", lead.path("id"))
                .add("[created_at]", lead.path("created_at"));
        return OutgoingWebhook.of(Set.of("add_unsorted"), "unsorted[add]", lead, body.toString());
    }

    /// @param decision `accept` or `decline`
    OutgoingWebhook departure(String decision, long user) {
        WebhookForm body = new WebhookForm("unsorted[delete]")
                .add("[action]", decision)
                .add("[uid]", uid)
                .add("[category]", category)
                .add("[created_at]", lead.path("created_at"))
                .add("[modified_user_id]", Long.toString(user))
                .add("[" + decision + "_result][leads][0]", lead.path("id"));
        return OutgoingWebhook.of(Set.of("delete_unsorted"), "unsorted[delete]", lead, body.toString());
    }
}
