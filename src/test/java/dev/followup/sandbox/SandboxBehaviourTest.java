package dev.followup.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.sandbox.TestClient.Answer;
import dev.followup.sandbox.http.Json;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The routes that set and show the sandbox's behaviour.
class SandboxBehaviourTest extends SandboxTest {

    private static final String TASK = "[{\"text\":\"x\",\"complete_till\":1}]";

    @Test
    void counts_requests_and_answers() {
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
                    "faults": {},
                    "peakPerSecond": 3,
                    "rejections": 0,
                    "tasks": {"total": 2, "open": 1, "completed": 1}
                }"""));
    }

    @Test
    void keeps_settings_that_are_not_given() {
        crm.behave(
                "{\"latencyMs\":5,\"faults\":[{\"kind\":\"garbage\",\"share\":0.5,\"method\":\"GET\",\"times\":2}],\"lostHooks\":0.25,\"seed\":9}");
        assertThat(crm.behave("{\"blockSeconds\":3}").json()).isEqualTo(Json.parse("""
                {"latencyMs": 5, "requestsPerSecond": 0, "blockAfterRejections": 50, "blockSeconds": 3,
                    "faults": [{"kind": "garbage", "share": 0.5, "method": "GET", "times": 2}], "lostHooks": 0.25,
                    "alphaFilters": false, "seed": 9}"""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /_sandbox/incoming-leads | {"category":"sip","fax":1}
            /_sandbox/pipeline-hooks | {"lead":501,"action":"add","fax":1}
            /_sandbox/disabled-hooks | {"destination":"http://localhost:1/","fax":1}
            /_sandbox/reset          | {"fax":1}
            """)
    void refuses_unknown_keys_on_its_own_routes(String path, String body) {
        Answer answer = crm.post(path, body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("/detail").asText()).startsWith("fax: found 1, expected one of the keys [");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"latencyMs":-1}                                       | latencyMs: found -1
            {"requestsPerSecond":"7"}                              | requestsPerSecond: found "7"
            {"blockAfterRejections":1.5}                           | blockAfterRejections: found 1.5
            {"blockSeconds":null}                                  | blockSeconds: found null
            {"lostHooks":1.5}                                      | lostHooks: found 1.5
            {"alphaFilters":1}                                     | alphaFilters: found 1
            {"seed":"x"}                                           | seed: found "x"
            {"latency":5}                                          | latency: found 5
            {"faults":{}}                                          | faults: found {}
            {"faults":[{"kind":"fire","share":1}]}                 | faults[0].kind: found "fire"
            {"faults":[{"kind":"garbage"}]}                        | faults[0].share: found nothing
            {"faults":[{"kind":"garbage","share":2}]}              | faults[0].share: found 2
            {"faults":[{"kind":"garbage","share":0.6},{"kind":"garbage","share":0.6}]} | faults: found
            {"faults":[{"kind":"garbage","share":1,"part":1}]}     | faults[0].part: found 1
            {"faults":[{"kind":"garbage","share":1,"path":7}]}     | faults[0].path: found 7
            {"faults":[{"kind":"garbage","share":1,"method":""}]}  | faults[0].method: found ""
            {"faults":[{"kind":"garbage","share":1,"times":0}]}    | faults[0].times: found 0
            {"faults":["garbage"]}                                 | faults[0]: found "garbage"
            []                                                     | body: found []
            {                                                      | not JSON
            """)
    void refuses_a_behaviour_and_names_the_key(String behaviour, String reason) {
        Answer answer = crm.behave(behaviour);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("/detail").asText()).contains(reason);
    }
}
