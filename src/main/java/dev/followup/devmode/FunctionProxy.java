package dev.followup.devmode;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.followup.sandbox.http.LocalPort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.Executors;

/// Hands events to the functions from a port that does not change, on this machine only, and says so if it is taken.
/// Quarkus' own event server does neither.
final class FunctionProxy implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpServer server;
    private final URI functions;

    /// @param functions the event server
    FunctionProxy(HttpServer server, URI functions) {
        this.server = server;
        this.functions = functions;
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::hand);
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

    private void hand(HttpExchange exchange) throws IOException {
        try (exchange) {
            var event = HttpRequest.newBuilder(functions)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()))
                    .build();
            var answer = http.send(event, BodyHandlers.ofByteArray());
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped while a function was at work", e);
        }
    }
}
