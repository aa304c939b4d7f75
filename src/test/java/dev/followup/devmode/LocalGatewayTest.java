package dev.followup.devmode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.config.FollowupConfig;
import dev.followup.config.TestConfig;
import dev.followup.inbox.InMemoryInbox;
import dev.followup.inbox.InboxMessage;
import dev.followup.sandbox.clock.SandboxClock;
import dev.followup.telemetry.LogCapture;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class LocalGatewayTest {

    @Inject
    FollowupConfig config;

    @Inject
    LocalFunctions functions;

    @Inject
    InMemoryInbox inbox;

    @Inject
    ObjectMapper json;

    private final HttpClient http = HttpClient.newHttpClient();
    private LocalEventSource eventSource;
    private LocalGateway gateway;

    @BeforeEach
    void open() {
        // There is no server on this port: what is stored stays in its message group.
        eventSource = new LocalEventSource(
                URI.create("http://localhost:1"), Duration.ofHours(1), json, new SandboxClock(Clock.systemUTC()));
        gateway = LocalGateway.start(config.local(), eventSource, functions, json);
    }

    @AfterEach
    void close() {
        gateway.close();
        eventSource.close();
    }

    @Test
    void stores_a_webhook() throws Exception {
        var answer = post("/hooks/local/demo", "leads[add][0][id]=1");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void refuses_a_wrong_secret() throws Exception {
        assertThat(post("/hooks/guess/demo", "leads[add][0][id]=1").statusCode())
                .isEqualTo(403);
        assertThat(post("/hooks//demo", "leads[add][0][id]=1").statusCode()).isEqualTo(403);
    }

    @Test
    void refuses_other_paths_and_methods() throws Exception {
        assertThat(post("/hooks/local", "x=1").statusCode()).isEqualTo(404);
        assertThat(post("/hooks/local/demo/more", "x=1").statusCode()).isEqualTo(404);
        assertThat(post("/hooks/local/", "x=1").statusCode()).isEqualTo(404);
        assertThat(post("/", "x=1").statusCode()).isEqualTo(404);
        assertThat(post("/hooks/local/demo%0A12:00%20ERROR", "x=1").statusCode())
                .isEqualTo(404);
        assertThat(status("PUT", "/hooks/local/demo")).isEqualTo(405);
        assertThat(status("GET", "/explain/demo")).isEqualTo(405);
    }

    @Test
    void answers_why_by_path_and_by_query_as_json_and_as_text() throws Exception {
        for (var path : List.of("/why/demo/leads/501", "/why/demo?entity=leads/501", "/why/demo?entity=leads%2F501")) {
            var answer = json.readTree(get(path, "application/json"));
            assertThat(answer.path("question").asText()).isEqualTo("leads/501");
            assertThat(answer.path("events").isArray()).isTrue();
        }
        assertThat(get("/why/demo/leads/501", "text/plain")).startsWith("leads/501, times of ");
        assertThat(get("/why/demo/tasks/9?format=text", "*/*")).contains("Followup did not add task 9.");
        assertThat(get("/why/demo/2026-11-21?format=text", "*/*")).startsWith("2026-11-21, times of ");
        assertThat(get("/why/nobody/leads/501?format=text", "*/*"))
                .contains("account: found nobody, expected one that is served here: demo");
        assertThat(status("GET", "/why/demo/lead")).isEqualTo(404);
        assertThat(status("GET", "/why/")).isEqualTo(404);
    }

    @Test
    void says_what_is_wrong_with_the_report_of_an_absence() throws Exception {
        var answer = post("/away/demo", "{\"person\": \"zoe\", \"from\": \"2026-11-30\", \"to\": \"2026-12-04\"}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("found zoe, expected");
        assertThat(post("/away/demo", "{").statusCode()).isEqualTo(400);
        assertThat(post("/away/", "{}").statusCode()).isEqualTo(404);
    }

    @Test
    void drops_what_waits_through_the_inbox() throws Exception {
        assertThat(post("/why/demo?format=text", "{\"drop\": {\"entity\": \"leads/501\", \"rule\": \"call\"}}")
                        .body())
                .contains("is dropped as soon as the worker has read it from the inbox.");
    }

    @Test
    void refuses_a_posted_question_that_is_no_json() throws Exception {
        assertThat(post("/why/demo", "{").statusCode()).isEqualTo(400);
        assertThat(post("/why/demo?format=text", "{\"drop\": {\"entity\": \"x\", \"rule\": \"\"}}")
                        .body())
                .contains("drop: expected such as");
    }

    @Test
    void lists_dead_letters_with_their_reasons_and_sends_them_again() throws Exception {
        var sent = new ArrayList<String>();
        inbox.connect((group, source, body) -> sent.add(group + " " + source.attribute() + " " + body));
        letter("1", "{\"followup\": \"forget\", \"subject\": \"leads/501\"}");
        letter("2", "CrmEvent[kind=lead.added]");
        var found = json.readTree(get("/dead-letters", "*/*")).path("found");
        assertThat(found.findValuesAsText("reason")).containsExactly("is no form", "is no form");
        assertThat(found.path(0).has("stays")).isFalse();
        assertThat(found.path(1).path("stays").asText()).contains("but an event that had waited", "by hand");
        var answer = json.readTree(post("/dead-letters", "").body());
        assertThat(answer.path("sent").findValuesAsText("id")).containsExactly("1");
        assertThat(sent).containsExactly("demo webhook {\"followup\": \"forget\", \"subject\": \"leads/501\"}");
        assertThat(json.readTree(get("/dead-letters", "*/*")).path("found").findValuesAsText("id"))
                .containsExactly("2");
        assertThat(status("DELETE", "/dead-letters")).isEqualTo(405);
    }

    private void letter(String id, String body) {
        inbox.sendToDeadLetters(new InboxMessage(id, "demo", body, Instant.EPOCH), "is no form");
    }

    @Test
    void asks_the_worker_to_forget_an_entity() throws Exception {
        var sent = new ArrayList<String>();
        inbox.connect((group, source, body) -> sent.add(group + " " + source.attribute() + " " + body));
        assertThat(post("/forget/demo/contacts/9", "").body()).contains("contacts/9 is forgotten as soon as");
        assertThat(sent).containsExactly("demo person {\"followup\": \"forget\", \"subject\": \"contacts/9\"}");
        assertThat(post("/forget/nobody/contacts/9", "").body()).contains("found nobody, expected one that is served");
        assertThat(post("/forget/demo", "").statusCode()).isEqualTo(404);
        assertThat(status("GET", "/forget/demo/contacts/9")).isEqualTo(405);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/hooks/local/demo", "/explain/demo", "/why/demo", "/dead-letters", "/forget/demo/leads/1"})
    void refuses_what_pages_of_other_origins_post(String path) throws Exception {
        var request = HttpRequest.newBuilder(gateway.address().resolve(path))
                .header("Origin", "https://example.com")
                .POST(BodyPublishers.ofString("{}"))
                .build();
        assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(403);
    }

    /// A page may be of a name that has come to lead here.
    @ParameterizedTest
    @CsvSource({
        "tunnel.example, X-Any: 1, 200",
        "tunnel.example, Sec-Fetch-Site: none, 200",
        "page.example, Sec-Fetch-Site: same-origin, 403",
        "page.example, Origin: http://page.example, 403",
        "localhost, Sec-Fetch-Site: same-origin, 200",
        "localhost, Origin: http://localhost, 200"
    })
    void takes_webhooks_through_a_tunnel_but_not_from_pages(String host, String header, String status)
            throws Exception {
        try (var socket = new Socket("localhost", gateway.address().getPort())) {
            socket.getOutputStream()
                    .write("POST /hooks/local/demo HTTP/1.1\r\nHost: %s\r\n%s\r\nContent-Length: 0\r\n\r\n"
                            .formatted(host, header)
                            .getBytes(StandardCharsets.US_ASCII));
            var answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            assertThat(answer).startsWith("HTTP/1.1 " + status);
        }
    }

    @Test
    void a_request_of_nothing_is_refused() throws Exception {
        assertThat(post("/why/demo", "null").statusCode()).isEqualTo(404);
        assertThat(post("/away/demo", "null").statusCode()).isEqualTo(400);
    }

    @Test
    void explains_a_list_of_webhooks_as_json_whatever_type_is_named() throws Exception {
        var request = HttpRequest.newBuilder(gateway.address().resolve("/explain/demo"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("[{\"leads\": {\"add\": [{\"id\": 501}]}}]"))
                .build();
        assertThat(json.readTree(http.send(request, BodyHandlers.ofString()).body())
                        .at("/events/0/kind")
                        .asText())
                .isEqualTo("lead.added");
    }

    private String get(String path, String accept) throws Exception {
        var request = HttpRequest.newBuilder(gateway.address().resolve(path))
                .header("Accept", accept)
                .build();
        return http.send(request, BodyHandlers.ofString()).body();
    }

    @Test
    void get_and_head_on_the_address_of_webhooks_answer_200_without_storing_anything() throws Exception {
        try (var log = LogCapture.open()) {
            for (var method : List.of("GET", "HEAD")) {
                assertThat(status(method, "/hooks/local/demo")).isEqualTo(200);
                assertThat(status(method, "/hooks/guess/demo")).isEqualTo(403);
            }
            assertThat(log.lines()).noneMatch(line -> line.contains("webhook stored"));
        }
    }

    @Test
    void accepts_a_body_as_large_as_a_message_may_be_and_no_larger() throws Exception {
        assertThat(post("/hooks/local/demo", "x".repeat(LocalGateway.MAX_BODY)).statusCode())
                .isEqualTo(200);
        try (var log = LogCapture.open()) {
            assertThat(post("/hooks/local/demo", "x".repeat(LocalGateway.MAX_BODY + 1))
                            .statusCode())
                    .isEqualTo(413);
            assertThat(log.lines())
                    .anyMatch(line -> line.contains("a webhook is refused with 413: expected at most 262144 bytes"));
        }
    }

    @Test
    void explains_what_a_webhook_would_cause() throws Exception {
        var body = "leads[add][0][id]=501&leads[add][0][name]=Website+request&leads[add][0][price]=60000"
                + "&leads[add][0][responsible_user_id]=101&leads[add][0][created_at]=1795255200";
        var explanation = json.readTree(post("/explain/demo", body).body());
        assertThat(explanation.at("/events/0/kind").asText()).isEqualTo("lead.added");
        assertThat(explanation.at("/events/0/entity").toString()).isEqualTo("{\"type\":\"leads\",\"id\":501}");
        assertThat(explanation.at("/events/0/time").asText()).isEqualTo("2026-11-21T10:00:00Z");
        assertThat(explanation.at("/events/0/facts/lead/price").asLong()).isEqualTo(60000);
        assertThat(explanation.get("refused")).isEmpty();
        assertThat(explanation.get("rules")).isNotEmpty().allSatisfy(rule -> {
            assertThat(rule.get("rule").asText()).isNotEmpty();
            assertThat(rule.get("event").asInt()).isZero();
            assertThat(rule.get("fires").isBoolean()).isTrue();
            assertThat(rule.get("reason").asText()).isNotEmpty();
        });
        assertThat(explanation.get("commands")).singleElement().satisfies(command -> {
            assertThat(command.get("action").asText()).isEqualTo("create-task");
            assertThat(command.get("entity").toString()).isEqualTo("{\"type\":\"leads\",\"id\":501}");
            assertThat(command.get("type").asLong()).isEqualTo(1);
            assertThat(command.get("text").asText()).contains("Website request");
            assertThat(command.get("due").asText()).startsWith("2026-11-21T13:").endsWith("+03:00");
            assertThat(command.get("responsible").asLong()).isEqualTo(101);
        });
    }

    @Test
    void an_event_without_a_time_happened_now() throws Exception {
        var explanation = explained(
                "/explain/demo", "leads[status][0][id]=1&leads[status][0][status_id]=142", "2026-11-21T10:00:00Z");
        assertThat(explanation.at("/events/0/time").asText()).isEqualTo("2026-11-21T10:00:00Z");
    }

    @Test
    void explains_what_it_refuses() throws Exception {
        assertThat(explained("/explain/demo", "{}", "2026-11-21T10:00:00Z")
                        .at("/refused/0/reason")
                        .asText())
                .contains("form");
        assertThat(explained("/explain/other", "x=1", "2026-11-21T10:00:00Z")
                        .at("/refused/0/reason")
                        .asText())
                .contains("other");
        assertThat(explained("/explain/demo", "x=1", "tomorrow")
                        .at("/refused/0/reason")
                        .asText())
                .contains("tomorrow", "ISO-8601");
    }

    @Test
    void explains_as_text_if_the_header_or_the_query_asks_for_it() throws Exception {
        var webhook = explain("leads[add][0][id]=501&leads[add][0][created_at]=1795255200");
        var text = sent(webhook.setHeader("Accept", "text/plain"));
        assertThat(text.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
        assertThat(text.body())
                .startsWith("lead.added leads/501, Sat 2026-11-21 13:00:00 +03:00")
                .contains("\n  FIRES   call-new-lead ")
                .endsWith("\n");
        assertThat(sent(webhook.setHeader("Accept", "*/*")).headers().firstValue("Content-Type"))
                .hasValue("application/json");
        assertThat(sent(webhook.uri(URI.create(gateway.address() + "/explain/demo?format=text")))
                        .body())
                .isEqualTo(text.body());
    }

    @Test
    void explains_an_event_in_json_whatever_it_is_posted_as() throws Exception {
        var event = explain("{\"kind\": \"lead.added\", \"lead\": {\"id\": 501, \"price\": 900000.5}}");
        for (var type : List.of("application/json", "application/x-www-form-urlencoded")) {
            var explanation =
                    json.readTree(sent(event.setHeader("Content-Type", type)).body());
            assertThat(explanation.at("/events/0/facts/lead/price").decimalValue())
                    .isEqualByComparingTo("900000.5");
            assertThat(explanation.at("/commands").findValuesAsText("rule")).contains("call-new-lead", "plan-big-deal");
        }
    }

    @Test
    void explains_a_webhook_that_is_relayed_as_json() throws Exception {
        var webhook = explain("{\"leads\": {\"add\": [{\"id\": 501, \"created_at\": 1795255200}]}}");
        for (var type : List.of("application/json", "application/x-www-form-urlencoded")) {
            var explanation =
                    json.readTree(sent(webhook.setHeader("Content-Type", type)).body());
            assertThat(explanation.at("/events/0/kind").asText()).isEqualTo("lead.added");
        }
    }

    @Test
    void explains_a_tick_whatever_it_is_posted_as() throws Exception {
        var tick = explain("{\"tick\": \"2026-11-23T06:00:00Z\"}");
        for (var type : List.of("application/json", "application/x-www-form-urlencoded")) {
            assertThat(json.readTree(sent(tick.setHeader("Content-Type", type)).body())
                            .get("refused"))
                    .isEmpty();
        }
    }

    @Test
    void refuses_an_event_that_is_no_json() throws Exception {
        var broken = sent(explain("{kind").setHeader("Content-Type", "application/json"));
        assertThat(broken.statusCode()).isEqualTo(400);
        assertThat(broken.body()).contains("the body is no JSON document");
    }

    @Test
    void reports_which_port_is_taken() throws Exception {
        try (var taken = new ServerSocket(0)) {
            var settings = TestConfig.with(Map.of("followup.local.gateway-port", String.valueOf(taken.getLocalPort())));
            assertThatThrownBy(() -> LocalGateway.start(settings.local(), eventSource, functions, json))
                    .hasMessageContaining("port " + taken.getLocalPort() + " is taken");
        }
    }

    private HttpRequest.Builder explain(String body) {
        return HttpRequest.newBuilder(URI.create(gateway.address() + "/explain/demo"))
                .POST(BodyPublishers.ofString(body));
    }

    private HttpResponse<String> sent(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(gateway.address() + path)).POST(BodyPublishers.ofString(body));
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private int status(String method, String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(gateway.address().resolve(path)).method(method, BodyPublishers.noBody());
        return http.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    private JsonNode explained(String path, String body, String now) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(gateway.address() + path))
                .header("X-Now", now)
                .POST(BodyPublishers.ofString(body));
        return json.readTree(http.send(request.build(), BodyHandlers.ofString()).body());
    }
}
