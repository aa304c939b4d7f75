package dev.followup.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/// What an administrator of the account does: users, pipelines, stages, task types and fields come, change and go.
class SandboxAdministrationTest extends SandboxTest {

    @Test
    void a_deactivated_user_gets_no_task_and_a_new_one_does() {
        assertThat(crm.post("/_sandbox/users", "{\"id\": 102, \"is_active\": false}")
                        .status())
                .isEqualTo(200);
        assertThat(addTask(102)).isEqualTo(400);
        long added = crm.post("/_sandbox/users", "{\"name\": \"Olga\", \"email\": \"olga@example.com\"}")
                .at("/id")
                .asLong();
        assertThat(addTask(added)).isEqualTo(200);
        crm.post("/_sandbox/users", "{\"id\": 102, \"name\": \"Boris Smith\", \"is_active\": true}");
        assertThat(addTask(102)).isEqualTo(200);
        assertThat(crm.get("/api/v4/users/102").at("/name").asText()).isEqualTo("Boris Smith");
        assertThat(crm.get("/api/v4/users/" + added).at("/email").asText()).isEqualTo("olga@example.com");
    }

    @Test
    void pipelines_and_stages_are_added_renamed_and_archived() {
        long pipeline = crm.post("/_sandbox/pipelines", "{\"name\": \"Service\"}")
                .at("/id")
                .asLong();
        crm.post("/_sandbox/stages", "{\"pipeline_id\": 9621010, \"name\": \"Invoice\"}");
        crm.post("/_sandbox/stages", "{\"id\": 96210103, \"name\": \"Deal\"}");
        crm.post("/_sandbox/stages", "{\"id\": 96210102, \"is_archive\": true}");
        crm.post("/_sandbox/pipelines", "{\"id\": 9621011, \"is_archive\": true}");

        assertThat(names("/api/v4/leads/pipelines", "pipelines")).containsExactly("Sales", "Service");
        assertThat(stages(9621010))
                .containsExactly("Incoming leads", "First contact", "Deal", "Invoice", "Won", "Lost");
        assertThat(stages(pipeline)).containsExactly("Incoming leads", "First contact", "Won", "Lost");
    }

    @Test
    void task_types_and_custom_fields_are_added_renamed_and_archived() {
        long type = crm.post("/_sandbox/task-types", "{\"name\": \"Trip\"}")
                .at("/id")
                .asLong();
        crm.post("/_sandbox/task-types", "{\"id\": 2743001, \"is_archive\": true}");
        assertThat(crm.get("/api/v4/account?with=task_types")
                        .at("/_embedded/task_types")
                        .findValuesAsText("name"))
                .containsExactly("Follow-up", "Meeting", "Send an offer", "Trip");
        assertThat(crm.post("/api/v4/tasks", task(101, type)).status()).isEqualTo(200);
        assertThat(crm.post("/api/v4/tasks", task(101, 2743001)).status()).isEqualTo(400);

        crm.post(
                "/_sandbox/custom-fields",
                "{\"entity_type\": \"companies\", \"name\": \"Size\", \"type\": \"select\", \"choices\": [\"Big\"]}");
        crm.post("/_sandbox/custom-fields", "{\"id\": 5101, \"entity_type\": \"leads\", \"name\": \"Paid on\"}");
        crm.post("/_sandbox/custom-fields", "{\"id\": 5103, \"entity_type\": \"leads\", \"is_archive\": true}");
        assertThat(names("/api/v4/leads/custom_fields", "custom_fields")).containsExactly("Paid on", "Source");
        assertThat(crm.get("/api/v4/companies/custom_fields")
                        .at("/_embedded/custom_fields/0/enums/0/value")
                        .asText())
                .isEqualTo("Big");
        assertThat(crm.get("/api/v4/customers/custom_fields").status()).isEqualTo(204);
    }

    @Test
    void a_wrong_request_is_refused_and_a_reset_brings_everything_back() {
        assertThat(crm.post("/_sandbox/users", "{\"id\": 999, \"name\": \"x\"}").status())
                .isEqualTo(400);
        assertThat(crm.post("/_sandbox/users", "{\"nme\": \"x\"}").status()).isEqualTo(400);
        assertThat(crm.post("/_sandbox/stages", "{\"name\": \"x\"}").status()).isEqualTo(400);
        assertThat(crm.post("/_sandbox/custom-fields", "{\"name\": \"x\"}").status())
                .isEqualTo(400);
        crm.post("/_sandbox/users", "{\"id\": 103, \"is_active\": false}");
        crm.post("/_sandbox/reset", "");
        assertThat(crm.get("/api/v4/users/103").at("/rights/is_active").asBoolean())
                .isTrue();
    }

    private int addTask(long user) {
        return crm.post("/api/v4/tasks", task(user, 1)).status();
    }

    private static String task(long user, long type) {
        return "[{\"text\": \"Call\", \"complete_till\": 1900000000, \"responsible_user_id\": %d, \"task_type_id\": %d}]"
                .formatted(user, type);
    }

    private List<String> stages(long pipeline) {
        return texts(crm.get("/api/v4/leads/pipelines/" + pipeline).at("/_embedded/statuses"));
    }

    private List<String> names(String path, String plural) {
        return texts(crm.get(path).at("/_embedded/" + plural));
    }

    private static List<String> texts(JsonNode items) {
        return StreamSupport.stream(items.spliterator(), false)
                .map(item -> item.path("name").asText())
                .toList();
    }
}
