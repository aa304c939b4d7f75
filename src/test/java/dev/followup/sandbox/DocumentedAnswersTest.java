package dev.followup.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.TestClient.Answer;
import dev.followup.sandbox.http.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The sandbox's answers beside the CRM's documentation, field by field: the same fields of the same types in
/// the same places, and links of the same form. What the examples are is in `documented/source.txt`.
class DocumentedAnswersTest extends SandboxTest {

    private static final String HAL = "application/hal+json";

    @Test
    void tasks_are_added_as_documented() throws IOException {
        var tasks = (ArrayNode) document("tasks-add.request");
        tasks.forEach(task -> ((ObjectNode) task).put("entity_id", 501));
        var answer = crm.post("/api/v4/tasks", tasks.toString());
        assertIsLike("tasks-add", answer);
        assertThat(answer.at("/_embedded/tasks/0/request_id")).isEqualTo(tasks.at("/0/request_id"));
    }

    @Test
    void tasks_are_edited_as_documented() throws IOException {
        var edits = (ArrayNode) document("tasks-edit.request");
        edits.forEach(edit -> ((ObjectNode) edit).put("id", crm.addTask("")));
        assertIsLike("tasks-edit", crm.patch("/api/v4/tasks", edits.toString()));
    }

    @Test
    void a_task_is_completed_as_documented() throws IOException {
        long task = crm.addTask("");
        assertIsLike("task-complete", crm.patch("/api/v4/tasks/" + task, request("task-complete")));
    }

    @Test
    void a_completed_task_is_shown_as_documented() throws IOException {
        long task = crm.addTask(",\"entity_id\":501,\"entity_type\":\"leads\"");
        crm.patch("/api/v4/tasks/" + task, request("task-complete"));
        assertIsLike("task", crm.get("/api/v4/tasks/" + task));
    }

    @Test
    void a_page_of_tasks_is_shown_as_documented() throws IOException {
        for (int i = 0; i < 3; i++) {
            crm.addTask(",\"entity_id\":501,\"entity_type\":\"leads\",\"task_type_id\":2,\"is_completed\":true");
        }
        crm.addTask("");
        var documented = document("tasks");
        var query = URI.create(encoded(documented.at("/_links/self/href").asText()))
                .getRawQuery()
                .replace("&page=1", "");
        var answer = crm.get("/api/v4/tasks?" + query);
        assertIsLike("tasks", answer);
        assertThat(answer.at("/_embedded/tasks"))
                .hasSize(documented.at("/_embedded/tasks").size());
        var last = crm.get("/api/v4/tasks?" + query + "&page=2");
        assertThat(last.at("/_page").asInt()).isEqualTo(2);
        assertThat(last.at("/_links/next").isMissingNode()).isTrue();
    }

    @Test
    void a_page_without_tasks_is_empty() {
        var answer = crm.get("/api/v4/tasks");
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void a_refusal_names_the_item_and_its_field_as_documented() throws IOException {
        var answer = crm.post(
                "/api/v4/tasks", "[{\"text\":\"Call\",\"complete_till\":1588885140,\"responsible_user_id\":999}]");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.type()).isEqualTo("application/problem+json");
        assertThat(shape(answer.json())).isEqualTo(shape(document("refused")));
        assertThat(answer.at("/validation-errors/0/errors/0/path").asText()).isEqualTo("responsible_user_id");
        assertThat(answer.at("/status").asInt()).isEqualTo(answer.status());
    }

    @Test
    void a_call_without_a_good_token_is_refused_as_documented() throws IOException {
        crm.useToken("wrong");
        var answer = crm.get("/api/v4/tasks");
        var expected = (ObjectNode) document("refused");
        expected.remove("validation-errors");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.type()).isEqualTo("application/problem+json");
        assertThat(shape(answer.json())).isEqualTo(shape(expected));
    }

    @Test
    void webhooks_are_listed_as_documented() throws IOException {
        try (var subscriber = new WebhookSubscriber()) {
            crm.post(
                    "/api/v4/webhooks",
                    "{\"destination\":\"%s\",\"settings\":[\"add_lead\",\"status_lead\"],\"sort\":10}"
                            .formatted(subscriber.address()));
            assertIsLike("webhooks", crm.get("/api/v4/webhooks"));
        }
    }

    @Test
    void task_types_are_listed_as_documented() throws IOException {
        var types = crm.get("/api/v4/account?with=task_types").at("/_embedded/task_types");
        assertThat(types).hasSizeGreaterThanOrEqualTo(2);
        for (int i = 0; i < 2; i++) {
            var documented = document("task-types").get(i);
            assertThat(names(types.get(i))).isEqualTo(names(documented));
            assertThat(types.get(i).get("id")).isEqualTo(documented.get("id"));
            assertThat(types.get(i).get("code")).isEqualTo(documented.get("code"));
        }
    }

    private static void assertIsLike(String documented, Answer answer) throws IOException {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.type()).isEqualTo(HAL);
        assertThat(shape(answer.json())).isEqualTo(shape(document(documented)));
    }

    /// The fields of a document by their paths, each with its type; of a link its form. The items of a list are
    /// alike.
    private static Map<String, String> shape(JsonNode document) {
        var shape = new TreeMap<String, String>();
        addShape("", document, shape);
        return shape;
    }

    private static void addShape(String path, JsonNode node, Map<String, String> shape) {
        var type = path.endsWith("/href")
                ? form(node.asText())
                : node.isNumber() ? "integer" : node.getNodeType().name();
        if (node.isNumber()) {
            assertThat(node.isIntegralNumber()).as(path).isTrue();
        }
        assertThat(shape.put(path, type)).as(path + " is of one type").isIn(null, type);
        for (var field : node.properties()) {
            addShape(path + "/" + field.getKey(), field.getValue(), shape);
        }
        if (node.isArray()) {
            node.forEach(item -> addShape(path + "/*", item, shape));
        }
    }

    private static List<String> names(JsonNode object) {
        return object.propertyStream().map(Map.Entry::getKey).sorted().toList();
    }

    /// Path and query of a link, with zeros for ids.
    private static String form(String link) {
        var uri = URI.create(encoded(link));
        return uri.getPath().replaceAll("/[0-9]+", "/0") + (uri.getQuery() == null ? "" : "?" + uri.getQuery());
    }

    /// Brackets in the documentation are raw.
    private static String encoded(String link) {
        return link.replace("[", "%5B").replace("]", "%5D");
    }

    private static String request(String documented) throws IOException {
        return document(documented + ".request").toString();
    }

    private static JsonNode document(String name) throws IOException {
        return Json.parse(Files.readString(Path.of("src/test/resources/documented", name + ".json")));
    }
}
