package dev.followup.chaos;

import com.sun.net.httpserver.HttpServer;
import dev.followup.sandbox.http.LocalPort;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// A listener for a CRM's webhooks.
final class WebhookListener implements AutoCloseable {

    private final HttpServer server = LocalPort.listen(0, "nothing");

    /// @param listener receives each webhook's body
    WebhookListener(Consumer<String> listener) {
        server.createContext("/", exchange -> {
            try (exchange) {
                if (exchange.getRequestMethod().equals("POST")) {
                    listener.accept(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                }
                exchange.sendResponseHeaders(200, -1);
            }
        });
        server.start();
    }

    URI address() {
        return LocalPort.address(server);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
