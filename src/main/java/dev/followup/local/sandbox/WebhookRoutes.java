package dev.followup.local.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.List;

/// The calls on subscriptions: one object in, one object out; a DELETE with a body.
final class WebhookRoutes {

    private static final Schema SCHEMA = new Schema(
            List.of(
                    Field.optional("destination", Field.Type.TEXT).need(),
                    Field.optional("settings", Field.Type.ARRAY).need(),
                    Field.optional("sort", Field.Type.INT)),
            List.of());

    private static final Schema DESTINATION =
            new Schema(List.of(Field.optional("destination", Field.Type.TEXT).need()), List.of());

    private static final Reply UNKNOWN = Reply.problem(404, "Nobody subscribed under this destination");

    private final Hooks hooks;

    WebhookRoutes(Hooks hooks) {
        this.hooks = hooks;
    }

    void register(Routes routes) {
        String path = "/api/v4/webhooks";
        routes.on("GET", path, this::list).on("POST", path, this::subscribe).on("DELETE", path, this::unsubscribe);
        routes.on("POST", "/_sandbox/disabled-hooks", this::switchOff);
    }

    private Reply list(Call call) {
        List<String> wanted = call.query().values("filter", "destination");
        List<ObjectNode> found = hooks.subscriptions().stream()
                .filter(subscription -> wanted.isEmpty() || wanted.contains(subscription.destination()))
                .map(Subscription::json)
                .toList();
        if (found.isEmpty()) {
            return Reply.NOTHING;
        }
        ObjectNode body = Json.object().put("_total_items", found.size());
        body.set("_links", Json.self(call.href()));
        body.putObject("_embedded").set("webhooks", Json.list(found));
        return Reply.hal(body);
    }

    private Reply subscribe(Call call) {
        JsonNode sent = call.json();
        SCHEMA.check(List.of(sent));
        var settings = new LinkedHashSet<String>();
        sent.path("settings").forEach(setting -> settings.add(setting.asText()));
        try {
            URI destination = new URI(sent.path("destination").asText());
            ObjectNode body = hooks.subscribe(
                            destination, settings, sent.path("sort").asInt(0))
                    .json();
            return Reply.hal(body.set("_links", Json.self(call.href()))).withStatus(201);
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new Problem(Reply.problem(400, "Invalid URL, destination: " + e.getMessage()));
        }
    }

    private Reply unsubscribe(Call call) {
        return hooks.unsubscribe(destination(call)) ? Reply.NOTHING : UNKNOWN;
    }

    /// As the CRM itself does after too many bad answers.
    private Reply switchOff(Call call) {
        return hooks.subscription(destination(call))
                .map(subscription -> {
                    subscription.mailbox().switchOff();
                    return Reply.json(subscription.json());
                })
                .orElse(UNKNOWN);
    }

    private static String destination(Call call) {
        JsonNode sent = call.json();
        DESTINATION.check(List.of(sent));
        return sent.path("destination").asText();
    }
}
