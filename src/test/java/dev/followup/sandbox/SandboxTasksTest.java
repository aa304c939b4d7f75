package dev.followup.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.TestClock;
import dev.followup.sandbox.TestClient.Answer;
import dev.followup.sandbox.http.Json;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Adding, reading, changing: the examples of the documentation, and what follows from them.
class SandboxTasksTest extends SandboxTest {

    private static final String DOCUMENTED = """
            [{
                "task_type_id": 1,
                "text": "Meeting with the client",
                "complete_till": 1588885140,
                "entity_id": 501,
                "entity_type": "leads",
                "request_id": "example"
            }]""";

    @Test
    void answers_the_documented_addition_with_id_and_request_id_only() {
        Answer answer = crm.post("/api/v4/tasks", DOCUMENTED);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.type()).isEqualTo("application/hal+json");
        assertThat(answer.json()).isEqualTo(Json.parse("""
                {
                    "_links": {"self": {"href": "%1$s/api/v4/tasks"}},
                    "_embedded": {"tasks": [{
                        "id": 1001,
                        "request_id": "example",
                        "_links": {"self": {"href": "%1$s/api/v4/tasks/1001"}}
                    }]}
                }""".formatted(sandbox.address())));
    }

    @Test
    void shows_every_field_of_the_model() {
        crm.post("/api/v4/tasks", DOCUMENTED);
        Answer answer = crm.get("/api/v4/tasks/1001");
        assertThat(answer.type()).isEqualTo("application/hal+json");
        JsonNode expected = Json.parse("""
                {
                    "id": 1001,
                    "created_by": 101,
                    "updated_by": 101,
                    "created_at": %2$d,
                    "updated_at": %2$d,
                    "responsible_user_id": 101,
                    "group_id": 0,
                    "entity_id": 501,
                    "entity_type": "leads",
                    "duration": 0,
                    "is_completed": false,
                    "task_type_id": 1,
                    "text": "Meeting with the client",
                    "result": [],
                    "complete_till": 1588885140,
                    "account_id": 1000001,
                    "_links": {"self": {"href": "%1$s/api/v4/tasks/1001"}}
                }""".formatted(sandbox.address(), TestClock.START));
        assertThat(answer.body()).isEqualTo(expected.toString());
    }

    @Test
    void completes_as_documented_and_keeps_the_rest() {
        crm.post("/api/v4/tasks", DOCUMENTED);
        clock.pass(Duration.ofMinutes(1));
        Answer answer = crm.patch("/api/v4/tasks/1001", """
                {"is_completed": true, "result": {"text": "Reached the client"}}""");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json()).isEqualTo(Json.parse("""
                {
                    "id": 1001,
                    "updated_at": %2$d,
                    "request_id": "0",
                    "_links": {"self": {"href": "%1$s/api/v4/tasks/1001"}}
                }""".formatted(sandbox.address(), TestClock.START + 60)));
        JsonNode task = crm.get("/api/v4/tasks/1001").json();
        assertThat(task.path("is_completed").asBoolean()).isTrue();
        assertThat(task.path("result").path("text").asText()).isEqualTo("Reached the client");
        assertThat(task.path("text").asText()).isEqualTo("Meeting with the client");
        assertThat(task.path("created_at").asLong()).isEqualTo(TestClock.START);
        assertThat(task.path("updated_at").asLong()).isEqualTo(TestClock.START + 60);
    }

    @Test
    void edits_a_batch_as_documented() {
        long first = crm.addTask("");
        long second = crm.addTask("");
        Answer answer = crm.patch("/api/v4/tasks", """
                [
                    {"id": %d, "task_type_id": 2, "text": "New task description", "complete_till": 1588885140},
                    {"id": %d, "task_type_id": 1, "text": "New task description 2", "complete_till": 1588885140}
                ]""".formatted(first, second));
        assertThat(answer.json()).isEqualTo(Json.parse("""
                {
                    "_links": {"self": {"href": "%1$s/api/v4/tasks"}},
                    "_embedded": {"tasks": [
                        {"id": 1001, "updated_at": %2$d, "request_id": "0",
                            "_links": {"self": {"href": "%1$s/api/v4/tasks/1001"}}},
                        {"id": 1002, "updated_at": %2$d, "request_id": "1",
                            "_links": {"self": {"href": "%1$s/api/v4/tasks/1002"}}}
                    ]}
                }""".formatted(sandbox.address(), TestClock.START)));
        assertThat(crm.get("/api/v4/tasks/" + first).at("/task_type_id").asInt())
                .isEqualTo(2);
        assertThat(crm.get("/api/v4/tasks/" + second).at("/text").asText()).isEqualTo("New task description 2");
    }

    @Test
    void opens_a_completed_task_again() {
        long id = crm.addTask(",\"is_completed\":true,\"result\":{\"text\":\"Done\"}");
        assertThat(crm.get("/api/v4/tasks/" + id).at("/is_completed").asBoolean())
                .isTrue();
        crm.patch("/api/v4/tasks/" + id, "{\"is_completed\":false}");
        assertThat(crm.get("/api/v4/tasks/" + id).at("/is_completed").asBoolean())
                .isFalse();
        assertThat(crm.get("/api/v4/tasks/" + id).at("/result/text").asText()).isEqualTo("Done");
    }

    @Test
    void accepts_a_task_as_it_was_fetched() {
        long id = crm.addTask(",\"created_by\":0");
        String fetched = crm.get("/api/v4/tasks/" + id).body();
        clock.pass(Duration.ofSeconds(5));
        crm.patch("/api/v4/tasks/" + id, "{\"text\":\"meanwhile\"}");
        assertThat(crm.patch("/api/v4/tasks/" + id, fetched).at("/updated_at").asLong())
                .isEqualTo(TestClock.START + 5);
        assertThat(crm.get("/api/v4/tasks/" + id).at("/text").asText()).isEqualTo("Call");
    }

    @Test
    void keeps_times_and_users_that_were_sent() {
        long id =
                crm.addTask(",\"created_by\":102,\"updated_by\":0,\"created_at\":1500000000,\"updated_at\":1500000001");
        JsonNode task = crm.get("/api/v4/tasks/" + id).json();
        assertThat(task.path("created_by").asInt()).isEqualTo(102);
        assertThat(task.path("updated_by").asInt(-1)).isZero();
        assertThat(task.path("created_at").asLong()).isEqualTo(1_500_000_000);
        assertThat(task.path("updated_at").asLong()).isEqualTo(1_500_000_001);
    }
}
