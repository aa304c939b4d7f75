package dev.followup.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/// An invocation of an instance with an event.
///
/// @param deadline when the instance is killed if it is not done
/// @param end how it ended
record Invocation(String id, String event, Instant deadline, CompletableFuture<End> end) {

    private static final String FUNCTION = "arn:aws:lambda:eu-central-1:123456789012:function:followup";

    static Invocation of(String event, Instant deadline) {
        return new Invocation(UUID.randomUUID().toString(), event, deadline, new CompletableFuture<>());
    }

    /// Answers the instance's request for the next invocation.
    void send(HttpExchange exchange) throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", "application/json");
        headers.set("Lambda-Runtime-Aws-Request-Id", id);
        headers.set("Lambda-Runtime-Invoked-Function-Arn", FUNCTION);
        headers.set("Lambda-Runtime-Deadline-Ms", Long.toString(deadline.toEpochMilli()));
        var body = event.getBytes(UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    /// The end of an invocation that the instance survived.
    sealed interface End {
        record Reply(String text) implements End {}

        record Failure() implements End {}
    }
}
