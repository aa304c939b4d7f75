package dev.followup.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.TestClock;
import dev.followup.sandbox.TestClient.Answer;
import dev.followup.sandbox.http.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The routes of subscriptions.
class WebhookSubscriptionsTest extends SandboxTest {

    private static final String WEBHOOKS = "/api/v4/webhooks";

    private final WebhookSubscriber subscriber = new WebhookSubscriber();
    private final URI here = subscriber.address();

    WebhookSubscriptionsTest() throws IOException {}

    @AfterEach
    void unplug() {
        subscriber.close();
    }

    @Test
    void subscribes_changes_shows_and_unsubscribes() {
        assertThat(crm.get(WEBHOOKS).status()).isEqualTo(204);
        Answer added = crm.post(WEBHOOKS, """
                {"destination": "%s", "settings": ["status_lead", "add_lead"], "sort": 10}""".formatted(here));
        assertThat(added.status()).isEqualTo(201);
        assertThat(added.at("/destination").asText()).isEqualTo(here.toString());
        crm.post(WEBHOOKS, "{\"destination\":\"%s/b\",\"settings\":[\"add_task\"]}".formatted(here));
        clock.pass(Duration.ofSeconds(1));
        crm.post(WEBHOOKS, "{\"destination\":\"%s\",\"settings\":[\"add_lead\"]}".formatted(here));
        assertThat(crm.get(WEBHOOKS).at("/_total_items").asInt()).isEqualTo(2);
        JsonNode shown = crm.get(
                        WEBHOOKS + "?filter[destination]=" + URLEncoder.encode(here.toString(), StandardCharsets.UTF_8))
                .json();
        assertThat(shown.at("/_embedded/webhooks"))
                .isEqualTo(Json.parse("""
                [{"id": 1001, "destination": "%s", "created_at": %d, "updated_at": %d,
                    "account_id": 1000001, "created_by": 101, "sort": 0, "disabled": false, "settings": ["add_lead"]}]""".formatted(here, TestClock.START, TestClock.START + 1)));
        String gone = "{\"destination\":\"%s\"}".formatted(here);
        assertThat(crm.send("DELETE", WEBHOOKS, gone).status()).isEqualTo(204);
        assertThat(crm.send("DELETE", WEBHOOKS, gone).status()).isEqualTo(404);
    }

    @Test
    void disables_a_subscription_on_demand_until_it_is_subscribed_again() {
        String webhook = "{\"destination\":\"" + here + "\"";
        crm.post(WEBHOOKS, webhook + ",\"settings\":[\"add_lead\"]}");
        assertThat(crm.post("/_sandbox/disabled-hooks", webhook + "}")
                        .at("/disabled")
                        .asBoolean())
                .isTrue();
        assertThat(disabled()).isTrue();
        assertThat(crm.post(WEBHOOKS, webhook + ",\"settings\":[\"add_lead\"]}")
                        .at("/disabled")
                        .asBoolean())
                .isFalse();
        assertThat(disabled()).isFalse();
        assertThat(crm.post("/_sandbox/disabled-hooks", webhook.replace("/hooks", "/others") + "}")
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 301, 403, 405, 500})
    void are_refused_where_the_address_does_not_answer_get_with_200(int status) {
        subscriber.answerGet(status);
        Answer answer = crm.post(WEBHOOKS, "{\"destination\":\"%s\",\"settings\":[\"add_lead\"]}".formatted(here));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("/detail").asText()).startsWith("Invalid URL").contains("GET with " + status);
        assertThat(crm.get(WEBHOOKS).status()).isEqualTo(204);
    }

    private boolean disabled() {
        return crm.get(WEBHOOKS).at("/_embedded/webhooks/0/disabled").asBoolean();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"destination":"https://example.com/x","settings":["add_lead"]}   | this machine only
            {"destination":"http://localhost.example.com/","settings":["a"]}  | this machine only
            {"destination":"ftp://localhost/x","settings":["add_lead"]}       | this machine only
            {"destination":"not a uri","settings":["add_lead"]}               | destination:
            {"destination":"http://localhost:1/x","settings":["add_lead"]}    | did not answer
            {"destination":"http://localhost:1/x"}                            | FieldMissing
            {"settings":["add_lead"]}                                         | FieldMissing
            """)
    void refuses_a_subscription_that_it_cannot_serve(String body, String reason) {
        Answer answer = crm.post(WEBHOOKS, body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains(reason);
    }
}
