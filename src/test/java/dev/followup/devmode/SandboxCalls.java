package dev.followup.devmode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.ConfigProvider;

/// Calls of tests over HTTP: to the sandbox CRM, and to the functions' event server.
public final class SandboxCalls {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final URI host;
    private final ObjectMapper json = new ObjectMapper();

    /// Calls of the application's CRM. Needs [SandboxResource].
    public SandboxCalls() {
        this(ConfigProvider.getConfig().getValue("followup.crm.host", URI.class));
    }

    public SandboxCalls(URI host) {
        this.host = host;
    }

    /// The URL that takes events for the functions.
    public static URI functions() {
        return ConfigProvider.getConfig()
                .getValue("followup.local.functions", URI.class)
                .resolve("/");
    }

    /// A base URL below which every address takes webhooks, as the CRM requires it.
    public static String webhooks() {
        return ConfigProvider.getConfig().getValue(SandboxResource.WEBHOOKS, String.class);
    }

    /// The answer of the current function to an event.
    public JsonNode function(String event) throws IOException, InterruptedException {
        return json.readTree(sent(functions(), "POST", event));
    }

    /// The sandbox's answer; a `null` node if it has no content.
    public JsonNode call(String method, String path, String body) throws IOException, InterruptedException {
        return json.readTree(sent(host.resolve(path), method, body));
    }

    /// Resets the sandbox, and lifts its limit of calls a second: tests do not wait, and do not use up what the worker
    /// may call.
    public void reset() throws IOException, InterruptedException {
        call("POST", "/_sandbox/reset", "");
        call("PUT", "/_sandbox/behaviour", "{\"requestsPerSecond\": 0}");
    }

    /// All tasks that the sandbox has.
    public List<JsonNode> tasks() throws IOException, InterruptedException {
        var page = call("GET", "/api/v4/tasks?limit=250", "");
        return StreamSupport.stream(page.at("/_embedded/tasks").spliterator(), false)
                .toList();
    }

    private static String sent(URI address, String method, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(address)
                .header("Authorization", "Bearer sandbox")
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        return HTTP.send(request, BodyHandlers.ofString()).body();
    }
}
