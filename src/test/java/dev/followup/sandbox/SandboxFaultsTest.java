package dev.followup.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.sandbox.TestClient.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Faults on demand.
class SandboxFaultsTest extends SandboxTest {

    private static final String TASK = "[{\"text\":\"x\",\"complete_till\":1}]";

    private List<Integer> statuses(int calls) {
        return IntStream.range(0, calls)
                .mapToObj(_ -> crm.get("/api/v4/account").status())
                .toList();
    }

    private int tasks() {
        return crm.get("/_sandbox/stats").at("/tasks/total").asInt();
    }

    @ParameterizedTest
    @CsvSource({
        "gateway-timeout, 504, text/html, 1",
        "server-error, 500, application/problem+json, 0",
        "unavailable, 503, text/html, 0",
        "too-many-requests, 429, application/problem+json, 0",
        "garbage, 200, application/hal+json, 1",
        "huge-answer, 200, application/hal+json, 1",
        "redirect, 302, text/html, 0",
        "bad-request-html, 400, text/html, 0",
        "forbidden-json, 403, application/problem+json, 0",
        "not-found-html, 404, text/html, 0",
        "not-found-json, 404, application/problem+json, 0",
        "method-not-allowed, 405, text/html, 0",
        "request-timeout, 408, text/html, 0",
        "conflict, 409, application/problem+json, 0",
        "locked, 423, application/problem+json, 0",
        "too-early, 425, text/html, 0"
    })
    void answers_with_a_fault_after_or_instead_of_the_work(String kind, int status, String type, int done) {
        crm.behave("{\"faults\":[{\"kind\":\"" + kind + "\",\"share\":1}]}");
        Answer answer = crm.post("/api/v4/tasks", TASK);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.type()).isEqualTo(type);
        assertThat(tasks()).isEqualTo(done);
        assertThat(crm.get("/_sandbox/stats").at("/faults/" + kind).asInt()).isEqualTo(1);
        if (type.endsWith("html") || kind.equals("garbage")) {
            assertThatThrownBy(answer::json).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void redirects_to_another_host() throws IOException {
        crm.behave("{\"faults\":[{\"kind\":\"redirect\",\"share\":1}]}");
        assertThat(crm.header("Location", "/api/v4/tasks"))
                .startsWith("https://")
                .doesNotContain("localhost");
    }

    @Test
    void answers_more_than_a_client_should_read() {
        crm.behave("{\"faults\":[{\"kind\":\"huge-answer\",\"share\":1}]}");
        assertThat(crm.get("/api/v4/tasks").body().length()).isGreaterThan(10 << 20);
    }

    @Test
    void names_the_account_where_the_proxy_does_not_know_it() {
        crm.behave("{\"faults\":[{\"kind\":\"not-found-json\",\"share\":1}]}");
        assertThat(crm.post("/api/v4/tasks", TASK).at("/detail").asText()).isEqualTo("Account not found");
    }

    @Test
    void does_the_work_and_sends_the_answer_slower_than_a_client_should_wait() throws IOException {
        crm.behave("{\"faults\":[{\"kind\":\"slow-answer\",\"share\":1}]}");
        try (var line =
                new Socket(InetAddress.getLoopbackAddress(), sandbox.address().getPort())) {
            line.setSoTimeout(5_000);
            line.getOutputStream()
                    .write(("POST /api/v4/tasks HTTP/1.1\r\nHost: localhost\r\n"
                                    + "Authorization: Bearer sandbox\r\nContent-Length: " + TASK.length() + "\r\n\r\n"
                                    + TASK)
                            .getBytes(StandardCharsets.UTF_8));
            var answer = new BufferedReader(new InputStreamReader(line.getInputStream(), StandardCharsets.UTF_8));
            assertThat(answer.readLine()).isEqualTo("HTTP/1.1 200 OK");
            while (!answer.readLine().isEmpty()) {}
            assertThat(answer.read()).isEqualTo('{');
            assertThat(answer.ready()).isFalse();
        }
        assertThat(tasks()).isEqualTo(1);
    }

    @Test
    void can_be_limited_to_some_calls() {
        crm.behave("""
                {"faults": [{"kind": "not-found-html", "share": 1, "path": "/api/v4/tasks", "method": "POST", "times": 1},
                            {"kind": "conflict", "share": 1, "path": "/api/v4/users*"}]}""");
        assertThat(crm.get("/api/v4/tasks").status()).isEqualTo(204);
        assertThat(crm.post("/api/v4/tasks", TASK).status()).isEqualTo(404);
        assertThat(crm.post("/api/v4/tasks", TASK).status()).isEqualTo(200);
        assertThat(crm.get("/api/v4/users").status()).isEqualTo(409);
        assertThat(crm.get("/api/v4/users/101").status()).isEqualTo(409);
        assertThat(crm.get("/api/v4/account").status()).isEqualTo(200);
    }

    /// The table in `src/docs/sandbox.md` is what a reader chooses from.
    @Test
    void are_all_in_the_documentation() throws IOException {
        String kinds = crm.behave("{\"faults\":[{\"kind\":\"fire\",\"share\":1}]}")
                .at("/detail")
                .asText();
        String documented = Files.readAllLines(Path.of("src/docs/sandbox.md")).stream()
                .dropWhile(line -> !line.startsWith("| fault |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("| `"))
                .map(line -> line.replaceFirst("^\\| `([^`]+)`.*", "$1"))
                .collect(Collectors.joining(", "));
        assertThat(kinds).endsWith("expected one of [" + documented + "]");
    }

    @Test
    void does_the_work_and_cuts_the_connection() {
        crm.behave("{\"faults\":[{\"kind\":\"lost-answer\",\"share\":1}]}");
        assertThatThrownBy(() -> crm.post("/api/v4/tasks", TASK)).isInstanceOf(UncheckedIOException.class);
        assertThat(tasks()).isEqualTo(1);
        assertThat(crm.get("/_sandbox/stats").at("/requests/POST/0").asInt()).isEqualTo(1);
    }

    @Test
    void names_internal_errors_as_the_crm_does() {
        crm.behave("{\"faults\":[{\"kind\":\"server-error\",\"share\":1}]}");
        JsonNode error = crm.get("/api/v4/tasks").json();
        assertThat(error.path("title").asText()).isEqualTo("ErrInternalServer");
        assertThat(error.has("trace_id")).isTrue();
    }

    @Test
    void causes_no_faults_on_the_token_route_and_its_own_routes() {
        crm.behave("{\"faults\":[{\"kind\":\"unavailable\",\"share\":1}]}");
        assertThat(crm.post("/oauth2/access_token", "{}").status()).isEqualTo(400);
        assertThat(crm.get("/_sandbox/stats").status()).isEqualTo(200);
        assertThat(crm.get("/").body()).contains("/_sandbox/behaviour");
    }

    @Test
    void repeats_its_faults_from_a_seed() {
        String behaviour = """
                {"faults": [{"kind": "unavailable", "share": 0.3}, {"kind": "server-error", "share": 0.2}], "seed": %d}""";
        crm.behave(behaviour.formatted(42));
        List<Integer> first = statuses(60);
        crm.behave(behaviour.formatted(42));
        assertThat(statuses(60)).isEqualTo(first).contains(200, 500, 503);
        crm.behave(behaviour.formatted(43));
        assertThat(statuses(60)).isNotEqualTo(first);
    }

    @Test
    void waits_before_it_answers() {
        crm.behave("{\"latencyMs\":200}");
        long start = System.nanoTime();
        crm.get("/api/v4/tasks");
        assertThat(System.nanoTime() - start)
                .isGreaterThanOrEqualTo(Duration.ofMillis(200).toNanos());
    }
}
