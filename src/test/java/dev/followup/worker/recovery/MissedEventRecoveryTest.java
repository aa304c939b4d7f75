package dev.followup.worker.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.followup.account.Account;
import dev.followup.config.FollowupConfig;
import dev.followup.config.TestConfig;
import dev.followup.crm.CrmFixture;
import dev.followup.crm.session.CrmSessions;
import dev.followup.devmode.SandboxCalls;
import dev.followup.inbox.InMemoryInbox;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.MessageBatch;
import dev.followup.inbox.MessageSource;
import dev.followup.inbox.Tick;
import dev.followup.ledger.TestLedger;
import dev.followup.ledger.memory.InMemoryLedger;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.worker.BatchProcessor;
import dev.followup.worker.WorkerFixture;
import dev.followup.worker.intake.DecodedMessage.ClockTick;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Tests of lost webhooks: their events are recovered, once.
class MissedEventRecoveryTest {

    private static final String CALL = """
            responsible: 101
            rules:
              - name: call
                when: lead.added
                then: [{ create-task: { text: "Call {lead.name}", due: 15m } }]
            """;

    private static final String BIG = """
            responsible: 101
            rules:
              - name: big
                when: lead.added
                if: { lead.price: { numeric: [">=", 50000] } }
                then: [{ create-task: { text: "Big {lead.name} {lead.price}", due: 15m } }]
            """;

    @RegisterExtension
    final CrmFixture fixture = new CrmFixture();

    private final WorkerFixture workers = fixture.workers();
    private final CrmSessions sessions = fixture.sessions();
    private final Clock clock = fixture.clock();

    @TempDir
    Path folder;

    private final SandboxCalls sandbox = fixture.sandbox();
    private final BlockingQueue<String> webhooks = new LinkedBlockingQueue<>();
    private final Map<String, String> settings = new HashMap<>(Map.of("followup.reconcile-after", "0s"));
    private HttpServer subscriber;
    private TestLedger ledger;
    private BatchProcessor processor;
    private Instant start;

    @BeforeEach
    void begin() throws Exception {
        sandbox.reset();
        behave("{\"requestsPerSecond\": 0}");
        ledger = new TestLedger(new InMemoryLedger(clock));
        start = Instant.ofEpochSecond(clock.instant().getEpochSecond());
        subscriber = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        subscriber.createContext("/", exchange -> {
            try (exchange) {
                if (exchange.getRequestMethod().equals("POST")) {
                    webhooks.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                }
                exchange.sendResponseHeaders(200, -1);
            }
        });
        subscriber.start();
        processor = processor(CALL);
    }

    @AfterEach
    void end() {
        subscriber.stop(0);
    }

