package dev.followup.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.sandbox.TestClient.Answer;
import dev.followup.sandbox.http.Json;
import org.junit.jupiter.api.Test;

/// Calls without access or without a route.
class SandboxAccessTest extends SandboxTest {

    @Test
    void says_404_for_a_task_that_is_not_there() {
        assertThat(crm.get("/api/v4/tasks/4711").status()).isEqualTo(404);
        assertThat(crm.patch("/api/v4/tasks/4711", "{\"text\":\"x\"}").type()).isEqualTo("application/problem+json");
        assertThat(crm.patch("/api/v4/tasks/4711", "{\"text\":\"x\"}").status()).isEqualTo(404);
    }

    @Test
    void says_405_for_a_method_that_is_not_there_and_404_for_a_path() {
        assertThat(crm.send("DELETE", "/api/v4/tasks/1001", "").status()).isEqualTo(405);
        Answer unknown = crm.get("/api/v4/tasks/types");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.at("/detail").asText()).startsWith("Cannot GET ");
        assertThat(unknown.type()).isEqualTo("application/problem+json");
    }

    @Test
    void refuses_what_pages_of_other_origins_send_to_what_asks_for_no_token() throws Exception {
        for (var origin : new String[] {"https://example.com", "http://localhost:1", "null"}) {
            var answer = crm.send(crm.request("POST", "/_sandbox/reset", "").header("Origin", origin));
            assertThat(answer.status()).as(origin).isEqualTo(403);
            assertThat(answer.body()).isEqualTo("requests of other origins are refused");
        }
        assertThat(crm.post("/_sandbox/messages", "{\"text\": \"Hello\", \"lead\": 501}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void refuses_calls_without_the_token() {
        crm.useToken("guessed");
        Answer answer = crm.get("/api/v4/tasks");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.type()).isEqualTo("application/problem+json");
        assertThat(answer.json()).isEqualTo(Json.parse("""
                {"title": "Unauthorized", "type": "https://httpstatus.es/401", "status": 401,
                    "detail": "Invalid user name or password"}"""));
    }
}
