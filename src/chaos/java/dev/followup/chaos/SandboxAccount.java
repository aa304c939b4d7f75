package dev.followup.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.followup.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/// The CRM of an account: a sandbox, and what its users do there.
public final class SandboxAccount implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGE = 250;

    /// The sandbox logs every webhook.
    private static final Logger SANDBOX_LOG = Logger.getLogger("dev.followup.sandbox");

    static {
        SANDBOX_LOG.setLevel(Level.WARNING);
    }

    private final String account;
    private final Sandbox sandbox = Sandbox.start(0);
    private final HttpClient http = HttpClient.newHttpClient();

    public SandboxAccount(String account) {
        this.account = account;
    }

    public String account() {
        return account;
    }

    public URI address() {
        return sandbox.address();
    }

    /// Subscribes a URL to webhooks such as `add_lead`.
    void subscribe(URI destination, List<String> settings) {
        call("POST", "/api/v4/webhooks", json(settings, destination));
    }

    /// Adds leads, no faster than the CRM allows: the peak in its statistics is to be the workers'.
    ///
    /// @return their ids
    public List<Long> addLeads(int leads) throws InterruptedException {
        var ids = new ArrayList<Long>();
        while (ids.size() < leads) {
            Thread.sleep(ids.isEmpty() ? 0 : 200);
            var page = String.join(",", Collections.nCopies(Math.min(PAGE, leads - ids.size()), "{}"));
            call("POST", "/api/v4/leads", "[" + page + "]")
                    .at("/_embedded/leads")
                    .forEach(lead -> ids.add(lead.path("id").asLong()));
        }
        return ids;
    }

    /// Calls until the CRM blocks its caller.
    void knock() {
        int status = 0;
        while (status != 403) {
            status = answer("GET", "/api/v4/account", "").statusCode();
        }
    }

    public void behave(String behaviour) {
        call("PUT", "/_sandbox/behaviour", behaviour);
    }

    public JsonNode stats() {
        return call("GET", "/_sandbox/stats", "");
    }

    /// All tasks.
    List<JsonNode> tasks() {
        var tasks = new ArrayList<JsonNode>();
        JsonNode page;
        int number = 1;
        do {
            page = call("GET", "/api/v4/tasks?limit=" + PAGE + "&page=" + number++, "")
                    .path("_embedded")
                    .path("tasks");
            page.forEach(tasks::add);
        } while (page.size() == PAGE);
        return tasks;
    }

    /// Sends a request.
    ///
    /// @return the answer; a `null` node if it has no content
    public JsonNode call(String method, String path, String body) {
        var answer = answer(method, path, body);
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
        }
        try {
            return answer.body().isEmpty() ? NullNode.getInstance() : JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(method + " " + path, e);
        }
    }

    private HttpResponse<String> answer(String method, String path, String body) {
        var request = HttpRequest.newBuilder(address().resolve(path))
                .header("Authorization", "Bearer sandbox")
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.close();
        sandbox.close();
    }

    private static String json(List<String> settings, URI destination) {
        var body = JSON.createObjectNode().put("destination", destination.toString());
        settings.forEach(body.putArray("settings")::add);
        return body.toString();
    }
}
