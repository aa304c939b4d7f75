package dev.followup.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.sandbox.TestClient.Answer;
import dev.followup.sandbox.http.Json;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The limit of calls a second, then 429, then the block.
class SandboxRateLimitTest extends SandboxTest {

    private static final String TASK = "[{\"text\":\"x\",\"complete_till\":1}]";

    private List<Integer> statuses(int calls) {
        return IntStream.range(0, calls)
                .mapToObj(_ -> crm.get("/api/v4/account").status())
                .toList();
    }

    private int tasks() {
        return crm.get("/_sandbox/stats").at("/tasks/total").asInt();
    }

    @Test
    void lets_seven_calls_through_in_any_second() {
        crm.behave("{\"requestsPerSecond\":7}");
        assertThat(statuses(8)).containsExactly(200, 200, 200, 200, 200, 200, 200, 429);
        clock.pass(Duration.ofMillis(999));
        assertThat(statuses(1)).containsExactly(429);
        clock.pass(Duration.ofMillis(1));
        assertThat(statuses(4)).containsOnly(200);
        clock.pass(Duration.ofMillis(500));
        assertThat(statuses(4)).containsExactly(200, 200, 200, 429);
    }

    @Test
    void reports_in_the_body_how_long_to_wait() {
        crm.behave("{\"requestsPerSecond\":1}");
        crm.get("/api/v4/tasks");
        Answer answer = crm.post("/api/v4/tasks", TASK);
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.type()).isEqualTo("application/problem+json");
        assertThat(answer.at("/title").asText()).isEqualTo("Too Many Requests");
        assertThat(answer.at("/retry_after").asInt()).isEqualTo(1);
        assertThat(tasks()).isZero();
    }

    @Test
    void blocks_clients_that_ignore_the_limit_on_the_token_route_too() {
        crm.behave("{\"requestsPerSecond\":1,\"blockAfterRejections\":3,\"blockSeconds\":60}");
        assertThat(statuses(6)).containsExactly(200, 429, 429, 429, 403, 403);
        Answer answer = crm.post("/oauth2/access_token", "{}");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.type()).isEqualTo("text/html");
        assertThat(crm.get("/_sandbox/stats").at("/rejections").asInt()).isEqualTo(6);
        clock.pass(Duration.ofSeconds(59));
        assertThat(statuses(1)).containsExactly(403);
        clock.pass(Duration.ofSeconds(1));
        assertThat(statuses(1)).containsExactly(200);
    }

    @Test
    void forgets_rejections_that_are_far_apart() {
        crm.behave("{\"requestsPerSecond\":1,\"blockAfterRejections\":2}");
        for (int i = 0; i < 5; i++) {
            assertThat(statuses(2)).containsExactly(200, 429);
            clock.pass(Duration.ofSeconds(11));
        }
    }

    @Test
    void ends_a_block_when_there_are_to_be_none() {
        crm.behave("{\"requestsPerSecond\":1,\"blockAfterRejections\":1,\"blockSeconds\":0}");
        assertThat(statuses(3)).containsExactly(200, 429, 403);
        crm.behave("{\"requestsPerSecond\":0,\"blockAfterRejections\":0}");
        assertThat(statuses(1)).containsExactly(200);
    }

    @Test
    void ends_a_block_and_everything_else_with_a_reset() {
        long before = crm.addTask("");
        crm.behave("{\"requestsPerSecond\":1,\"blockAfterRejections\":1,\"blockSeconds\":0}");
        assertThat(statuses(3)).containsExactly(200, 429, 403);
        clock.pass(Duration.ofDays(1));
        assertThat(statuses(1)).containsExactly(403);
        assertThat(crm.post("/_sandbox/reset", "").status()).isEqualTo(200);
        assertThat(crm.get("/api/v4/tasks").status()).isEqualTo(204);
        assertThat(crm.get("/_sandbox/behaviour").json()).isEqualTo(Json.parse("""
                {"latencyMs": 0, "requestsPerSecond": 7, "blockAfterRejections": 50, "blockSeconds": 60,
                    "faults": [], "lostHooks": 0.0, "alphaFilters": false, "seed": 1}"""));
        assertThat(crm.addTask("")).isGreaterThan(before);
    }
}
