package dev.followup.simulation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.inbox.MessageSource;
import dev.followup.sandbox.http.Json;
import dev.followup.sandbox.webhook.OutgoingWebhook;
import dev.followup.simulation.PlanElement.WebhookOff;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The webhook of a world's CRM: what it reports to the inbox, and when. It may lose, repeat and delay, and may be
/// switched off for a while.
final class WebhookSource {

    private static final String BASE_URL = "https://gateway.example/hooks/";

    private final World world;
    private final Set<String> subscriptions;

    WebhookSource(World world) {
        this.world = world;
        this.subscriptions = SimulatedBooks.subscriptions(world.plan().book());
    }

    /// The settings with which a world's webhook is monitored: where it is never off, nobody looks.
    static Map<String, String> settings(WorldPlan plan) {
        return plan.first(WebhookOff.class).isEmpty() ? Map.of() : Map.of("followup.webhook-base-url", BASE_URL);
    }

    /// Whether what happens now is reported never.
    boolean loses() {
        return isOff() || world.isTroubled(WorldPlan.LOST_WEBHOOK);
    }

    private boolean isOff() {
        return world.plan().all(WebhookOff.class).stream()
                .anyMatch(off -> off.isAt(world.time().nanos()));
    }

    /// Sends a webhook, sometimes more than once.
    void report(OutgoingWebhook webhook) {
        if (isOff() || webhook.settings().stream().noneMatch(subscriptions::contains)) {
            return;
        }
        var random = world.random("webhooks");
        var way = Duration.ofMillis(50 + random.nextLong(1_500));
        var late = world.isTroubled(WorldPlan.LATE_WEBHOOK)
                ? Duration.ofMillis(world.random("late").nextLong(WorldPlan.LATENESS.toMillis()))
                : Duration.ZERO;
        send(webhook, way.plus(late));
        if (world.isTroubled(WorldPlan.REPEATED_WEBHOOK)) {
            var delays = List.of(2, 300, 1_200);
            send(
                    webhook,
                    Duration.ofSeconds(delays.get(random.nextInt(delays.size())))
                            .plusMillis(1_600));
        }
    }

    private void send(OutgoingWebhook webhook, Duration delay) {
        world.time().after(delay, () -> world.inbox().send(World.ACCOUNT, MessageSource.WEBHOOK, webhook.body()));
    }

    /// The webhook, as the CRM's API shows it.
    ObjectNode shown() {
        var shown = Json.object()
                .put("id", 1)
                .put("destination", BASE_URL + "secret/" + World.ACCOUNT)
                .put("disabled", isOff());
        var settings = shown.putArray("settings");
        subscriptions.forEach(settings::add);
        return shown;
    }
}
