package dev.followup.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/// An HTTP client of a sandbox.
final class TestClient implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI address;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private String token = "sandbox";

    TestClient(URI address) {
        this.address = address;
    }

    record Answer(int status, String type, String body) {

        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(body, e);
            }
        }

        JsonNode at(String pointer) {
            return json().at(pointer);
        }
    }

    void useToken(String other) {
        token = other;
    }

    Answer get(String path) {
        return send("GET", path, "");
    }

    Answer post(String path, String body) {
        return send("POST", path, body);
    }

    Answer patch(String path, String body) {
        return send("PATCH", path, body);
    }

    Answer behave(String behaviour) {
        return send("PUT", "/_sandbox/behaviour", behaviour);
    }

    Answer send(String method, String path, String body) {
        try {
            return send(request(method, path, body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Answer send(HttpRequest.Builder request) throws IOException {
        try {
            var response = http.send(request.build(), BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse(""),
                    response.body());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A header of the answer to a GET; empty without it.
    String header(String name, String path) throws IOException {
        try {
            return http.send(request("GET", path, "").build(), BodyHandlers.discarding())
                    .headers()
                    .firstValue(name)
                    .orElse("");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Brackets in a path go out raw.
    HttpRequest.Builder request(String method, String path, String body) {
        return HttpRequest.newBuilder(URI.create(address + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "*/*")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    }

    /// Adds one task and returns its id.
    long addTask(String fields) {
        return added(
                post("/api/v4/tasks", "[{\"text\":\"Call\",\"complete_till\":1588885140" + fields + "}]"), "tasks");
    }

    /// Adds one lead and returns its id.
    long addLead(String fields) {
        return add("leads", fields);
    }

    /// Adds one lead, contact or company and returns its id.
    long add(String plural, String fields) {
        return added(post("/api/v4/" + plural, "[{" + fields + "}]"), plural);
    }

    private static long added(Answer answer, String plural) {
        if (answer.status() != 200) {
            throw new IllegalStateException(answer.toString());
        }
        return answer.at("/_embedded/" + plural + "/0/id").asLong();
    }

    @Override
    public void close() {
        http.close();
    }
}
