package dev.followup.devmode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import dev.followup.inbox.Tick;
import dev.followup.lambda.ExplainFunction;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The dry run of what is posted: the body of a webhook or a tick, an event as JSON, `{"entity": "leads/501"}`, or
/// `{"journal": "<key of an event>"}`. The path names the account and `X-Now` the time. The answer has the
/// [form][ReplyFormat] that is asked for.
record ExplainEndpoint(ExplainFunction explain, ObjectMapper json) {

    HttpReply answer(HttpExchange exchange, String body) {
        var path = exchange.getRequestURI().getPath().split("/", -1);
        if (path.length != 3 || path[2].isBlank()) {
            return HttpReply.text(404, "expected /explain/{account}");
        }
        try {
            return answer(request(exchange, path[2], body));
        } catch (JsonProcessingException e) {
            return HttpReply.text(400, "the body is no JSON document: " + e.getOriginalMessage());
        }
    }

    private ExplainFunction.Request request(HttpExchange exchange, String account, String body)
            throws JsonProcessingException {
        var headers = exchange.getRequestHeaders();
        boolean isJson = body.stripLeading().startsWith("{"); // whatever is named: curl names a form
        var document = isJson && !Tick.isOne(body) ? document(body) : null;
        var event = document != null && document.containsKey("kind") ? document : null; // else a webhook as JSON
        var asks = document != null && (document.containsKey("entity") || document.containsKey("journal"));
        return new ExplainFunction.Request(
                account,
                asks || event != null ? null : body,
                asks ? null : event,
                asks ? text(document, "entity") : null,
                asks ? text(document, "kind") : null,
                asks ? text(document, "journal") : null,
                asks ? text(document, "book") : null,
                headers.getFirst("X-Now"),
                ReplyFormat.of(exchange).word());
    }

    private static @Nullable String text(@Nullable Map<String, @Nullable Object> document, String name) {
        return document != null && document.get(name) instanceof String text ? text : null;
    }

    private Map<String, @Nullable Object> document(String body) throws JsonProcessingException {
        return json.readValue(body, new TypeReference<>() {});
    }

    private HttpReply answer(ExplainFunction.Request request) throws JsonProcessingException {
        var reply = explain.explain(request);
        return reply.explanation() == null
                ? HttpReply.text(200, String.join("\n", reply.lines()) + "\n")
                : HttpReply.json(200, json.writerWithDefaultPrettyPrinter().writeValueAsString(reply));
    }
}
