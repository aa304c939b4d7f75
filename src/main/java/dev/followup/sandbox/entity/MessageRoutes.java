package dev.followup.sandbox.entity;

import static dev.followup.sandbox.schema.WritableField.Type.INT;
import static dev.followup.sandbox.schema.WritableField.Type.TEXT;
import static dev.followup.sandbox.schema.WritableField.optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.http.Json;
import dev.followup.sandbox.http.ProblemException;
import dev.followup.sandbox.http.Request;
import dev.followup.sandbox.http.Response;
import dev.followup.sandbox.http.Router;
import dev.followup.sandbox.schema.WriteSchema;
import dev.followup.sandbox.webhook.OutgoingWebhook;
import dev.followup.sandbox.webhook.WebhookForm;
import dev.followup.sandbox.webhook.WebhookPublisher;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// The route of a chat message, from a contact or to one. A message to a contact is written by a user, a bot, or
/// the system (`internal`).
/// Source: CRM documentation, "Format of webhooks", and published captures; read 2026-11-21.
public final class MessageRoutes {

    private static final Set<String> DIRECTIONS = Set.of("in", "out");

    /// Who may write to a contact.
    private static final Set<String> AUTHORS = Set.of("user", "bot", "internal");

    private final EntityStore leads;
    private final EntityStore contacts;
    private final WebhookPublisher webhooks;
    private final EventLog log;
    private final WriteSchema schema;

    /// @param log knows the present
    public MessageRoutes(EntityStore leads, EntityStore contacts, WebhookPublisher webhooks, EventLog log) {
        this.leads = leads;
        this.contacts = contacts;
        this.webhooks = webhooks;
        this.log = log;
        this.schema = new WriteSchema(
                List.of(
                        optional("text", TEXT).need(),
                        optional("direction", TEXT).among(word -> DIRECTIONS.contains(word.asText())),
                        optional("author", TEXT).among(word -> AUTHORS.contains(word.asText())),
                        optional("lead", INT).among(leads::has),
                        optional("contact", INT).among(contacts::has)),
                List.of());
    }

    public void register(Router routes) {
        routes.on("POST", "/_sandbox/messages", this::send);
    }

    private Response send(Request call) {
        JsonNode sent = call.json();
        schema.checkStrictly(sent);
        boolean isOutgoing = sent.path("direction").asText("in").equals("out");
        if (sent.has("author") && !isOutgoing) {
            throw refusal("author: expected with \"direction\": \"out\" only, since contacts write what comes in");
        }
        ObjectNode message = message(sent, isOutgoing);
        webhooks.publish(
                isOutgoing
                        ? webhook("outgoing_message[add]", "add_outgoing_message", message)
                        : webhook("message[add]", "add_message", message));
        return Response.json(message);
    }

    private ObjectNode message(JsonNode sent, boolean isOutgoing) {
        long lead = sent.path("lead").asLong();
        long contact = sent.path("contact").asLong(lead == 0 ? 0 : mainContact(lead));
        if (lead == 0 && contact == 0) {
            throw refusal("body: found " + sent + ", expected a lead or a contact");
        }
        ObjectNode message = Json.object()
                .put("id", UUID.randomUUID().toString())
                .put("chat_id", uuid("chat " + lead + " " + contact))
                .put("talk_id", contact == 0 ? lead : contact)
                .put("text", sent.path("text").asText())
                .put("created_at", log.now())
                .put("entity_type", lead == 0 ? "contact" : "lead")
                .put("entity_id", lead == 0 ? contact : lead)
                .put("type", isOutgoing ? "outgoing" : "incoming")
                .put("origin", "telegram");
        if (contact != 0) {
            message.put("contact_id", contact);
        }
        String author = isOutgoing ? sent.path("author").asText("user") : "external";
        message.putObject("author")
                .put("id", uuid(author + " " + (isOutgoing ? 0 : contact)))
                .put("type", author)
                .put("name", isOutgoing ? "Sandbox" : name(contact));
        return message;
    }

    /// The lead's main contact; 0 if it has none.
    private long mainContact(long lead) {
        return leads.find(lead).orElseThrow().at("/_embedded/contacts/0/id").asLong();
    }

    private String name(long contact) {
        return contacts.find(contact).map(found -> found.path("name").asText()).orElse("");
    }

    private static String uuid(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static OutgoingWebhook webhook(String action, String setting, JsonNode message) {
        String type = message.path("entity_type").asText().equals("lead") ? "2" : "1";
        WebhookForm body = new WebhookForm(action)
                .add("[id]", message.path("id"))
                .add("[chat_id]", message.path("chat_id"))
                .add("[talk_id]", message.path("talk_id"))
                .addIfPresent("[contact_id]", message.path("contact_id"))
                .add("[text]", message.path("text"))
                .add("[created_at]", message.path("created_at"))
                .add("[element_type]", type)
                .add("[entity_type]", message.path("entity_type"))
                .add("[element_id]", message.path("entity_id"))
                .add("[entity_id]", message.path("entity_id"))
                .add("[type]", message.path("type"))
                .add("[author][id]", message.at("/author/id"))
                .add("[author][type]", message.at("/author/type"))
                .add("[author][name]", message.at("/author/name"))
                .add("[origin]", message.path("origin"));
        String name = action + " " + message.path("id").asText();
        return new OutgoingWebhook(Set.of(setting), name, body.toString());
    }

    private static ProblemException refusal(String detail) {
        return new ProblemException(Response.problem(400, detail));
    }
}
