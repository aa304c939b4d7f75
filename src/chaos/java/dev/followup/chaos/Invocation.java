package dev.followup.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/// An event on its way through an instance.
///
/// @param deadline when the instance is ended if it is not done
/// @param end what came of it
record Invocation(String id, String event, Instant deadline, CompletableFuture<End> end) {

    private static final String FUNCTION = "arn:aws:lambda:eu-central-1:123456789012:function:followup";

    static Invocation of(String event, Instant deadline) {
        return new Invocation(UUID.randomUUID().toString(), event, deadline, new CompletableFuture<>());
    }

    /// Answers the instance that asks for the next one.
    void handOver(HttpExchange exchange) throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", "application/json");
        headers.set("Lambda-Runtime-Aws-Request-Id", id);
        headers.set("Lambda-Runtime-Invoked-Function-Arn", FUNCTION);
        headers.set("Lambda-Runtime-Deadline-Ms", Long.toString(deadline.toEpochMilli()));
        var body = event.getBytes(UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    /// How an event ended of which the instance did not die.
    sealed interface End {
        record Reply(String text) implements End {}

        record Failure() implements End {}
    }
}
