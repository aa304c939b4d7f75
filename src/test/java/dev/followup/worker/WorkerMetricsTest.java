package dev.followup.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.config.TestConfig;
import dev.followup.crm.CrmFixture;
import dev.followup.devmode.SandboxCalls;
import dev.followup.inbox.InMemoryInbox;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.MessageBatch;
import dev.followup.inbox.MessageSource;
import dev.followup.inbox.Tick;
import dev.followup.ledger.memory.InMemoryLedger;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.telemetry.EmbeddedMetricFormat;
import dev.followup.telemetry.Metrics;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Tests of the metrics of invocations: of everything that is done in an account, and whatever fails.
class WorkerMetricsTest {

    @RegisterExtension
    final CrmFixture fixture = new CrmFixture();

    private final WorkerFixture workers = fixture.workers();
    private final RuleBookStore books = new RuleBookStore(fixture.config());
    private final Clock clock = fixture.clock();
    private final Metrics metrics = fixture.metrics();

    private final SandboxCalls sandbox = fixture.sandbox();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final PrintStream console = System.out;
    private InMemoryLedger ledger;

    @BeforeEach
    void reset() throws Exception {
        sandbox.reset();
        metrics.take("demo"); // metrics of other tests
        ledger = new InMemoryLedger(clock);
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void giveBack() {
        System.setOut(console);
    }

    @Test
    void publishes_the_metrics_of_a_batch() throws Exception {
        var processor = processor("followup-Worker");
        process(processor, lead(1, 101), lead(2, 101), note(), new InboxMessage("m4", "demo", "{}", clock.instant()));
        var reported = published().getFirst();
        assertThat(reported.get("Function").asText()).isEqualTo("followup-Worker");
        assertThat(reported.get("Account").asText()).isEqualTo("demo");
        assertThat(measured(reported))
                .containsEntry("EventsReceived", 3L)
                .containsEntry("DeadLettered", 1L)
                .containsEntry("CommandsDone", 2L)
                .containsEntry("PendingCommands", 0L)
                .containsEntry("OldestPendingAge", 0L)
                .containsEntry("Requests", 1L)
                .containsEntry("CircuitOpen", 0L)
                .containsEntry("ColdStarts", 1L)
                .doesNotContainKeys(
                        "CommandsDeferred",
                        "Retries",
                        "Throttled",
                        "Reconciliations",
                        "WebhookDisabled",
                        "RecoveredEvents");
        assertThat(reported.get("EventToTaskLatency"))
                .hasSize(2)
                .allMatch(lag -> lag.asLong() >= 0 && lag.asLong() < 60_000);
    }

    @Test
    void publishes_deferred_commands_and_each_attempt() throws Exception {
        var processor = processor("followup-Worker");
        fault("too-many-requests");
        processor.process(
                new MessageBatch(List.of(lead(1, 101), lead(2, 101))),
                clock.instant().plusSeconds(2));
        var deferred = measured(published().getFirst());
        assertThat(deferred)
                .containsEntry("CommandsDeferred", 2L)
                .containsEntry("PendingCommands", 2L)
                .doesNotContainKeys("CommandsDone");
        long requests = deferred.getOrDefault("Requests", 0L);
        assertThat(requests).isPositive();
        assertThat(deferred.getOrDefault("Throttled", 0L)).isEqualTo(requests);
        assertThat(deferred.getOrDefault("Retries", 0L)).isEqualTo(requests - 1);
        assertThat(deferred.getOrDefault("RateLimitWait", 0L)).isPositive();
        behave("{\"faults\": []}");
        process(
                processor,
                new InboxMessage("tick", "demo", new Tick(clock.instant()).body(), clock.instant())
                        .from(MessageSource.CLOCK));
        assertThat(measured(published().getLast()))
                .containsEntry("CommandsDone", 2L)
                .containsEntry("PendingCommands", 0L)
                .doesNotContainKeys("ColdStarts", "EventsReceived");
    }

    @Test
    void publishes_uncertain_commands_reconciliations_and_refused_commands() throws Exception {
        var processor = processor("followup-Worker");
        fault("gateway-timeout");
        process(processor, lead(1, 101));
        assertThat(measured(published().getFirst()))
                .containsEntry("CommandsUncertain", 1L)
                .containsKey("Reconciliations");
        behave("{\"faults\": []}");
        process(processor, lead(400, 101)); // the CRM does not have this lead
        assertThat(measured(published().getLast()))
                .containsEntry("CommandsRefused", 1L)
                .containsEntry("CommandsDone", 1L)
                .containsEntry("Reconciliations", 1L);
    }

    @Test
    void publishes_an_open_circuit_while_it_is_open() throws Exception {
        var processor = processor("followup-Worker");
        block();
        process(processor, lead(1, 101), lead(2, 101));
        process(processor, lead(3, 101));
        var open = published().stream().map(WorkerMetricsTest::measured).toList();
        assertThat(open).hasSize(2);
        assertThat(open.getFirst()).containsEntry("CircuitOpen", 1L).containsEntry("Requests", 2L);
        assertThat(open.getLast())
                .containsEntry("CircuitOpen", 1L)
                .containsEntry("EventsReceived", 1L)
                .doesNotContainKeys("Requests");
        assertThat(open.getLast().get("PendingCommands")).isPositive();
    }

    @Test
    void publishes_nothing_outside_a_deployed_function() throws Exception {
        process(processor(""), lead(1, 101));
        assertThat(sandbox.tasks()).hasSize(1);
        assertThat(published()).isEmpty();
    }

    private BatchProcessor processor(String function) {
        var settings = TestConfig.with(Map.of("followup.deployed-as", function, "followup.reconcile-after", "0s"));
        return workers.processor(books, ledger, new InMemoryInbox(), settings);
    }

    private void process(BatchProcessor processor, InboxMessage... messages) throws InterruptedException {
        assertThat(processor
                        .process(
                                new MessageBatch(List.of(messages)),
                                clock.instant().plusSeconds(20))
                        .batchItemFailures())
                .isEmpty();
    }

    private void fault(String kind) throws Exception {
        behave("{\"faults\": [{\"kind\": \"%s\", \"share\": 1}]}".formatted(kind));
    }

    /// Lets the sandbox block all accounts from now on.
    private void block() throws Exception {
        behave("{\"requestsPerSecond\": 1, \"blockAfterRejections\": 1, \"blockSeconds\": 0}");
        for (int request = 0; request < 2; request++) {
            sandbox.call("GET", "/api/v4/account", "");
        }
        behave("{\"requestsPerSecond\": 0}");
    }

    private void behave(String behaviour) throws Exception {
        sandbox.call("PUT", "/_sandbox/behaviour", behaviour);
    }

    /// The documents that were published so far.
    private List<JsonNode> published() {
        return output.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("{"))
                .map(EmbeddedMetricFormat::checked)
                .toList();
    }

    /// The metrics with one value.
    private static Map<String, Long> measured(JsonNode document) {
        return document.propertyStream()
                .filter(member -> member.getValue().isNumber())
                .collect(Collectors.toMap(
                        Map.Entry::getKey, member -> member.getValue().asLong()));
    }

    private InboxMessage lead(int number, int owner) {
        var now = clock.instant();
        var body = "leads[add][0][id]=%d&leads[add][0][name]=Lead&leads[add][0][responsible_user_id]=%d"
                        .formatted(500 + number, owner)
                + "&leads[add][0][created_at]=" + now.getEpochSecond();
        return new InboxMessage("m" + number, "demo", body, now);
    }

    private InboxMessage note() {
        return new InboxMessage("m3", "demo", "catalogs[add][0][id]=1&catalogs[add][0][catalog_id]=2", clock.instant());
    }
}
