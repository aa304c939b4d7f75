package dev.followup.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.account.Accounts;
import dev.followup.config.TestConfig;
import dev.followup.crm.session.CrmSessions;
import dev.followup.crm.webhook.CrmWebhooks;
import dev.followup.devmode.SandboxCalls;
import dev.followup.devmode.SandboxResource;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.subscription.WebhookRegistrar;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The function `subscribe` with the samples of `infra/events`, against the sandbox. No answer shows a secret.
@QuarkusTest
@QuarkusTestResource(SandboxResource.class)
class SubscribeFunctionTest {

    private static final String SECRET = "MadeUp0123456789MadeUp0123456789";
    private static final String BASE_URL = SandboxCalls.webhooks();
    private static final String ADDRESS = BASE_URL + SECRET + "/demo";
    private static final List<String> NEEDED = List.of("add_lead", "add_task", "update_task");

    @Inject
    Accounts accounts;

    @Inject
    CrmWebhooks crm;

    @Inject
    CrmSessions sessions;

    @Inject
    ObjectMapper json;

    private final SandboxCalls sandbox = new SandboxCalls();
    private SubscribeFunction function;

    @BeforeEach
    void open() throws Exception {
        var config = TestConfig.with(Map.of(
                "followup.webhook-base-url",
                BASE_URL,
                "followup.rules",
                "file:src/test/resources/subscribe/rules.yaml"));
        var registrar = new WebhookRegistrar(new RuleBookStore(config), crm, sessions, config, Clock.systemUTC());
        function = new SubscribeFunction(accounts, registrar);
        sandbox.reset();
    }

    @Test
    void a_dry_run_reports_the_changes_and_makes_none() throws Exception {
        var reply = answer(sample("subscribe-dry-run.json"));

        assertThat(reply).isEqualTo(json.readTree("""
                {"account": "demo", "state": "new", "disabledBefore": false, "applied": false,
                 "address": "https://abc123.execute-api.eu-central-1.amazonaws.com/v1/hooks/***/demo",
                 "before": [], "wanted": ["add_lead", "add_task", "update_task"],
                 "added": ["add_lead", "add_task", "update_task"], "removed": [],
                 "manualSetup": {
                     "in the CRM's webhook settings, at the same address": ["incoming-lead.added"],
                     "in the settings of the pipeline (digital pipeline), as a webhook of its stages with the same address":
                         ["lead.call-in"]},
                 "advice": ["Nothing was changed. Send \\"apply\\": true to subscribe",
                     "FOLLOWUP_WEBHOOK_BASE_URL is another one, %s: this webhook is not monitored"]}
                """.formatted(BASE_URL)));
        assertThat(webhooks()).isEmpty();
    }

    @Test
    void subscribes_to_exactly_what_the_rules_need_and_changes_nothing_the_second_time() throws Exception {
        var first = answer(sample("subscribe-apply.json"));
        assertThat(first.get("state").asText()).isEqualTo("new");
        assertThat(first.get("applied").asBoolean()).isTrue();
        assertThat(first.has("advice")).isFalse();
        assertThat(webhooks()).singleElement().satisfies(webhook -> {
            assertThat(webhook.get("destination").asText()).isEqualTo(ADDRESS);
            assertThat(texts(webhook.get("settings"))).isEqualTo(NEEDED);
        });

        var second = answer(sample("subscribe-apply.json"));
        assertThat(second.get("state").asText()).isEqualTo("as it should be");
        assertThat(second.get("applied").asBoolean()).isFalse();
        assertThat(texts(second.get("before"))).isEqualTo(NEEDED);
    }

    @Test
    void finds_the_webhook_by_its_base_url_enables_it_and_keeps_what_a_person_has_set_up() throws Exception {
        subscribe(ADDRESS, "add_lead", "note_lead", "add_unsorted");
        sandbox.call("POST", "/_sandbox/disabled-hooks", "{\"destination\": \"%s\"}".formatted(ADDRESS));

        var reply = answer(sample("subscribe-again.json"));

        assertThat(reply.get("state").asText()).isEqualTo("changed");
        assertThat(reply.get("disabledBefore").asBoolean()).isTrue();
        assertThat(reply.get("applied").asBoolean()).isTrue();
        assertThat(texts(reply.get("added"))).containsExactly("add_task", "update_task");
        assertThat(texts(reply.get("removed"))).containsExactly("note_lead");
        assertThat(webhooks()).singleElement().satisfies(webhook -> {
            assertThat(webhook.get("disabled").asBoolean()).isFalse();
            assertThat(texts(webhook.get("settings")))
                    .containsExactly("add_lead", "add_task", "add_unsorted", "update_task");
        });
    }

