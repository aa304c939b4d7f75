package dev.followup.sandbox.webhook;

import dev.followup.sandbox.clock.SandboxClock;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The sender of webhooks to one subscriber, one after the other. Any status below 300 is a success. The CRM
/// repeats after 5, 15, 15 and 60 minutes; this sender does so a thousand times sooner. Disabled by too many
/// failures, it sends nothing until it is subscribed again.
/// Source: CRM documentation, "Webhooks"; read 2026-11-21.
public final class WebhookSender implements AutoCloseable {

    static final List<Duration> PAUSES =
            List.of(Duration.ofMillis(300), Duration.ofMillis(900), Duration.ofMillis(900), Duration.ofMillis(3600));

    /// The time in which a subscriber must answer.
    static final Duration TIMEOUT = Duration.ofSeconds(2);

    /// Repeats after any failure; further ones are for 499 and 5xx only.
    private static final int REPEATS = 2;

    /// More failures than this within the period disable it, if the last answer is a failure.
    private static final int MAX_FAILURES = 100;

    private static final Duration COUNTING_PERIOD = Duration.ofHours(2);

    private static final System.Logger LOG = System.getLogger(WebhookSender.class.getName());

    private final URI destination;
    private final HttpClient client;
    private final SandboxClock clock;
    private final Deque<OutgoingWebhook> queue = new ArrayDeque<>();
    private final Deque<Instant> failures = new ArrayDeque<>();
    private boolean disabled;

    /// Sends what is in the queue; `null` if that is empty.
    private @Nullable Thread thread;

    public WebhookSender(URI destination, HttpClient client, SandboxClock clock) {
        this.destination = destination;
        this.client = client;
        this.clock = clock;
    }

    public synchronized boolean isDisabled() {
        return disabled;
    }

    synchronized void disable() {
        disabled = true;
    }

    synchronized void enable() {
        disabled = false;
        failures.clear();
    }

    synchronized void post(OutgoingWebhook webhook) {
        if (disabled) {
            return;
        }
        queue.add(webhook);
        if (thread == null) {
            thread = clock.start("webhooks to " + destination.getAuthority(), this::deliverAll);
        }
    }

    private void deliverAll() throws InterruptedException {
        for (var webhook = next(); webhook != null; webhook = next()) {
            deliver(webhook);
        }
    }

    private synchronized @Nullable OutgoingWebhook next() {
        var webhook = queue.poll();
        if (webhook == null) {
            thread = null;
        }
        return webhook;
    }

    private void deliver(OutgoingWebhook webhook) throws InterruptedException {
        int status = send(webhook);
        for (int repeat = 0; repeat < PAUSES.size() && isDue(repeat, status) && !isDisabled(); repeat++) {
            clock.sleep(PAUSES.get(repeat));
            status = send(webhook);
        }
    }

    private static boolean isDue(int repeat, int status) {
        return isBad(status) && (repeat < REPEATS || status == 499 || status >= 500);
    }

    private static boolean isBad(int status) {
        return status < 100 || status >= 300;
    }

    /// Counts the result of a delivery.
    public synchronized void count(int status) {
        if (isBad(status)) {
            failures.addLast(clock.instant());
            while (failures.getFirst().isBefore(clock.instant().minus(COUNTING_PERIOD))) {
                failures.removeFirst();
            }
            disabled |= failures.size() > MAX_FAILURES;
        }
    }

    private int send(OutgoingWebhook webhook) throws InterruptedException {
        int status = answer(webhook);
        count(status);
        return status;
    }

    /// The status of the answer; 0 if there is none.
    private int answer(OutgoingWebhook webhook) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(destination)
                .timeout(TIMEOUT)
                .header("User-Agent", "amoCRM-Webhooks/3.0")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept-Encoding", "gzip")
                .header("X-Amocrm-Requestid", UUID.randomUUID().toString())
                .POST(HttpRequest.BodyPublishers.ofString(webhook.body()))
                .build();
        try {
            int status = client.send(request, BodyHandlers.discarding()).statusCode();
            log(isBad(status) ? Level.WARNING : Level.INFO, webhook, "answered " + status);
            return status;
        } catch (IOException e) {
            log(Level.WARNING, webhook, "not answered: " + e);
            return 0;
        }
    }

    /// Without the path, which may hold a secret.
    private void log(Level level, OutgoingWebhook webhook, String outcome) {
        LOG.log(level, "Webhook {0} to {1} {2}", webhook.name(), destination.getAuthority(), outcome);
    }

    @Override
    public synchronized void close() {
        queue.clear();
        if (thread != null) {
            thread.interrupt();
        }
    }
}
