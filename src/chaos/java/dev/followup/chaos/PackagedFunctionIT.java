package dev.followup.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.explain.cases.ShippedRules;
import dev.followup.rule.RuleBookReader;
import dev.followup.rule.SandboxRules;
import dev.followup.task.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The packed function as Lambda runs it: unpacked, under the runtime interface client, and selected by its
/// environment.
class PackagedFunctionIT {

    private static final Path FOLDER = Path.of("target/packed");
    private static final ObjectMapper JSON = new ObjectMapper();

    /// Three seconds more than the worker reserves for its last call.
    private static final Duration TIMEOUT = Duration.ofSeconds(30);


    private static SandboxAccount crm;
    private static LocalCloud cloud;
    private static LambdaInstance worker;
    private static LambdaInstance explain;

    @BeforeAll
    static void start() throws Exception {
        crm = new SandboxAccount("demo");
        cloud = new LocalCloud(TIMEOUT);
        Files.createDirectories(FOLDER);
        var ofWorker = new HashMap<>(cloud.environment());
        ofWorker.put("FOLLOWUP_RULES", SandboxRules.location());
        worker = start("worker", ofWorker);
        explain = start("explain", Map.of("FOLLOWUP_RULES", "classpath:" + ShippedRules.resources().getFirst()));
        worker.awaitStart();
        explain.awaitStart();
    }

    private static LambdaInstance start(String function, Map<String, String> place) throws IOException {
        return start(function, function, place);
    }

    /// @param name of its folder and its log
    private static LambdaInstance start(String function, String name, Map<String, String> place) throws IOException {
        var environment = new HashMap<>(place);
        environment.putAll(Map.of(
                "CRM_HOST", crm.address().toString(),
                "CRM_TOKEN", "sandbox",
                "FOLLOWUP_CRM_ACCOUNT", "demo",
                "FOLLOWUP_CRM_LOOPBACK", "true",
                "FOLLOWUP_RECONCILE_AFTER", "1s"));
        return new LambdaInstance(
                PackagedFunction.unpacked(function, FOLDER.resolve(name), environment),
                TIMEOUT,
                FOLDER.resolve(name + ".log"));
    }

    /// Leaves neither tasks nor commands of another test.
    @BeforeEach
    void reset() {
        crm.call("POST", "/_sandbox/reset", "");
        var ledger = cloud.ledger();
        var own = ledger.acquire("demo", "test", TIMEOUT).orElseThrow();
        own.release(own.state().pendingCommands().stream()
                .collect(Collectors.toMap(
                        pending -> pending.command().key(), _ -> new Outcome.Skipped("of another test"))));
    }

    @AfterAll
    static void end() {
        worker.close();
        explain.close();
        cloud.close();
        crm.close();
    }

    @Test
    void the_worker_processes_a_batch_and_answers_that_it_is_done() throws Exception {
        assertThat(reply(worker, sample("worker-lead-added")).path("batchItemFailures")).isEmpty();
        assertThat(crm.tasks()).hasSize(1);
    }

    @Test
    void the_worker_answers_which_messages_must_be_received_again() throws Exception {
        var another = cloud.ledger().acquire("demo", "another invocation", TIMEOUT).orElseThrow();
        var reply = reply(worker, sample("worker-lead-added"));
        another.release(Map.of());
        assertThat(reply.findValuesAsText("itemIdentifier"))
                .containsExactlyElementsOf(JSON.readTree(sample("worker-lead-added")).findValuesAsText("messageId"));
        assertThat(crm.tasks()).isEmpty();
    }

    @Test
    void the_worker_dead_letters_what_it_cannot_read() throws Exception {
        assertThat(reply(worker, sample("worker-unreadable-between-leads")).path("batchItemFailures")).isEmpty();
        assertThat(cloud.receiveDeadLetters()).hasSize(1);
    }

    @Test
    void an_error_is_reported_and_the_next_batch_is_processed() throws Exception {
        assertThat(worker.invoke("{\"detail-type\": \"Scheduled Event\"}")).isEmpty();
        assertThat(JSON.readTree(worker.error()).path("errorMessage").asText()).contains("without Records");
        assertThat(reply(worker, "{\"Records\": []}").path("batchItemFailures")).isEmpty();
    }

    @Test
    void the_worker_answers_in_time_whatever_the_crm_does() throws Exception {
        crm.behave("{\"faults\": [{\"kind\": \"too-many-requests\", \"share\": 1}]}");
        assertThat(reply(worker, sample("worker-lead-added").replace("501", "502")).path("batchItemFailures")).isEmpty();
        assertThat(worker.isOverdue()).isFalse();
        assertThat(cloud.ledger().state("demo").pendingCommands()).isNotEmpty();
        crm.behave("{\"faults\": []}");
        reply(worker, sample("worker-tick"));
        assertThat(cloud.ledger().state("demo").pendingCommands()).isEmpty();
        assertThat(crm.tasks()).hasSize(1);
    }

    /// As Lambda starts a worker before it takes a snapshot.
    @Test
    void a_worker_warms_up_before_a_snapshot_and_leaves_no_trace() throws Exception {
        var requests = crm.stats().path("requests");
        var environment = new HashMap<>(cloud.environment());
        environment.put("FOLLOWUP_RULES", SandboxRules.location());
        environment.put("FOLLOWUP_WARM_UP", "2s");
        environment.put("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
        var log = FOLDER.resolve("warm-up.log");
        Files.deleteIfExists(log);
        try (var warm = start("worker", "warm-up", environment)) {
            warm.awaitStart();
            assertThat(Files.readString(log)).containsPattern("ran [1-9][0-9]* batches").doesNotContain("_warm-up");
            assertThat(crm.stats().path("requests")).isEqualTo(requests);
            assertThat(cloud.items()).noneMatch(item -> item.contains("_warm-up"));
            assertThat(cloud.messages(cloud.inbox)).isZero();
            assertThat(cloud.receiveDeadLetters()).isEmpty();
            assertThat(reply(warm, sample("worker-lead-added").replace("501", "503")).path("batchItemFailures"))
                    .isEmpty();
            assertThat(crm.tasks()).hasSize(1);
            assertThat(Files.readString(log)).contains("ColdStarts").contains("leads/503");
        }
    }

    @Test
    void explain_evaluates_every_rule_in_the_zip_and_calls_no_crm() throws Exception {
        var shipped = ShippedRules.books().getFirst();
        var book = RuleBookReader.read(
                shipped.toString(), Files.readString(shipped), ShippedRules.directory(shipped));
        var before = crm.stats().path("requests");
        assertThat(reply(explain, sample("explain-lead-added")).path("rules").findValuesAsText("rule"))
                .containsExactlyElementsOf(book.names());
        assertThat(crm.stats().path("requests")).isEqualTo(before);
        assertThat(crm.stats().at("/tasks/total").asInt()).isZero();
    }

    private static JsonNode reply(LambdaInstance function, String event) throws Exception {
        return JSON.readTree(function.invoke(event).orElseThrow(() -> new AssertionError(function.error())));
    }

    private static String sample(String name) throws IOException {
        return Files.readString(Path.of("infra/events", name + ".json"));
    }
}
