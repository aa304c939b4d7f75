package dev.followup.benchmark.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.config.TestConfig;
import dev.followup.devmode.SandboxCalls;
import dev.followup.devmode.SandboxResource;
import dev.followup.inbox.InMemoryInbox;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.MessageBatch;
import dev.followup.inbox.MessageSource;
import dev.followup.inbox.Tick;
import dev.followup.ledger.memory.InMemoryLedger;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.telemetry.LogCapture;
import dev.followup.worker.WorkerFixture;
import dev.followup.worker.schedule.WalkPortion;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Ten thousand leads walked through at the CRM's limit, with a tick each minute, while a webhook a second comes in.
@QuarkusTest
@QuarkusTestResource(SandboxResource.class)
class WalkBenchmark {

    private static final int LEADS = 10_000;

    private static final Duration BETWEEN_WEBHOOKS = Duration.ofSeconds(1);

    @Inject
    WorkerFixture workers;

    @Inject
    Clock clock;

    @TempDir
    Path folder;

    private final SandboxCalls sandbox = new SandboxCalls();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'leads: { without-task: any, created-before: 1d }'                    | ' 50 events'",
                "'leads: { without-task: any, created-before: 1d }, per: responsible'  | ' 3 events'",
                "'on-date: lead.created_at, fire: 30d after'                           | ' with a date'"
            })
    void walks_while_webhooks_come(String keys, String expected) throws Exception {
        sandbox.reset();
        long first = addLeads();
        var slot = clock.instant().truncatedTo(ChronoUnit.MINUTES);
        var file = Files.writeString(folder.resolve("rules.yaml"), book(keys, slot));
        var config = TestConfig.with(Map.of(
                "followup.rules", "file:" + file,
                "followup.crm.requests-per-second", "6.7")); // near the CRM's limit; that of tests is higher
        var processor = workers.processor(
                new RuleBookStore(config), new InMemoryLedger(clock), new InMemoryInbox(), config);
        var inbox = new LinkedBlockingDeque<InboxMessage>();
        var isOver = new AtomicBoolean();
        var source = Thread.startVirtualThread(() -> sendWebhooks(inbox, first, isOver));
        var delays = new ArrayList<Duration>();
        var begin = clock.instant();
        int ticks = 0;
        try (var log = LogCapture.of(WalkPortion.class)) {
            while (log.lines().isEmpty()) {
                if (!clock.instant().isBefore(begin.plus(Duration.ofMinutes(ticks)))) {
                    var tick = new Tick(slot.plus(Duration.ofMinutes(ticks++)));
                    inbox.add(new InboxMessage("tick " + ticks, "demo", tick.body(), tick.time()).from(MessageSource.CLOCK));
                }
                var batch = new ArrayList<InboxMessage>();
                inbox.drainTo(batch, MessageBatch.MOST);
                if (batch.isEmpty()) {
                    Thread.sleep(10);
                    continue;
                }
                var left = processor.process(new MessageBatch(batch), clock.instant().plusSeconds(25));
                assertThat(left.batchItemFailures()).isEmpty();
                var now = clock.instant();
                batch.stream()
                        .filter(message -> message.id().startsWith("webhook"))
                        .forEach(message -> delays.add(Duration.between(message.sentAt(), now)));
            }
            var time = Duration.between(begin, clock.instant());
            isOver.set(true);
            source.join();
            log.lines().forEach(System.out::println);
            report(keys, time, ticks, delays.stream().sorted().toList());
            assertThat(log.lines().getFirst()).contains(expected);
        }
    }

    private void report(String keys, Duration time, int ticks, List<Duration> delays) throws Exception {
        var stats = sandbox.call("GET", "/_sandbox/stats", "");
        System.out.printf(
                "%s: %d leads in %.1f s and %d ticks; requests %s, at most %d in any second, %d rejected;"
                        + " %d webhooks, from webhook to task at most %.1f s, median %.1f s%n",
                keys,
                LEADS,
                seconds(time),
                ticks,
                stats.path("requests"),
                stats.path("peakPerSecond").asInt(),
                stats.path("rejections").asInt(),
                delays.size(),
                seconds(delays.getLast()),
                seconds(delays.get(delays.size() / 2)));
        assertThat(stats.path("rejections").asInt()).isZero();
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1_000.0;
    }

    /// Leads of three users that are ten days old.
    private long addLeads() throws Exception {
        long then = clock.instant().minus(Duration.ofDays(10)).getEpochSecond();
        long first = 0;
        for (int owner = 101; owner <= 103; owner++) {
            int count = owner == 101 ? LEADS - 2 * (LEADS / 3) : LEADS / 3;
            var body = "{\"count\": %d, \"name\": \"Old\", \"created_at\": %d, \"updated_at\": %d, \"responsible_user_id\": %d}"
                    .formatted(count, then, then, owner);
            long added = sandbox.call("POST", "/_sandbox/leads", body).path("first").asLong();
            first = first == 0 ? added : first;
        }
        return first;
    }

    /// Sends webhooks, each about another lead.
    private void sendWebhooks(LinkedBlockingDeque<InboxMessage> inbox, long first, AtomicBoolean isOver) {
        for (long id = first + LEADS - 1; !isOver.get(); id--) {
            var now = clock.instant();
            var body = ("leads[restore][0][id]=%d&leads[restore][0][name]=Back&leads[restore][0][created_at]=%d"
                            + "&leads[restore][0][updated_at]=%d&leads[restore][0][last_modified]=%d")
                    .formatted(id, now.getEpochSecond(), now.getEpochSecond(), now.getEpochSecond());
            inbox.add(new InboxMessage("webhook " + id, "demo", body, now));
            try {
                Thread.sleep(BETWEEN_WEBHOOKS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static String book(String keys, Instant slot) {
        var time = slot.atZone(ZoneOffset.UTC);
        var every = "every: \"%d %d * * *\", ".formatted(time.getMinute(), time.getHour());
        return """
                zone: UTC
                rules:
                  - name: call
                    when: lead.restored
                    then: [{ create-task: { text: "Call {lead.name}", due: 15m } }]
                  - { name: walk, %s, then: [{ create-task: { text: "Walk", due: 2h } }] }
                """.formatted(keys.startsWith("on-date") ? keys : every + keys);
    }
}
