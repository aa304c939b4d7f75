package dev.followup.devmode;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.followup.sandbox.http.LocalPort;
import dev.followup.sandbox.http.LocalRequestFilter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.Executors;

/// A proxy for Quarkus' event server, with a fixed port on this machine only and a clear message if that port
/// is taken. The event server has neither.
final class FunctionProxy implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpServer server;
    private final URI functions;

    /// @param functions the event server
    FunctionProxy(HttpServer server, URI functions) {
        this.server = server;
        this.functions = functions;
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::forward).getFilters().add(new LocalRequestFilter());
        server.start();
    }

    URI address() {
        return LocalPort.address(server);
    }

    @Override
    public void close() {
        server.stop(0);
        http.shutdownNow();
    }

    private void forward(HttpExchange exchange) throws IOException {
        try (exchange) {
            var event = HttpRequest.newBuilder(functions)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()))
                    .build();
            var response = http.send(event, BodyHandlers.ofByteArray());
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(
                    response.statusCode(), response.body().length == 0 ? -1 : response.body().length);
            exchange.getResponseBody().write(response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for a function", e);
        }
    }
}
