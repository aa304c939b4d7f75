package dev.followup.sandbox.webhook;

import dev.followup.sandbox.clock.SandboxClock;
import dev.followup.sandbox.fault.Behaviour;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// The publisher of webhooks to all subscriptions. It never waits for a subscriber.
public final class WebhookPublisher implements AutoCloseable {

    /// The setting for webhooks of the digital pipeline. The CRM has no such setting: there, the URL of such a
    /// webhook is part of the pipeline's configuration.
    public static final String DIGITAL_PIPELINE = "digital_pipeline";

    /// Every setting that the sandbox sends webhooks for.
    public static final Set<String> ALL = Set.of(
            "add_lead",
            "update_lead",
            "status_lead",
            "responsible_lead",
            "add_contact",
            "update_contact",
            "responsible_contact",
            "add_company",
            "update_company",
            "responsible_company",
            "add_customer",
            "update_customer",
            "responsible_customer",
            "add_unsorted",
            "delete_unsorted",
            DIGITAL_PIPELINE,
            "add_task",
            "update_task",
            "responsible_task",
            "add_message",
            "add_outgoing_message");

    private static final System.Logger LOG = System.getLogger(WebhookPublisher.class.getName());

    private final AtomicLong lastId;
    private final SandboxClock clock;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final Map<String, WebhookSubscription> byDestination = new LinkedHashMap<>();
    private double lost = Behaviour.DEFAULT.lostWebhooks();
    private Random random = new Random(Behaviour.DEFAULT.seed());

    public WebhookPublisher(AtomicLong lastId, SandboxClock clock) {
        this.lastId = lastId;
        this.clock = clock;
    }

    /// Replaces the settings that the same destination had before, and enables it.
    public synchronized WebhookSubscription subscribe(URI destination, Set<String> settings, int sort) {
        refuseOtherMachines(destination);
        String key = destination.toString();
        long now = Instant.now(clock).getEpochSecond();
        WebhookSubscription before = byDestination.get(key);
        long id = before == null ? lastId.incrementAndGet() : before.id();
        long createdAt = before == null ? now : before.createdAt();
        WebhookSender sender = before == null ? new WebhookSender(destination, client, clock) : before.sender();
        sender.enable();
        var after = new WebhookSubscription(id, key, settings, sort, createdAt, now, sender);
        byDestination.put(key, after);
        return after;
    }

    /// Calls a destination with GET, as the CRM does before it saves a webhook.
    ///
    /// @throws IllegalArgumentException if it is on another machine, or the answer is not 200
    void tryOut(URI destination) {
        refuseOtherMachines(destination);
        var request = HttpRequest.newBuilder(destination)
                .timeout(WebhookSender.TIMEOUT)
                .build();
        try {
            int status = client.send(request, BodyHandlers.discarding()).statusCode();
            if (status != 200) {
                throw new IllegalArgumentException("it answered GET with " + status + ", expected 200");
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("it did not answer GET: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalArgumentException("the sandbox closes", e);
        }
    }

    /// Deletes a subscription, and returns whether there was one.
    synchronized boolean unsubscribe(String destination) {
        WebhookSubscription deleted = byDestination.remove(destination);
        if (deleted != null) {
            deleted.sender().close();
        }
        return deleted != null;
    }

    /// The subscription of a destination; empty if there is none.
    synchronized Optional<WebhookSubscription> subscription(String destination) {
        return Optional.ofNullable(byDestination.get(destination));
    }

    synchronized List<WebhookSubscription> subscriptions() {
        return List.copyOf(byDestination.values());
    }

    /// Loses the same webhooks for the same seed.
    public synchronized void behave(Behaviour behaviour) {
        lost = behaviour.lostWebhooks();
        random = new Random(behaviour.seed());
    }

    /// Publishes a webhook. A lost webhook is lost for all subscribers.
    public synchronized void publish(OutgoingWebhook webhook) {
        if (random.nextDouble() < lost) {
            LOG.log(System.Logger.Level.INFO, "Webhook {0} is lost", webhook.name());
            return;
        }
        for (WebhookSubscription subscription : byDestination.values()) {
            if (subscription.settings().stream().anyMatch(webhook.settings()::contains)) {
                subscription.sender().post(webhook);
            }
        }
    }

    @Override
    public synchronized void close() {
        List.copyOf(byDestination.keySet()).forEach(this::unsubscribe);
        client.shutdownNow();
    }

    /// The sandbox sends nothing to other machines.
    private static void refuseOtherMachines(URI destination) {
        String host = String.valueOf(destination.getHost());
        boolean http = "http".equals(destination.getScheme()) || "https".equals(destination.getScheme());
        if (!http || !(host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}"))) {
            throw new IllegalArgumentException(
                    "The sandbox sends webhooks to this machine only (http://localhost:…, 127.0.0.1 or [::1]), not to "
                            + destination.getScheme() + "://" + host);
        }
    }
}
