package dev.followup.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.sandbox.TestClient.Answer;
import dev.followup.sandbox.http.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Refused requests, with the CRM's words.
class SandboxValidationTest extends SandboxTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"complete_till":1}                                                  | FieldMissing       | text
            {"text":"x"}                                                         | FieldMissing       | complete_till
            {"text":null,"complete_till":1}                                      | FieldMissing       | text
            {"text":" ","complete_till":1}                                       | NotBlank           | text
            {"text":5,"complete_till":1}                                         | InvalidType        | text
            {"text":"x","complete_till":"1588885140"}                            | InvalidType        | complete_till
            {"text":"x","complete_till":1.5}                                     | InvalidType        | complete_till
            {"text":"x","complete_till":99999999999999999999}                    | InvalidType        | complete_till
            {"text":"x","complete_till":1,"duration":"60"}                       | InvalidType        | duration
            {"text":"x","complete_till":1,"is_completed":1}                      | InvalidType        | is_completed
            {"text":"x","complete_till":1,"result":"done"}                       | InvalidType        | result
            {"text":"x","complete_till":1,"result":{"text":5}}                   | InvalidType        | result
            {"text":"x","complete_till":1,"responsible_user_id":"101"}           | InvalidType        | responsible_user_id
            {"text":"x","complete_till":1,"responsible_user_id":104}             | NotSupportedChoice | responsible_user_id
            {"text":"x","complete_till":1,"responsible_user_id":4711}            | NotSupportedChoice | responsible_user_id
            {"text":"x","complete_till":1,"created_by":104}                      | NotSupportedChoice | created_by
            {"text":"x","complete_till":1,"updated_by":104}                      | NotSupportedChoice | updated_by
            {"text":"x","complete_till":1,"task_type_id":3}                      | NotSupportedChoice | task_type_id
            {"text":"x","complete_till":1,"entity_id":5}                         | FieldMissing       | entity_type
            {"text":"x","complete_till":1,"entity_type":"leads"}                 | FieldMissing       | entity_id
            {"text":"x","complete_till":1,"entity_id":5,"entity_type":"lead"}    | NotSupportedChoice | entity_type
            {"text":"x","complete_till":1,"entity_id":500,"entity_type":"leads"} | NotSupportedChoice | entity_id
            {"text":"x","complete_till":1,"entity_id":501,"entity_type":"contacts"} | NotSupportedChoice | entity_id
            {"text":"x","complete_till":1,"entity_id":5,"entity_type":"customers"} | NotSupportedChoice | entity_id
            5                                                                    | InvalidType        | ''
            """)
    void refuses_a_new_task(String task, String code, String path) {
        Answer answer = crm.post("/api/v4/tasks", "[" + task + "]");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.type()).isEqualTo("application/problem+json");
        assertThat(answer.at("/validation-errors")).hasSize(1);
        assertThat(answer.at("/validation-errors/0/request_id").asText()).isEqualTo("0");
        assertThat(answer.at("/validation-errors/0/errors")).hasSize(1);
        assertThat(answer.at("/validation-errors/0/errors/0/code").asText()).isEqualTo(code);
        assertThat(answer.at("/validation-errors/0/errors/0/path").asText()).isEqualTo(path);
    }

    @Test
    void names_each_invalid_item_by_its_request_id_and_refuses_the_whole_batch() {
        Answer answer = crm.post("/api/v4/tasks", """
                [
                    {"text": "good", "complete_till": 1},
                    {"text": "bad", "complete_till": 1, "responsible_user_id": 104},
                    {"text": "worse", "request_id": "mine"}
                ]""");
        assertThat(answer.json()).isEqualTo(Json.parse("""
                {
                    "title": "Bad Request", "type": "https://httpstatus.es/400", "status": 400,
                    "detail": "Request validation failed",
                    "validation-errors": [
                        {"request_id": "1", "errors": [{"code": "NotSupportedChoice", "path": "responsible_user_id",
                            "detail": "The value you selected is not a valid choice."}]},
                        {"request_id": "mine", "errors": [{"code": "FieldMissing", "path": "complete_till",
                            "detail": "This field is missing."}]}
                    ]
                }"""));
        assertThat(crm.get("/api/v4/tasks").status()).isEqualTo(204);
    }

    @Test
    void checks_changes_like_additions_but_requires_nothing() {
        long id = crm.addTask("");
        Answer answer = crm.patch(
                "/api/v4/tasks/" + id, "{\"text\":\"\",\"complete_till\":\"tomorrow\",\"responsible_user_id\":104}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("/validation-errors/0/errors").findValuesAsText("code"))
                .containsExactly("NotBlank", "InvalidType", "NotSupportedChoice");
        assertThat(crm.patch("/api/v4/tasks/" + id, "{\"duration\":60}").status())
                .isEqualTo(200);
    }

    @Test
    void requires_a_known_id_for_each_change_of_a_batch() {
        long id = crm.addTask("");
        Answer answer = crm.patch("/api/v4/tasks", """
                [{"id": %d, "text": "new"}, {"text": "which?"}, {"id": 4711, "text": "none"}]""".formatted(id));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("/validation-errors").findValuesAsText("request_id"))
                .containsExactly("1", "2");
        assertThat(answer.at("/validation-errors").findValuesAsText("code"))
                .containsExactly("FieldMissing", "NotSupportedChoice");
        assertThat(crm.get("/api/v4/tasks/" + id).at("/text").asText()).isEqualTo("Call");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                    | Request data can not be empty
            []                                    | Request data can not be empty
            {"text":"x","complete_till":1}        | The body should be an array of objects
            """)
    void refuses_a_body_that_is_no_list(String body, String detail) {
        Answer answer = crm.post("/api/v4/tasks", body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("/detail").asText()).isEqualTo(detail);
    }

    @Test
    void refuses_what_is_not_json_or_nested_too_deeply() {
        assertThat(crm.post("/api/v4/tasks", "[{\"text\":").status()).isEqualTo(400);
        assertThat(crm.post("/api/v4/tasks", "[] []").status()).isEqualTo(400);
        assertThat(crm.post("/api/v4/tasks", "[".repeat(100_000)).status()).isEqualTo(400);
    }

    @Test
    void refuses_more_than_250_at_once() {
        Answer answer = crm.post("/api/v4/tasks", "[" + "{},".repeat(250) + "{}]");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("/detail").asText()).contains("250").contains("251");
    }

    @Test
    void ignores_read_only_and_unknown_fields() {
        long id = crm.addTask(
                ",\"id\":5,\"account_id\":7,\"group_id\":8,\"_links\":{},\"mood\":\"good\",\"duration\":null");
        JsonNode task = crm.get("/api/v4/tasks/" + id).json();
        assertThat(id).isEqualTo(1001);
        assertThat(task.path("account_id").asInt()).isEqualTo(1_000_001);
        assertThat(task.path("group_id").asInt()).isZero();
        assertThat(task.path("duration").asInt()).isZero();
        assertThat(task.has("mood")).isFalse();
    }
}
