package dev.followup.devmode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import dev.followup.lambda.AwayFunction;
import org.jspecify.annotations.Nullable;

/// The report of an absence: `POST /away/{account}` takes the function's request as JSON, without the account.
record AwayEndpoint(AwayFunction away, ObjectMapper json) {

    HttpReply answer(HttpExchange exchange, String body) {
        var path = exchange.getRequestURI().getPath().split("/", -1);
        if (path.length != 3 || path[2].isBlank()) {
            return HttpReply.text(404, "expected /away/{account}");
        }
        try {
            AwayFunction.@Nullable Request asked = json.readValue(body, AwayFunction.Request.class);
            if (asked == null) {
                return HttpReply.text(
                        400,
                        "the body is null, expected an absence such as"
                                + " {\"person\": \"anna\", \"from\": \"2026-12-21\", \"to\": \"2027-01-08\"}");
            }
            var reply = away.away(new AwayFunction.Request(
                    path[2], asked.person(), asked.from(), asked.to(), asked.deputy(), asked.back()));
            return HttpReply.json(
                    reply.refused().isEmpty() ? 200 : 400,
                    json.writerWithDefaultPrettyPrinter().writeValueAsString(reply));
        } catch (JsonProcessingException e) {
            return HttpReply.text(400, "the body is no JSON document: " + e.getOriginalMessage());
        }
    }
}
