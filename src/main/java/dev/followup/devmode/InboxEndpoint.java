package dev.followup.devmode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import dev.followup.lambda.DeadLettersFunction;
import dev.followup.lambda.ForgetFunction;

/// What people do by the inbox: `GET /dead-letters` lists the messages that could not be processed, `POST` sends them
/// again; `POST /forget/{account}/leads/501` has an entity forgotten. The answers are JSON.
record InboxEndpoint(DeadLettersFunction deadLetters, ForgetFunction forget, ObjectMapper json) {

    HttpReply deadLetters(HttpExchange exchange, String body) {
        return switch (exchange.getRequestMethod()) {
            case "GET" -> answer(deadLetters.deadLetters(new DeadLettersFunction.Request(false)));
            case "POST" -> answer(deadLetters.deadLetters(new DeadLettersFunction.Request(true)));
            default -> HttpReply.text(405, "expected GET or POST");
        };
    }

    HttpReply forget(HttpExchange exchange, String body) {
        var path = exchange.getRequestURI().getPath().split("/", -1);
        return path.length == 5
                ? answer(forget.forget(new ForgetFunction.Request(path[2], path[3] + "/" + path[4])))
                : HttpReply.text(404, "expected /forget/{account}/leads/501");
    }

    private HttpReply answer(Object reply) {
        try {
            return HttpReply.json(200, json.writerWithDefaultPrettyPrinter().writeValueAsString(reply));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a reply cannot be written", e);
        }
    }
}