    @Test
    void reports_other_webhooks_below_the_same_base_url() throws Exception {
        subscribe(ADDRESS.replace(SECRET, "Former"), "add_lead");
        subscribe(ADDRESS.replace("demo", "north"), "add_lead");

        var reply = answer(sample("subscribe-apply.json"));

        assertThat(texts(reply.get("duplicates"))).containsExactly(BASE_URL + "***/demo");
        assertThat(texts(reply.get("advice")))
                .singleElement()
                .asString()
                .contains("more than once")
                .doesNotContain("Former");
    }

    @Test
    void requires_the_address_if_it_cannot_identify_the_webhook() throws Exception {
        assertThat(refused(sample("subscribe-again.json")))
                .isEqualTo("address: found none, and at the CRM no webhooks to " + BASE_URL + "***/demo,"
                        + " expected one here or there");
        subscribe(ADDRESS, "add_lead");
        subscribe(ADDRESS.replace(SECRET, "Former"), "add_lead");
        assertThat(refused(sample("subscribe-again.json"))).contains("2 webhooks to " + BASE_URL + "***/demo");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            {"account": "other"}                                             | account: found other, expected one that is served here: demo
            {"address": "http://abc.example/hooks/TopSecret123/demo"}        | address: found http, expected https
            {"address": "https://abc.example/hooks/demo/TopSecret123"}       | address: found another end than /demo
            {"address": "https://abc.example/hooks/TopSecret123/demo?x=1"}   | address: found no such address
            {"address": "TopSecret123"}                                      | address: found no such address
            """)
    void reports_what_is_wrong_with_a_request(String request, String reason) throws Exception {
        assertThat(refused(request)).startsWith(reason);
    }

    @Test
    void reports_what_the_crm_refuses() throws Exception {
        var outside = sample("subscribe-dry-run.json").replace("/demo\"", "/demo\", \"apply\": true");
        assertThat(refused(outside))
                .startsWith("crm: POST /api/v4/webhooks answered 400 (Invalid URL, destination: ")
                .contains("this machine only")
                .endsWith("add one, if webhooks arrive there, too");
        assertThat(refused(outside.replace("/demo\"", "/demo/\"")))
                .endsWith(". Or tick [add_lead, add_task, update_task] in its webhook settings, for this address");
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"requestsPerSecond\": 1, \"blockAfterRejections\": 1}");
        sandbox.call("GET", "/api/v4/account", "");
        sandbox.call("GET", "/api/v4/account", "");
        assertThat(refused(sample("subscribe-apply.json")))
                .startsWith("crm: GET /api/v4/webhooks answered 403")
                .contains("ask the CRM's support to lift the block");
    }

    private void subscribe(String destination, String... settings) throws IOException, InterruptedException {
        sandbox.call(
                "POST",
                "/api/v4/webhooks",
                json.writeValueAsString(Map.of("destination", destination, "settings", List.of(settings))));
    }

    private List<JsonNode> webhooks() throws IOException, InterruptedException {
        return sandbox.call("GET", "/api/v4/webhooks", "")
                .at("/_embedded/webhooks")
                .valueStream()
                .toList();
    }

    private String refused(String request) throws IOException {
        var reply = answer(request);
        assertThat(reply.fieldNames()).toIterable().containsExactly("refused");
        return reply.at("/refused/0/where").asText() + ": "
                + reply.at("/refused/0/reason").asText();
    }

    /// No answer shows a secret.
    private JsonNode answer(String request) throws IOException {
        JsonNode reply = json.valueToTree(function.subscribe(json.readValue(request, SubscribeFunction.Request.class)));
        assertThat(reply.toString()).doesNotContain(SECRET, "TopSecret123");
        return reply;
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asText).toList();
    }

    private static String sample(String name) throws IOException {
        return Files.readString(Path.of("infra/events", name)).replace("http://localhost:8080/hooks/", BASE_URL);
    }
}
