package dev.followup.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.sandbox.TestClient.Answer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
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
        "garbage, 200, application/hal+json, 1"
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
