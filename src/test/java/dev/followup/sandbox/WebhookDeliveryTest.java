package dev.followup.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.followup.sandbox.clock.SandboxClock;
import dev.followup.sandbox.webhook.WebhookSender;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Who receives webhooks, and what happens to those that fail.
class WebhookDeliveryTest extends SandboxTest {

    private final WebhookSubscriber subscriber = new WebhookSubscriber();

    WebhookDeliveryTest() throws IOException {}

    @AfterEach
    void unplug() {
        subscriber.close();
    }

    @Test
    void sends_only_what_was_subscribed_to_until_it_is_unsubscribed() throws InterruptedException {
        String destination = "{\"destination\":\"" + subscriber.address() + "\"";
        crm.post("/api/v4/webhooks", destination + ",\"settings\":[\"status_lead\",\"responsible_task\"]}");
        long lead = crm.addLead("\"price\":1");
        crm.patch("/api/v4/leads/" + lead, "{\"price\":2}");
        crm.patch("/api/v4/leads/" + lead, "{\"status_id\":143}");
        long task = crm.addTask("");
        crm.patch("/api/v4/tasks/" + task, "{\"text\":\"other\"}");
        crm.patch("/api/v4/tasks/" + task, "{\"responsible_user_id\":103}");
        assertThat(subscriber.next().decoded()).contains("&leads[status][0][old_status_id]=96210101&");
        assertThat(subscriber.next().decoded()).contains("&task[update][0][old_responsible_user_id]=101&");
        assertThat(crm.send("DELETE", "/api/v4/webhooks", destination + "}").status())
                .isEqualTo(204);
        crm.patch("/api/v4/leads/" + lead, "{\"status_id\":142}");
        crm.post("/api/v4/webhooks", destination + ",\"settings\":[\"add_task\"]}");
        crm.addTask("");
        assertThat(subscriber.next().decoded()).contains("&task[add][0]");
    }

    @Test
    void repeats_failed_webhooks_and_keeps_their_order() throws InterruptedException, IOException {
        try (var failing = new WebhookSubscriber(500, 404)) {
            sandbox.subscribe(failing.address());
            crm.addLead("\"name\":\"First\"");
            crm.addLead("\"name\":\"Second\"");
            for (int attempt = 0; attempt < 3; attempt++) {
                assertThat(failing.next().decoded()).contains("=First&");
            }
            assertThat(failing.next().decoded()).contains("=Second&");
        }
    }

    @Test
    void sends_nothing_to_a_disabled_subscription() throws InterruptedException {
        String webhook = "{\"destination\":\"" + subscriber.address() + "\"";
        sandbox.subscribe(subscriber.address());
        crm.post("/_sandbox/disabled-hooks", webhook + "}");
        crm.addLead("\"name\":\"Lost\"");
        crm.post("/api/v4/webhooks", webhook + ",\"settings\":[\"add_lead\"]}");
        crm.addLead("\"name\":\"Reported\"");
        assertThat(subscriber.next().decoded()).contains("=Reported&");
        assertThat(subscriber.hasNoMore()).isTrue();
    }

    @Test
    void disables_a_subscription_after_more_than_a_hundred_failures_within_two_hours() {
        var sender = new WebhookSender(subscriber.address(), HttpClient.newHttpClient(), new SandboxClock(clock));
        for (int failure = 0; failure < 100; failure++) {
            sender.count(failure % 2 == 0 ? 500 : 0);
        }
        clock.pass(Duration.ofHours(2).plusSeconds(1));
        sender.count(404);
        assertThat(sender.isDisabled()).isFalse();
        for (int failure = 0; failure < 99; failure++) {
            sender.count(404);
        }
        sender.count(299);
        assertThat(sender.isDisabled()).isFalse();
        sender.count(300);
        assertThat(sender.isDisabled()).isTrue();
        sender.close();
    }

    @Test
    void keeps_the_subscribers_of_the_start_after_a_reset() throws InterruptedException, IOException {
        try (var guest = new WebhookSubscriber()) {
            sandbox.subscribe(subscriber.address());
            crm.post(
                    "/api/v4/webhooks",
                    "{\"destination\":\"%s\",\"settings\":[\"add_lead\"]}".formatted(guest.address()));
            crm.post("/_sandbox/reset", "");
            assertThat(crm.get("/api/v4/webhooks").at("/_embedded/webhooks").findValuesAsText("destination"))
                    .containsExactly(subscriber.address().toString());
            crm.addLead("");
            assertThat(subscriber.next().decoded()).contains("leads[add]");
            assertThat(guest.hasNoMore()).isTrue();
        }
    }

    @Test
    void sends_nothing_to_other_machines() {
        assertThatThrownBy(() -> sandbox.subscribe(URI.create("https://example.com/hooks")))
                .hasMessageContaining("this machine only")
                .hasMessageContaining("https://example.com");
    }
}
