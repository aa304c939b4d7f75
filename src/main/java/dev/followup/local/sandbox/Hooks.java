package dev.followup.local.sandbox;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// The subscriptions, and what is sent to them. Publishing never waits for a subscriber.
final class Hooks implements AutoCloseable {

    /// All that the sandbox has to tell.
    static final Set<String> ALL = Set.of(
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
            "add_unsorted",
            "delete_unsorted",
            PipelineHooks.SETTING,
            "add_task",
            "update_task",
            "responsible_task");

    private static final System.Logger LOG = System.getLogger(Hooks.class.getName());

    private final AtomicLong lastId;
    private final Clock clock;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final Map<String, Subscription> byDestination = new LinkedHashMap<>();
    private double lost = Behaviour.DEFAULT.lostHooks();
    private Random dice = new Random(Behaviour.DEFAULT.seed());

    Hooks(AtomicLong lastId, Clock clock) {
        this.lastId = lastId;
        this.clock = clock;
    }

    /// Takes the settings instead of those that the same destination had before, and switches it on.
    synchronized Subscription subscribe(URI destination, Set<String> settings, int sort) {
        refuseOutsiders(destination);
        String key = destination.toString();
        long now = Instant.now(clock).getEpochSecond();
        Subscription before = byDestination.get(key);
        long id = before == null ? lastId.incrementAndGet() : before.id();
        long createdAt = before == null ? now : before.createdAt();
        Mailbox mailbox = before == null ? new Mailbox(destination, client, clock) : before.mailbox();
        mailbox.switchOn();
        var after = new Subscription(id, key, settings, sort, createdAt, now, mailbox);
        byDestination.put(key, after);
        return after;
    }

    /// Whether there was one.
    synchronized boolean unsubscribe(String destination) {
        Subscription gone = byDestination.remove(destination);
        if (gone != null) {
            gone.mailbox().close();
        }
        return gone != null;
    }

    /// Empty if nobody subscribed so.
    synchronized Optional<Subscription> subscription(String destination) {
        return Optional.ofNullable(byDestination.get(destination));
    }

    synchronized List<Subscription> subscriptions() {
        return List.copyOf(byDestination.values());
    }

    /// The same seed loses the same hooks.
    synchronized void behave(Behaviour behaviour) {
        lost = behaviour.lostHooks();
        dice = new Random(behaviour.seed());
    }

    /// A hook that is lost is lost for all.
    synchronized void publish(Hook hook) {
        if (dice.nextDouble() < lost) {
            LOG.log(System.Logger.Level.INFO, "Hook {0} is lost", hook.name());
            return;
        }
        for (Subscription subscription : byDestination.values()) {
            if (subscription.settings().stream().anyMatch(hook.settings()::contains)) {
                subscription.mailbox().post(hook);
            }
        }
    }

    @Override
    public synchronized void close() {
        List.copyOf(byDestination.keySet()).forEach(this::unsubscribe);
        client.shutdownNow();
    }

    /// A sandbox tells nobody outside.
    private static void refuseOutsiders(URI destination) {
        String host = String.valueOf(destination.getHost());
        boolean http = "http".equals(destination.getScheme()) || "https".equals(destination.getScheme());
        if (!http || !(host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}"))) {
            throw new IllegalArgumentException(
                    "The sandbox sends hooks to this machine only (http://localhost:…, 127.0.0.1 or [::1]), not to "
                            + destination.getScheme() + "://" + host);
        }
    }
}