    @Test
    void every_lead_gets_its_task_once_if_half_of_the_webhooks_are_lost() throws Exception {
        rules(CALL);
        subscribe("add_lead", "add_contact");
        tick(Duration.ZERO);
        behave("{\"lostHooks\": 0.5, \"seed\": 3}");
        for (int i = 0; i < 40; i++) {
            add("leads", "\"name\": \"L%d\"".formatted(i));
        }
        behave("{\"lostHooks\": 0}");
        add("contacts", "");
        var receivedWebhooks = receivedWebhooks();
        assertThat(receivedWebhooks).hasSizeBetween(1, 39);
        react(receivedWebhooks.toArray(InboxMessage[]::new));
        assertThat(texts()).hasSize(receivedWebhooks.size());

        ticksUntil(Duration.ofMinutes(99));
        assertThat(texts()).hasSize(receivedWebhooks.size());
        ticksUntil(Duration.ofMinutes(115));
        assertThat(texts())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 40).mapToObj(i -> "Call L" + i).toList());

        react(receivedWebhooks.toArray(InboxMessage[]::new));
        ticksUntil(Duration.ofHours(3));
        assertThat(texts()).hasSize(40);
    }

    @Test
    void does_not_recover_events_before_the_first_tick() throws Exception {
        rules(CALL);
        added(Duration.ofMinutes(-101), "");
        added(Duration.ofMinutes(-99), "\"name\": \"new\"");
        ticksUntil(Duration.ofMinutes(20));
        assertThat(texts()).containsExactly("Call new");
        assertThat(ledger.state("demo").recoveredUntil()).isEqualTo(start.minus(Duration.ofMinutes(80)));
    }

    @Test
    void does_nothing_if_it_is_disabled() throws Exception {
        settings.put("followup.recover-missed-events", "false");
        rules(CALL);
        added(Duration.ofMinutes(-99), "");
        ticksUntil(Duration.ofMinutes(20));
        assertThat(requests()).isEqualTo(0);
        assertThat(texts()).isEmpty();
        assertThat(ledger.state("demo").recoveredUntil()).isNull();
    }

    @Test
    void makes_no_call_if_no_rule_uses_recorded_kinds() throws Exception {
        rules(CALL.replace("lead.added", "[lead.updated, incoming-lead.added, lead.chat]"));
        ticksUntil(Duration.ofMinutes(30));
        assertThat(requests()).isEqualTo(0);
    }

    @Test
    void searches_every_ten_minutes() throws Exception {
        rules(CALL);
        ticksUntil(Duration.ofMinutes(45));
        assertThat(requests()).isEqualTo(4);
    }

    @Test
    void a_webhook_in_the_batch_of_the_tick_is_not_missed() throws Exception {
        rules(CALL);
        tick(Duration.ZERO);
        var lead = added(Duration.ofMinutes(-99), "");
        var now = Duration.ofMinutes(15);
        react(
                tickAt(now),
                webhook("leads[add][0][id]=%d&leads[add][0][name]=N&leads[add][0][created_at]=%d"
                        .formatted(lead, start.minus(Duration.ofMinutes(99)).getEpochSecond() + 2)));
        ticksUntil(Duration.ofMinutes(40));
        assertThat(texts()).containsExactly("Call N");
    }

    @Test
    void later_changes_do_not_let_a_rule_answer_an_old_event() throws Exception {
        rules(BIG);
        tick(Duration.ZERO);
        var lead = added(Duration.ofMinutes(-99), "\"price\": 10, \"name\": \"small\"");
        var other = added(Duration.ofMinutes(-99), "\"price\": 60000, \"name\": \"big\"");
        change(lead, Duration.ofMinutes(-50), "\"price\": 60000");
        change(other, Duration.ofMinutes(-50), "\"price\": 10, \"name\": \"other\"");
        change(other, Duration.ofMinutes(-40), "\"price\": 20");
        ticksUntil(Duration.ofMinutes(20));
        assertThat(texts()).containsExactly("Big big 60000");
    }

    @Test
    void a_change_is_evaluated_with_its_own_values() throws Exception {
        rules("""
                responsible: 101
                rules:
                  - name: thank
                    when: lead.status-changed
                    if: { lead.status_id: 142, event.author: 101, old.status_id: 96210101 }
                    then: [{ create-task: { text: "Thank for {lead.name}", due: 15m } }]
                  - name: greet
                    when: lead.owner-changed
                    then: [{ create-task: { text: "Greet as {lead.responsible_user_id}", due: 15m, responsible: owner } }]
                """);
        tick(Duration.ZERO);
        var lead = added(Duration.ofMinutes(-99), "\"name\": \"A\"");
        change(lead, Duration.ofMinutes(-98), "\"status_id\": 142, \"responsible_user_id\": 102");
        change(lead, Duration.ofMinutes(-20), "\"status_id\": 143, \"responsible_user_id\": 103");
        ticksUntil(Duration.ofMinutes(20));
        assertThat(texts()).containsExactlyInAnyOrder("Thank for A", "Greet as 102");
    }

    @Test
    void a_task_is_evaluated_as_it_was() throws Exception {
        rules("""
                responsible: 101
                rules:
                  - name: check
                    when: task.added
                    if: { task.text: Offer, task.task_type_id: 1 }
                    then: [{ create-task: { text: "Check {task.text}", due: 15m } }]
                """);
        tick(Duration.ZERO);
        var time = start.minus(Duration.ofMinutes(99)).getEpochSecond();
        var task = add("tasks", "\"text\": \"Offer\", \"complete_till\": 1, \"created_at\": " + time);
        sandbox.call("PATCH", "/api/v4/tasks/" + task, "{\"text\": \"Done\", \"task_type_id\": 2}");
        ticksUntil(Duration.ofMinutes(20));
        assertThat(texts()).containsExactlyInAnyOrder("Done", "Check Offer");
    }

    @Test
    void incoming_leads_are_not_missed() throws Exception {
        rules(CALL.replace("lead.added", "[lead.added, contact.added, incoming-lead.added, lead.status-changed]"));
        tick(Duration.ZERO);
        incoming("/accept", "POST");
        incoming("/decline", "DELETE");
        ticksUntil(Duration.ofMinutes(130));
        assertThat(texts()).isEmpty();
    }

    @Test
    void recognizes_our_own_tasks() throws Exception {
        rules(CALL + """
                  - name: check
                    when: task.added
                    then: [{ create-task: { text: "Check {task.text}", due: 15m } }]
                  - name: after
                    when: task.completed
                    then: [{ create-task: { text: "After {task.text}", due: 15m } }]
                """);
        tick(Duration.ZERO);
        added(Duration.ofMinutes(-99), "\"name\": \"A\"");
        ticksUntil(Duration.ofMinutes(20));
        assertThat(texts()).containsExactly("Call A");
        var task = sandbox.call("POST", "/api/v4/tasks", "[{\"text\": \"Mine\", \"complete_till\": 1}]")
                .at("/_embedded/tasks/0/id")
                .asLong();
        var reopened = sandbox.call("POST", "/api/v4/tasks", "[{\"text\": \"Open\", \"complete_till\": 1}]")
                .at("/_embedded/tasks/0/id")
                .asLong();
        sandbox.call("PATCH", "/api/v4/tasks/" + task, "{\"is_completed\": true}");
        sandbox.call("PATCH", "/api/v4/tasks/" + reopened, "{\"is_completed\": true}");
        sandbox.call("PATCH", "/api/v4/tasks/" + reopened, "{\"is_completed\": false}");
        ticksUntil(Duration.ofMinutes(130));
        assertThat(texts())
                .containsExactlyInAnyOrder("Call A", "Mine", "Open", "Check Mine", "Check Open", "After Mine");
    }

    @Test
    void recovers_a_long_outage_tick_by_tick_up_to_three_days() throws Exception {
        rules(CALL);
        tick(Duration.ofDays(-9));
        var farthest = Duration.ofDays(-3).minusMinutes(100);
        added(farthest.minusMinutes(1), "\"name\": \"too old\"");
        for (int hour = 1; hour <= 3; hour++) {
            added(farthest.plusHours(hour).minusMinutes(10), "\"name\": \"%d\"".formatted(hour));
        }
        tick(Duration.ZERO);
        assertThat(texts()).containsExactly("Call 1");
        tick(Duration.ofMinutes(1));
        tick(Duration.ofMinutes(2));
        assertThat(texts()).containsExactly("Call 1", "Call 2", "Call 3");
        assertThat(ledger.state("demo").recoveredUntil())
                .isEqualTo(start.plus(farthest).plus(Duration.ofHours(3)));
    }

    @Test
    void recovers_many_events_over_several_ticks() throws Exception {
        rules(CALL);
        tick(Duration.ZERO);
        for (int i = 0; i < 130; i++) {
            added(Duration.ofSeconds(-99 * 60 + i), "\"name\": \"L%d\"".formatted(i));
        }
        var sizes = new ArrayList<Integer>();
        for (int minute = 11; minute < 16; minute++) {
            tick(Duration.ofMinutes(minute));
            sizes.add(texts().size());
        }
        assertThat(sizes)
                .contains(MissedEventFinder.MAX_EVENTS, 2 * MissedEventFinder.MAX_EVENTS)
                .endsWith(130);
        assertThat(texts()).doesNotHaveDuplicates();
    }

    @Test
    void a_later_tick_recovers_events_after_a_failed_read_or_write() throws Exception {
        rules(CALL);
        tick(Duration.ZERO);
        added(Duration.ofMinutes(-99), "\"name\": \"A\"");
        behave("{\"faults\": [{\"kind\": \"too-many-requests\", \"share\": 1}]}");
        processor.process(
                new MessageBatch(List.of(tickAt(Duration.ofMinutes(15)))),
                clock.instant().plusMillis(300));
        assertThat(ledger.state("demo").recoveredUntil()).isEqualTo(start.minus(Duration.ofMinutes(100)));
        behave("{\"faults\": []}");
        tick(Duration.ofMinutes(16));
        assertThat(texts()).containsExactly("Call A");
    }

    @Test
    void does_not_advance_while_the_crm_refuses_the_events_list_and_asks_every_ten_minutes() throws Exception {
        rules(CALL);
        var searches = new AtomicInteger();
        var crm = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        crm.createContext("/", exchange -> {
            try (exchange) {
                searches.incrementAndGet();
                exchange.sendResponseHeaders(402, -1);
            }
        });
        crm.start();
        try {
            var account = new Account(
                    "demo", URI.create("http://localhost:" + crm.getAddress().getPort()));
            var recovery = workers.recovery(books(CALL), ledger, config());
            for (int minute = 0; minute <= 40; minute += 5) {
                var session = sessions.begin(account, clock.instant().plusSeconds(20));
                var message = tickAt(Duration.ofMinutes(minute));
                var tick = new ClockTick(message, Tick.read(message).orElseThrow());
                var missed = recovery.missedEvents(session, ledger.state("demo"), List.of(), tick);
                recovery.recordProgress(ledger.own("demo"), missed, Set.of());
                assertThat(session.isClosed()).isFalse();
            }
        } finally {
            crm.stop(0);
        }
        assertThat(searches).hasValue(4);
        assertThat(ledger.state("demo").recoveredUntil()).isEqualTo(start.minus(Duration.ofMinutes(100)));
    }

    private FollowupConfig config() {
        return TestConfig.with(settings);
    }

    private void rules(String rules) throws IOException {
        processor = processor(rules);
    }

    private BatchProcessor processor(String rules) throws IOException {
        return workers.processor(books(rules), ledger, new InMemoryInbox(), config());
    }

    private RuleBookStore books(String rules) throws IOException {
        var file = Files.writeString(folder.resolve("rules.yaml"), rules);
        return new RuleBookStore(TestConfig.with(Map.of("followup.rules", "file:" + file)));
    }

    private void subscribe(String... kinds) throws Exception {
        sandbox.call(
                "POST",
                "/api/v4/webhooks",
                "{\"destination\": \"http://localhost:%d/\", \"settings\": [\"%s\"]}"
                        .formatted(subscriber.getAddress().getPort(), String.join("\", \"", kinds)));
    }

    private void behave(String behaviour) throws Exception {
        sandbox.call("PUT", "/_sandbox/behaviour", behaviour);
    }

    private long add(String plural, String fields) throws Exception {
        return sandbox.call("POST", "/api/v4/" + plural, "[{" + fields + "}]")
                .at("/_embedded/" + plural + "/0/id")
                .asLong();
    }

    /// Adds a lead at some time after the start.
    private long added(Duration at, String fields) throws Exception {
        var time = start.plus(at).getEpochSecond();
        return add(
                "leads",
                "\"created_at\": %1$d, \"updated_at\": %1$d%2$s%3$s"
                        .formatted(time, fields.isEmpty() ? "" : ", ", fields));
    }

    /// Adds an incoming lead of a form, and accepts or declines it.
    private void incoming(String decision, String method) throws Exception {
        var arrival = "{\"category\": \"forms\", \"name\": \"I\", \"contact\": {\"name\": \"C\"}}";
        var uid = sandbox.call("POST", "/_sandbox/incoming-leads", arrival)
                .path("uid")
                .asText();
        sandbox.call(method, "/api/v4/leads/unsorted/" + uid + decision, "");
    }

    private void change(long lead, Duration at, String fields) throws Exception {
        sandbox.call(
                "PATCH",
                "/api/v4/leads/" + lead,
                "{\"updated_at\": %d, %s}".formatted(start.plus(at).getEpochSecond(), fields));
    }

    /// The webhooks that arrived, without the one of a contact, which is awaited as the last.
    private List<InboxMessage> receivedWebhooks() throws InterruptedException {
        var receivedWebhooks = new ArrayList<InboxMessage>();
        for (var body = webhooks.poll(10, TimeUnit.SECONDS);
                body != null && !body.contains("contacts");
                body = webhooks.poll(10, TimeUnit.SECONDS)) {
            receivedWebhooks.add(webhook(body));
        }
        return receivedWebhooks;
    }

    private InboxMessage webhook(String body) {
        return new InboxMessage("webhook " + body.hashCode(), "demo", body, clock.instant());
    }

    private InboxMessage tickAt(Duration at) {
        var time = start.plus(at);
        return new InboxMessage("tick of " + time, "demo", new Tick(time).body(), time).from(MessageSource.CLOCK);
    }

    private void tick(Duration at) throws InterruptedException {
        react(tickAt(at));
    }

    /// Sends a tick every minute.
    private void ticksUntil(Duration end) throws InterruptedException {
        for (var at = Duration.ZERO; at.compareTo(end) <= 0; at = at.plusMinutes(1)) {
            tick(at);
        }
    }

    private void react(InboxMessage... messages) throws InterruptedException {
        assertThat(processor
                        .process(
                                new MessageBatch(List.of(messages)),
                                clock.instant().plusSeconds(20))
                        .batchItemFailures())
                .isEmpty();
    }

    private List<String> texts() throws Exception {
        return sandbox.tasks().stream().map(task -> task.path("text").asText()).toList();
    }

    /// The number of the worker's read requests to the CRM.
    private int requests() throws Exception {
        int requests = 0;
        for (JsonNode count : sandbox.call("GET", "/_sandbox/stats", "").at("/requests/GET")) {
            requests += count.asInt();
        }
        return requests;
    }
}
