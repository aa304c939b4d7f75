package dev.followup.sandbox.entity;

import static dev.followup.sandbox.schema.WritableField.Type.ARRAY;
import static dev.followup.sandbox.schema.WritableField.Type.INT;
import static dev.followup.sandbox.schema.WritableField.Type.OBJECT;
import static dev.followup.sandbox.schema.WritableField.Type.STRING;
import static dev.followup.sandbox.schema.WritableField.Type.TEXT;
import static dev.followup.sandbox.schema.WritableField.optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.account.Users;
import dev.followup.sandbox.http.Json;
import dev.followup.sandbox.http.ProblemException;
import dev.followup.sandbox.http.Request;
import dev.followup.sandbox.http.Response;
import dev.followup.sandbox.http.Router;
import dev.followup.sandbox.schema.WritableField;
import dev.followup.sandbox.schema.WriteSchema;
import dev.followup.sandbox.webhook.OutgoingWebhook;
import dev.followup.sandbox.webhook.WebhookPublisher;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;

/// The routes of incoming leads, from a form, a chat, a mail or a call: how they are added, and accepted or
/// declined. Their webhooks hold little more than ids, and no others are sent, neither for the lead nor for its
/// contact.
/// Source: CRM documentation, "Incoming leads" and "Format of webhooks"; read 2026-11-21.
public final class IncomingLeadRoutes {

    private static final Set<String> CATEGORIES = Set.of("forms", "chats", "mail", "sip");

    private static final WriteSchema ARRIVAL = new WriteSchema(
            List.of(
                    optional("category", TEXT).need().among(category -> CATEGORIES.contains(category.asText())),
                    optional("name", STRING),
                    optional("price", INT),
                    optional("tags", ARRAY)
                            .among(tags -> StreamSupport.stream(tags.spliterator(), false)
                                    .allMatch(JsonNode::isTextual)),
                    optional("contact", OBJECT)),
            List.of());

    private static final WriteSchema CONTACT = new WriteSchema(
            List.of(optional("name", STRING), optional("phone", STRING), optional("email", STRING)), List.of());

    private final WriteSchema decision;
    private final EntityStore leads;
    private final EntityStore contacts;
    private final WebhookPublisher webhooks;
    private final Map<String, IncomingLead> waiting = new ConcurrentHashMap<>();

    public IncomingLeadRoutes(EntityStore leads, EntityStore contacts, WebhookPublisher webhooks, Users users) {
        this.decision = new WriteSchema(
                List.of(optional("user_id", INT).among(users::isActive), optional("status_id", INT)), List.of());
        this.leads = leads;
        this.contacts = contacts;
        this.webhooks = webhooks;
    }

    public void register(Router routes) {
        String path = "/api/v4/leads/unsorted/{uid}/";
        routes.on("POST", "/_sandbox/incoming-leads", this::arrive)
                .on("POST", path + "accept", this::accept)
                .on("DELETE", path + "decline", this::decline);
    }

    private Response arrive(Request call) {
        JsonNode sent = call.json();
        ARRIVAL.checkStrictly(sent);
        if (sent.path("contact").isObject()) {
            CONTACT.checkStrictly(sent.path("contact"));
        }
        ObjectNode lead = leads.add(lead(sent), EntityStore.UNREPORTED);
        String uid = UUID.randomUUID().toString().replace("-", "");
        var incoming = new IncomingLead(uid, sent.path("category").asText(), lead);
        waiting.put(uid, incoming);
        webhooks.publish(incoming.arrival());
        return Response.json(incoming.model());
    }

    private ObjectNode lead(JsonNode sent) {
        ObjectNode lead = Json.object()
                .put("pipeline_id", Pipelines.MAIN)
                .put("status_id", Pipelines.incomingStage(Pipelines.MAIN))
                .put("created_by", 0)
                .put("updated_by", 0);
        lead.set("name", sent.path("name"));
        lead.set("price", sent.path("price"));
        ObjectNode embedded = lead.putObject("_embedded");
        ArrayNode tags = embedded.putArray("tags");
        sent.path("tags").forEach(tag -> tags.addObject().set("name", tag));
        ArrayNode linked = embedded.putArray("contacts");
        if (sent.path("contact").isObject()) {
            linked.add(contacts.add(contact(sent.path("contact")), EntityStore.UNREPORTED));
        }
        return lead;
    }

    private static ObjectNode contact(JsonNode sent) {
        ObjectNode contact = Json.object().put("created_by", 0).put("updated_by", 0);
        contact.set("name", sent.path("name"));
        ArrayNode fields = contact.putArray("custom_fields_values");
        addField(fields, "PHONE", sent.path("phone"));
        addField(fields, "EMAIL", sent.path("email"));
        return contact;
    }

    private static void addField(ArrayNode fields, String code, JsonNode value) {
        if (!WritableField.isAbsent(value)) {
            ObjectNode field = fields.addObject().put("field_code", code);
            field.putArray("values").addObject().set("value", value);
        }
    }

    /// The lead enters a stage and may get an owner.
    private Response accept(Request call) {
        JsonNode sent = decision(call);
        IncomingLead incoming = taken(call);
        long pipeline = incoming.lead().path("pipeline_id").asLong();
        ObjectNode change =
                Json.object().put("status_id", sent.path("status_id").asLong(Pipelines.firstStage(pipeline)));
        change.set("responsible_user_id", sent.path("user_id"));
        return decided(incoming, incoming.departure("accept", user(sent)), change);
    }

    /// The lead is lost.
    private Response decline(Request call) {
        JsonNode sent = decision(call);
        IncomingLead incoming = taken(call);
        return decided(
                incoming,
                incoming.departure("decline", user(sent)),
                Json.object().put("status_id", Pipelines.LOST));
    }

    private Response decided(IncomingLead incoming, OutgoingWebhook departure, ObjectNode change) {
        leads.change(incoming.leadId(), change, EntityStore.UNREPORTED);
        webhooks.publish(departure);
        return Response.hal(incoming.model());
    }

    private JsonNode decision(Request call) {
        JsonNode sent = call.body().isEmpty() ? Json.object() : Json.parse(call.body());
        decision.check(List.of(sent));
        return sent;
    }

    private IncomingLead taken(Request call) {
        return Optional.ofNullable(waiting.remove(call.word(4)))
                .orElseThrow(
                        () -> new ProblemException(Response.problem(404, "No incoming lead waits under this uid")));
    }

    private static long user(JsonNode sent) {
        return sent.path("user_id").asLong(Users.TOKEN_OWNER);
    }
}
