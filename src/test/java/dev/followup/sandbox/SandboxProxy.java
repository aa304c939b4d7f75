package dev.followup.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.followup.account.Account;
import dev.followup.sandbox.http.LocalPort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A proxy in front of the sandbox. It forwards requests but for those that it answers itself. Once it is
/// closed, it refuses connections.
public final class SandboxProxy implements AutoCloseable {

    private final URI sandbox;
    private final HttpServer server = LocalPort.listen(0, "nothing");
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile Refusal refusal = new Refusal("", "", 0, "", 0);

    /// @param method a regular expression
    /// @param bodyPart what the request's body contains
    /// @param times how many such requests are refused
    private record Refusal(String method, String bodyPart, int status, String answer, int times) {}

    public SandboxProxy(URI sandbox) {
        this.sandbox = sandbox;
        server.createContext("/", this::answer);
        server.start();
    }

    /// The CRM behind the proxy.
    public Account account() {
        return new Account("demo", LocalPort.address(server));
    }

    /// Refuses some requests from now on.
    ///
    /// @param method the methods of these requests, a regular expression
    public void refuse(String method, int status, String json) {
        refuse(method, status, json, Integer.MAX_VALUE);
    }

    /// Refuses the next requests with these methods.
    public void refuse(String method, int status, String answer, int times) {
        refusal = new Refusal(method, "", status, answer, times);
    }

    /// Refuses all requests whose body contains a text from now on.
    public void refuseBodies(String part, int status, String answer) {
        refusal = new Refusal("POST|PATCH", part, status, answer, Integer.MAX_VALUE);
    }

    /// Forwards all requests from now on.
    public void open() {
        refuse("", 0, "");
    }

    /// The methods of all requests so far.
    public List<String> requests() {
        return List.copyOf(requests);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var method = exchange.getRequestMethod();
            requests.add(method);
            var body = exchange.getRequestBody().readAllBytes();
            if (isRefused(method, new String(body, UTF_8))) {
                write(exchange, refusal.status(), refusal.answer().getBytes(UTF_8));
            } else {
                forward(exchange, body);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // the test is over
        }
    }

    private synchronized boolean isRefused(String method, String body) {
        var now = refusal;
        boolean isRefused = now.times() > 0 && method.matches(now.method()) && body.contains(now.bodyPart());
        if (isRefused) {
            refusal = new Refusal(now.method(), now.bodyPart(), now.status(), now.answer(), now.times() - 1);
        }
        return isRefused;
    }

    private void forward(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(sandbox.resolve(exchange.getRequestURI()))
                .header("Authorization", exchange.getRequestHeaders().getFirst("Authorization"))
                .header("Content-Type", "application/json")
                .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body))
                .build();
        var answer = http.send(request, BodyHandlers.ofByteArray());
        write(exchange, answer.statusCode(), answer.body());
    }

    private static void write(HttpExchange exchange, int status, byte[] json) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, json.length == 0 ? -1 : json.length);
        exchange.getResponseBody().write(json);
    }

    @Override
    public void close() {
        server.stop(0);
        http.close();
    }
}
