package dev.followup.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.followup.account.Accounts;
import dev.followup.config.FollowupConfig;
import dev.followup.config.TestConfig;
import dev.followup.crm.CrmFixture;
import dev.followup.crm.session.CrmFailure;
import dev.followup.crm.session.CrmSession;
import dev.followup.crm.session.CrmSessions;
import dev.followup.crm.webhook.CrmWebhooks;
import dev.followup.crm.webhook.WebhookBaseUrl;
import dev.followup.crm.webhook.WebhookUrl;
import dev.followup.devmode.SandboxCalls;
import dev.followup.inbox.InMemoryInbox;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.MessageBatch;
import dev.followup.inbox.MessageSource;
import dev.followup.inbox.Tick;
import dev.followup.ledger.Ledger.AccountState;
import dev.followup.ledger.Ledger.OpenCircuit;
import dev.followup.ledger.Ledger.WebhookOutage;
import dev.followup.ledger.TestLedger;
import dev.followup.ledger.memory.InMemoryLedger;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.subscription.WebhookMonitor.WebhookStatus;
import dev.followup.telemetry.Metrics;
import dev.followup.worker.WorkerFixture;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The check of our webhook at the CRM at a tick, and what it does.
class WebhookMonitorTest {

    private static final Instant QUARTER = Instant.parse("2026-11-22T06:15:00Z");

    @RegisterExtension
    final CrmFixture fixture = new CrmFixture();

    private final String baseUrl = fixture.webhookBaseUrl();
    private final String address = baseUrl + "TopSecret123/demo";
    private final Map<String, String> settings = Map.of(
            "followup.webhook-base-url", baseUrl, "followup.rules", "file:src/test/resources/subscribe/rules.yaml");

    private final WorkerFixture workers = fixture.workers();
    private final Accounts accounts = fixture.accounts();
    private final CrmWebhooks crm = fixture.webhooks();
    private final CrmSessions sessions = fixture.sessions();
    private final Clock clock = fixture.clock();

    private final SandboxCalls sandbox = fixture.sandbox();
    private final Logger log = Logger.getLogger(WebhookMonitor.class.getName());
    private final Log lines = new Log();

