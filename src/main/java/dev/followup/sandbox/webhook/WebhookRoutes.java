package dev.followup.sandbox.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.http.Json;
import dev.followup.sandbox.http.ProblemException;
import dev.followup.sandbox.http.Request;
import dev.followup.sandbox.http.Response;
import dev.followup.sandbox.http.Router;
import dev.followup.sandbox.schema.WritableField;
import dev.followup.sandbox.schema.WriteSchema;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.List;

/// The routes of subscriptions: one object in, one object out; a DELETE with a body.
public final class WebhookRoutes {

    private static final WriteSchema SCHEMA = new WriteSchema(
            List.of(
                    WritableField.optional("destination", WritableField.Type.TEXT)
                            .need(),
                    WritableField.optional("settings", WritableField.Type.ARRAY).need(),
                    WritableField.optional("sort", WritableField.Type.INT)),
            List.of());

    private static final WriteSchema DESTINATION = new WriteSchema(
            List.of(WritableField.optional("destination", WritableField.Type.TEXT)
                    .need()),
            List.of());

    private static final Response UNKNOWN = Response.problem(404, "There is no subscription for this destination");

    private final WebhookPublisher webhooks;

    public WebhookRoutes(WebhookPublisher webhooks) {
        this.webhooks = webhooks;
    }

    public void register(Router routes) {
        String path = "/api/v4/webhooks";
        routes.on("GET", path, this::list).on("POST", path, this::subscribe).on("DELETE", path, this::unsubscribe);
        routes.on("POST", "/_sandbox/disabled-hooks", this::disable);
    }

    private Response list(Request call) {
        List<String> wanted = call.query().values("filter", "destination");
        List<ObjectNode> found = webhooks.subscriptions().stream()
                .filter(subscription -> wanted.isEmpty() || wanted.contains(subscription.destination()))
                .map(WebhookSubscription::json)
                .toList();
        if (found.isEmpty()) {
            return Response.NOTHING;
        }
        ObjectNode body = Json.object().put("_total_items", found.size());
        body.set("_links", Json.self(call.href()));
        body.putObject("_embedded").set("webhooks", Json.list(found));
        return Response.hal(body);
    }

    private Response subscribe(Request call) {
        JsonNode sent = call.json();
        SCHEMA.check(List.of(sent));
        var settings = new LinkedHashSet<String>();
        sent.path("settings").forEach(setting -> settings.add(setting.asText()));
        try {
            URI destination = new URI(sent.path("destination").asText());
            webhooks.tryOut(destination);
            ObjectNode body = webhooks.subscribe(
                            destination, settings, sent.path("sort").asInt(0))
                    .json();
            return Response.hal(body.set("_links", Json.self(call.href()))).withStatus(201);
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new ProblemException(Response.problem(400, "Invalid URL, destination: " + e.getMessage()));
        }
    }

    private Response unsubscribe(Request call) {
        return webhooks.unsubscribe(destination(call)) ? Response.NOTHING : UNKNOWN;
    }

    /// As the CRM does after too many bad answers.
    private Response disable(Request call) {
        DESTINATION.checkStrictly(call.json());
        return webhooks.subscription(destination(call))
                .map(subscription -> {
                    subscription.sender().disable();
                    return Response.json(subscription.json());
                })
                .orElse(UNKNOWN);
    }

    private static String destination(Request call) {
        JsonNode sent = call.json();
        DESTINATION.check(List.of(sent));
        return sent.path("destination").asText();
    }
}
