package dev.followup.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.account.Accounts;
import dev.followup.config.TestConfig;
import dev.followup.crm.entity.LinkedEntities;
import dev.followup.devmode.SandboxResource;
import dev.followup.ledger.memory.InMemoryLedger;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.webhook.WebhookReader;
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

/// The function `explain` with the samples of `infra/events`.
@QuarkusTest
@QuarkusTestResource(SandboxResource.class)
class ExplainFunctionTest {

    private static final Path RULES = Path.of("src/test/resources/explanations/what-the-clock-sets-off/rules.yaml");

    @Inject
    Accounts accounts;

    @Inject
    WebhookReader webhooks;

    @Inject
    LinkedEntities entities;

    @Inject
    ObjectMapper json;

    private ExplainFunction explain;

    @BeforeEach
    void open() {
        var books = new RuleBookStore(TestConfig.with(Map.of("followup.rules", "file:" + RULES)));
        var clock = Clock.systemUTC();
        explain = new ExplainFunction(accounts, books, webhooks, entities, new InMemoryLedger(clock), json, clock);
    }

    @Test
    void explains_a_webhook_as_json() throws Exception {
        var reply = json.readTree(answer(sample("explain-lead-added.json")));

        assertThat(reply.fieldNames())
                .toIterable()
                .containsExactly("zone", "events", "refused", "rules", "commands", "warnings");
        assertThat(reply.at("/zone").asText()).isEqualTo("Europe/Moscow");
        assertThat(reply.at("/events/0/kind").asText()).isEqualTo("lead.added");
        assertThat(verdicts(reply)).contains("new-lead true true", "weekly-review false false");
        assertThat(reply.at("/commands"))
                .singleElement()
                .satisfies(command -> assertThat(command).isEqualTo(json.readTree("""
                        {"rule": "new-lead", "event": 0, "action": "create-task", "type": 1, "text": "Call",
                         "entity": {"type": "leads", "id": 501}, "due": "2026-11-21T14:00:00+03:00"}
                        """)));
    }

    @Test
    void explains_a_webhook_as_text_that_can_be_read_without_a_tool() throws Exception {
        var answer = answer(sample("explain-lead-added-as-text.json"));

        assertThat(json.readTree(answer).fieldNames()).toIterable().containsExactly("text");
        assertThat(answer.lines())
                .contains(
                        "{\"text\":[",
                        "\"lead.added leads/501, Sat 2026-11-21 13:00:00 +03:00, Europe/Moscow\",",
                        "\"  FIRES   new-lead  the event is lead.added\",",
                        "\"            due       Sat 2026-11-21 14:00:00 +03:00\",");
    }

    @Test
    void explains_an_event() throws Exception {
        var reply = json.readTree(answer(sample("explain-event.json")));

        assertThat(reply.at("/events/0/time").asText()).isEqualTo("2026-11-21T10:00:00Z");
        assertThat(reply.at("/events/0/facts/lead/price").decimalValue()).isEqualByComparingTo("60000.5");
        assertThat(verdicts(reply)).contains("new-lead true true");
    }

    @Test
    void explains_which_rules_a_tick_runs_and_which_tasks_they_would_search() throws Exception {
        var reply = json.readTree(answer(sample("explain-tick-as-text.json")));

        assertThat(lines(reply)).containsExactlyElementsOf(Files.readAllLines(RULES.resolveSibling("expected.txt")));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            {"account": "demo"}                                         | body    | found none of body, event, entity and journal
            {"account": "demo", "body": "x=1", "event": {}}             | body    | found several of body, event
            {"account": "demo", "body": "{}"}                           | body    | the body is empty JSON
            {"account": "demo", "body": "{\\"tick\\": \\"now\\"}"}      | body    | expected a tick of the clock
            {"account": "demo", "event": {"kind": "lead.aded"}}         | event   | kind is "lead.aded"
            {"account": "other", "body": "x=1"}                         | account | found other, expected one that is served here: demo
            {"account": "demo", "body": "x=1", "now": "soon"}           | now     | found soon, expected ISO-8601
            {"account": "demo", "body": "x=1", "as": "html"}            | as      | found html, expected json or text
            """)
    void reports_what_is_wrong_with_a_request(String request, String where, String reason) throws Exception {
        assertThat(json.readTree(answer(request)).at("/refused"))
                .singleElement()
                .satisfies(refusal -> {
                    assertThat(refusal.get("where").asText()).isEqualTo(where);
                    assertThat(refusal.get("reason").asText()).contains(reason);
                });
    }

    private static List<String> verdicts(JsonNode reply) {
        return reply.at("/rules")
                .valueStream()
                .map(rule -> rule.get("rule").asText() + " " + rule.get("listens") + " " + rule.get("fires"))
                .toList();
    }

    private static List<String> lines(JsonNode reply) {
        return reply.at("/text").valueStream().map(JsonNode::asText).toList();
    }

    private static String sample(String name) throws IOException {
        return Files.readString(Path.of("infra/events", name));
    }

    private String answer(String request) throws IOException {
        return json.writeValueAsString(explain.explain(json.readValue(request, ExplainFunction.Request.class)));
    }
}