    @BeforeEach
    void begin() throws Exception {
        sandbox.reset();
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"requestsPerSecond\": 0}");
        log.addHandler(lines);
    }

    @AfterEach
    void end() {
        log.removeHandler(lines);
    }

    @Test
    void logs_nothing_for_a_healthy_webhook() throws Exception {
        subscribe(address, "add_lead", "add_task", "update_task", "note_lead");
        assertThat(check(settings)).contains(new WebhookStatus.Healthy());
        assertThat(lines.seen).isEmpty();
    }

    @Test
    void logs_an_error_at_each_check_of_a_disabled_webhook() throws Exception {
        disabled("add_lead");
        for (int checks = 1; checks <= 2; checks++) {
            assertThat(check(settings)).get().isInstanceOfSatisfying(WebhookStatus.Disabled.class, off -> {
                assertThat(off.address()).isEqualTo(WebhookUrl.of(address));
                assertThat(off.resubscribed()).isFalse();
            });
            assertThat(lines.seen).hasSize(checks);
            assertThat(lines.seen.getLast())
                    .startsWith("ERROR demo: the CRM has disabled the webhook " + baseUrl + "***/demo")
                    .contains("save it, or run subscribe")
                    .doesNotContain("TopSecret123");
        }
        assertThat(webhook().contains("\"disabled\":true")).isTrue();
    }

    @Test
    void resubscribes_a_disabled_webhook_with_all_wanted_keys_if_allowed() throws Exception {
        disabled("add_lead", "note_lead", "add_unsorted");
        assertThat(check(allowed()))
                .get()
                .isInstanceOfSatisfying(
                        WebhookStatus.Disabled.class,
                        off -> assertThat(off.resubscribed()).isTrue());
        assertThat(webhook())
                .contains(
                        "\"disabled\":false",
                        "\"settings\":[\"add_lead\",\"add_task\",\"add_unsorted\",\"update_task\"]");
        assertThat(lines.seen).singleElement().asString().startsWith("ERROR").contains("It was subscribed again");
        assertThat(check(allowed())).contains(new WebhookStatus.Healthy());
    }

    @Test
    void prefers_an_enabled_webhook_to_a_former_disabled_one() throws Exception {
        disabled("add_lead");
        subscribe(address.replace("TopSecret123", "Next"), "add_lead", "add_task", "update_task");
        assertThat(check(allowed())).contains(new WebhookStatus.Healthy());
    }

    @Test
    void reports_a_missing_and_an_incomplete_webhook_as_errors() throws Exception {
        subscribe(address.replace("demo", "north"), "add_lead");
        assertThat(check(allowed())).contains(new WebhookStatus.Missing(WebhookBaseUrl.of(baseUrl)));
        subscribe(address, "add_lead");
        assertThat(check(allowed()))
                .contains(new WebhookStatus.Incomplete(
                        WebhookUrl.of(address), new TreeSet<>(List.of("add_task", "update_task"))));
        assertThat(lines.seen)
                .allSatisfy(line -> assertThat(line).startsWith("ERROR").contains("Run subscribe"))
                .hasSize(2);
        assertThat(webhook()).contains("\"settings\":[\"add_lead\"]");
    }

    @Test
    void warns_of_a_failed_check_and_does_not_close_the_session() throws Exception {
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"faults\": [{\"kind\": \"too-many-requests\", \"share\": 1}]}");
        var session = session(Duration.ofMillis(500));
        assertThat(monitor(settings).check(session, state(null, null), QUARTER))
                .get()
                .isInstanceOfSatisfying(
                        WebhookStatus.Unknown.class,
                        unseen -> assertThat(unseen.why()).isInstanceOf(CrmFailure.Unavailable.class));
        assertThat(session.isClosed()).isFalse();
        assertThat(lines.seen).singleElement().asString().startsWith("WARN demo: cannot check the account's webhooks");
    }

    @ParameterizedTest
    @CsvSource({
        "06:14:00, 06:15:00, true",
        "06:14:59, 06:16:00, true", // the tick of the quarter itself is missing
        "05:00:00, 06:20:00, true",
        ", 06:20:00, true",
        "06:15:00, 06:15:00, false", // delivered again
        "06:15:00, 06:29:59, false",
        "06:30:00, 06:15:00, false" // delivered late
    })
    void checks_at_the_first_tick_of_each_quarter_of_an_hour(@Nullable String last, String tick, boolean checks) {
        var status = monitor(settings).check(session(), state(last == null ? null : at(last), null), at(tick));
        assertThat(status.isPresent()).isEqualTo(checks);
    }

    @Test
    void checks_once_in_each_quarter_though_the_mark_of_the_account_stands_still() {
        var monitor = monitor(settings);
        var stuck = state(at("06:14:00"), null);
        assertThat(Stream.of("06:15:00", "06:16:00", "06:29:00", "06:30:00")
                        .map(tick -> monitor.check(session(), stuck, at(tick)).isPresent()))
                .containsExactly(true, false, false, true);
    }

    @Test
    void does_not_check_without_a_base_url_or_a_need_or_while_the_circuit_is_open() {
        assertThat(check(Map.of())).isEmpty();
        var blocked = sessions.blocked(accounts.find("demo").orElseThrow(), "blocked");
        assertThat(monitor(settings).check(blocked, state(null, null), QUARTER)).isEmpty();
        var circuit = new OpenCircuit("blocked", QUARTER, QUARTER, true);
        assertThat(monitor(settings).check(session(), state(null, circuit), QUARTER))
                .isEmpty();
        assertThat(check(Map.of("followup.webhook-base-url", baseUrl, "followup.rules", "classpath:every-minute.yaml")))
                .isEmpty(); // scheduled rules need no webhook
        assertThat(lines.seen).isEmpty();
    }

    @Test
    void records_from_when_until_when_the_webhook_was_off() throws Exception {
        var ledger = new TestLedger(new InMemoryLedger(clock));
        subscribe(address, "add_lead", "add_task", "update_task", "note_lead");
        assertThat(outage(ledger, QUARTER)).isEmpty();
        disabled("add_lead");
        var since = QUARTER.minus(Duration.ofMinutes(15));
        assertThat(outage(ledger, QUARTER)).contains(new WebhookOutage(since, null));
        var later = QUARTER.plus(Duration.ofMinutes(30));
        assertThat(outage(ledger, later)).contains(new WebhookOutage(since, null));
        subscribe(address, "add_lead", "add_task", "update_task", "note_lead");
        assertThat(outage(ledger, later)).contains(new WebhookOutage(since, later));
        assertThat(outage(ledger, later.plus(Duration.ofMinutes(15)))).contains(new WebhookOutage(since, later));
    }

    private Optional<WebhookOutage> outage(TestLedger ledger, Instant tick) {
        var own = ledger.own("demo");
        var outage = monitor(settings).check(session(), own, own.state(), tick);
        own.release(Map.of());
        assertThat(ledger.state("demo").webhookOutage()).isEqualTo(outage.orElse(null));
        return outage;
    }

    @Test
    void checks_when_a_tick_is_processed() throws Exception {
        disabled("add_lead");
        var config = TestConfig.with(allowed());
        workers.processor(new RuleBookStore(config), new InMemoryLedger(clock), new InMemoryInbox(), config)
                .process(
                        new MessageBatch(List.of(new InboxMessage("1", "demo", new Tick(QUARTER).body(), QUARTER)
                                .from(MessageSource.CLOCK))),
                        clock.instant().plusSeconds(20));
        assertThat(webhook()).contains("\"disabled\":false");
    }

    @Test
    void refuses_a_malformed_base_url() {
        var config = TestConfig.with(Map.of("followup.webhook-base-url", "http://abc.example/hooks/"));
        assertThatThrownBy(() -> WebhookMonitor.baseUrl(config))
                .hasMessage(
                        "FOLLOWUP_WEBHOOK_BASE_URL: found http, expected https://<host>/<path>, and nothing behind the path");
    }

    private Optional<WebhookStatus> check(Map<String, String> settings) {
        return monitor(settings).check(session(), state(null, null), QUARTER);
    }

    private WebhookMonitor monitor(Map<String, String> settings) {
        FollowupConfig config = TestConfig.with(settings);
        return new WebhookMonitor(config, new RuleBookStore(config), crm, new Metrics());
    }

    private Map<String, String> allowed() {
        var resubscribing = new HashMap<>(settings);
        resubscribing.put("followup.resubscribe", "true");
        return resubscribing;
    }

    private CrmSession session() {
        return session(Duration.ofSeconds(20));
    }

    private CrmSession session(Duration time) {
        return sessions.begin(
                accounts.find("demo").orElseThrow(), clock.instant().plus(time));
    }

    private static AccountState state(@Nullable Instant scheduledUntil, @Nullable OpenCircuit circuit) {
        return new AccountState(List.of(), true, List.of(), scheduledUntil, null, circuit, null);
    }

    private static Instant at(String time) {
        return Instant.parse("2026-11-22T" + time + "Z");
    }

    private void disabled(String... settings) throws IOException, InterruptedException {
        subscribe(address, settings);
        sandbox.call("POST", "/_sandbox/disabled-hooks", "{\"destination\": \"" + address + "\"}");
    }

    private void subscribe(String destination, String... settings) throws IOException, InterruptedException {
        sandbox.call(
                "POST",
                "/api/v4/webhooks",
                "{\"destination\": \"%s\", \"settings\": [\"%s\"]}"
                        .formatted(destination, String.join("\", \"", settings)));
    }

    /// Our webhook as the CRM has it.
    private String webhook() throws IOException, InterruptedException {
        return sandbox.call("GET", "/api/v4/webhooks?filter%5Bdestination%5D=" + address, "")
                .toString();
    }

    private static final class Log extends Handler {

        private final List<String> seen = new ArrayList<>();

        @Override
        public void publish(LogRecord line) {
            var format = line.getMessage();
            seen.add(line.getLevel() + " "
                    + (line.getParameters() == null ? format : format.formatted(line.getParameters())));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
