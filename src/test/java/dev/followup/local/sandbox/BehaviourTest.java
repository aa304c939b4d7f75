package dev.followup.local.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.local.sandbox.TestClient.Answer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Limits, faults, and the routes that set and show them.
class BehaviourTest extends SandboxTest {

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
    void says_how_long_to_wait_in_the_body() {
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
    void locks_out_who_goes_on_and_the_token_route_with_it() {
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
    void forgives_rejections_that_lie_apart() {
        crm.behave("{\"requestsPerSecond\":1,\"blockAfterRejections\":2}");
        for (int i = 0; i < 5; i++) {
            assertThat(statuses(2)).containsExactly(200, 429);
            clock.pass(Duration.ofSeconds(11));
        }
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
                    "faults": [], "seed": 1}"""));
        assertThat(crm.addTask("")).isGreaterThan(before);
    }

    @Test
    void counts_what_was_asked_for() {
        crm.post("/_sandbox/reset", "");
        crm.post("/api/v4/tasks", TASK);
        long done = crm.addTask(",\"is_completed\":true");
        crm.get("/api/v4/tasks?filter[id]=4711");
        clock.pass(Duration.ofSeconds(1));
        crm.patch("/api/v4/tasks/" + done, "{}");
        crm.get("/_sandbox/behaviour");
        assertThat(crm.get("/_sandbox/stats").json()).isEqualTo(Json.parse("""
                {
                    "requests": {"GET": {"204": 1}, "PATCH": {"400": 1}, "POST": {"200": 2}},
                    "peakPerSecond": 3,
                    "rejections": 0,
                    "tasks": {"total": 2, "open": 1, "completed": 1}
                }"""));
    }

    @ParameterizedTest
    @CsvSource({
        "gateway-timeout, 504, text/html, 1",
        "server-error, 500, application/problem+json, 0",
        "unavailable, 503, text/html, 0",
        "too-many-requests, 429, application/problem+json, 0",
        "garbage, 200, application/hal+json, 1"
    })
    void answers_wrongly_after_or_before_the_work(String kind, int status, String type, int done) {
        crm.behave("{\"faults\":[{\"kind\":\"" + kind + "\",\"share\":1}]}");
        Answer answer = crm.post("/api/v4/tasks", TASK);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.type()).isEqualTo(type);
        assertThat(tasks()).isEqualTo(done);
        if (type.endsWith("html") || kind.equals("garbage")) {
            assertThatThrownBy(answer::json).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void does_the_work_and_cuts_the_line() {
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
    void spares_the_token_route_and_its_own() {
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

    @Test
    void keeps_what_is_not_named() {
        crm.behave("{\"latencyMs\":5,\"faults\":[{\"kind\":\"garbage\",\"share\":0.5}],\"seed\":9}");
        assertThat(crm.behave("{\"blockSeconds\":3}").json()).isEqualTo(Json.parse("""
                {"latencyMs": 5, "requestsPerSecond": 0, "blockAfterRejections": 50, "blockSeconds": 3,
                    "faults": [{"kind": "garbage", "share": 0.5}], "seed": 9}"""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"latencyMs":-1}                                       | latencyMs: found -1
            {"requestsPerSecond":"7"}                              | requestsPerSecond: found "7"
            {"blockAfterRejections":1.5}                           | blockAfterRejections: found 1.5
            {"blockSeconds":null}                                  | blockSeconds: found null
            {"seed":"x"}                                           | seed: found "x"
            {"latency":5}                                          | latency: found 5
            {"faults":{}}                                          | faults: found {}
            {"faults":[{"kind":"fire","share":1}]}                 | faults[0].kind: found "fire"
            {"faults":[{"kind":"garbage"}]}                        | faults[0].share: found nothing
            {"faults":[{"kind":"garbage","share":2}]}              | faults[0].share: found 2
            {"faults":[{"kind":"garbage","share":0.6},{"kind":"garbage","share":0.6}]} | faults: found
            []                                                     | body: found []
            {                                                      | not JSON
            """)
    void refuses_a_behaviour_and_names_the_key(String behaviour, String reason) {
        Answer answer = crm.behave(behaviour);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("/detail").asText()).contains(reason);
    }
}
