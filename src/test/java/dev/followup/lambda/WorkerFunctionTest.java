package dev.followup.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.config.FollowupConfig;
import dev.followup.devmode.SandboxCalls;
import dev.followup.devmode.SandboxResource;
import dev.followup.inbox.BatchResponse;
import dev.followup.inbox.InMemoryInbox;
import dev.followup.ledger.Ledger;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Logger;
import org.jboss.logging.MDC;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The function `worker` behind its handler: the samples of `infra/events` are sent as Lambda does it. Each
/// test has a sample of its own, since the ledger keeps what is done as long as the application runs.
@QuarkusTest
@QuarkusTestResource(SandboxResource.class)
class WorkerFunctionTest {

    @Inject
    InMemoryInbox outlet;

    @Inject
    Ledger ledger;

    @Inject
    WorkerFunction worker;

    @Inject
    FollowupConfig config;

    @Inject
    Clock clock;

    private final SandboxCalls sandbox = new SandboxCalls();

    @BeforeEach
    void reset() throws Exception {
        sandbox.reset();
    }

    @Test
    void a_lead_becomes_one_task_however_often_it_is_reported() throws Exception {
        assertThat(again("worker-lead-added.json")).isEmpty();
        assertThat(again("worker-lead-added.json")).isEmpty();
        assertThat(leadsWithTasks()).containsExactly(501L);
    }

    @Test
    void an_unreadable_message_does_not_stop_its_group() throws Exception {
        assertThat(again("worker-unreadable-between-leads.json")).isEmpty();
        assertThat(leadsWithTasks()).containsExactly(511L, 512L);
    }

    @Test
    void a_message_of_an_account_that_is_not_served_does_not_stop_the_others() throws Exception {
        assertThat(again("worker-two-accounts.json")).isEmpty();
        assertThat(leadsWithTasks()).containsExactly(521L);
    }

    @Test
    void a_tick_is_forwarded_from_the_clocks_group_and_processed_in_that_of_an_account() throws Exception {
        var sent = new ConcurrentLinkedQueue<String>();
        outlet.connect((group, source, body) -> sent.add(group + " " + source.attribute() + " " + body));
        assertThat(again("worker-tick.json")).isEmpty();
        assertThat(sent).containsExactly("demo clock {\"tick\": \"2026-11-21T10:00:00Z\"}");
        assertThat(ledger.state("demo").scheduledUntil()).isEqualTo("2026-11-21T09:59:00Z");
    }

    @Test
    void an_event_of_another_queue_is_refused() throws Exception {
        assertThat(sandbox.function("{\"Records\": [{\"messageId\": \"1\", \"body\": \"\", \"attributes\": {}}]}")
                        .toString())
                .contains("expected one of an SQS FIFO queue");
        assertThat(sandbox.function("{}").toString()).contains("expected a batch of an SQS FIFO queue");
    }

    @Test
    void no_call_is_sent_when_lambda_is_about_to_end_the_invocation() throws Exception {
        var reserve = WorkerFunction.reserve(config.crm());
        assertThat(within(reserve.minusMillis(1), 531).batchItemFailures()).isEmpty();
        assertThat(leadsWithTasks()).isEmpty();
        assertThat(ledger.state("demo").pendingCommands()).isNotEmpty();
        within(reserve.plusSeconds(30), 532);
        assertThat(leadsWithTasks()).containsExactly(531L, 532L);
    }

    @Test
    void each_line_of_the_log_has_lambdas_id_of_the_invocation() throws Exception {
        var words = new PatternFormatter("%X{requestId} %s");
        var lines = new ConcurrentLinkedQueue<String>();
        var log = new ExtHandler() {
            @Override
            protected void doPublish(ExtLogRecord line) {
                lines.add(words.format(line));
            }
        };
        var logger = Logger.getLogger("dev.followup");
        logger.addHandler(log);
        try {
            within(Duration.ofMinutes(1), 533);
        } finally {
            logger.removeHandler(log);
        }
        // The sandbox's own webhook follows in another invocation.
        assertThat(lines)
                .filteredOn(line -> line.contains("leads/533"))
                .hasSizeGreaterThan(1)
                .allMatch(line -> line.startsWith("request-533 "));
        assertThat(MDC.get("requestId")).isNull();
    }

    /// The worker's answer to a new lead, with this time left of its invocation.
    private BatchResponse within(Duration left, long lead) throws IOException {
        var now = clock.instant();
        var body = "leads[add][0][id]=%d&leads[add][0][price]=60000&leads[add][0][created_at]=%d"
                .formatted(lead, now.getEpochSecond());
        var attributes = new SqsEvent.Attributes("demo", now.toEpochMilli(), 1);
        var event = new SqsEvent(List.of(new SqsEvent.Stored("m" + lead, "receipt", body, attributes, null)));
        var replies = new ArrayList<BatchResponse>();
        LambdaHandler.runIn(new FakeLambdaContext("request-" + lead, left), () -> replies.add(worker.onBatch(event)));
        return replies.getFirst();
    }

    private List<Long> leadsWithTasks() throws IOException, InterruptedException {
        return sandbox.tasks().stream()
                .map(task -> task.get("entity_id").asLong())
                .sorted()
                .toList();
    }

    private List<String> again(String sample) throws IOException, InterruptedException {
        var reply = sandbox.function(Files.readString(Path.of("infra/events", sample)));
        assertThat(reply.has("batchItemFailures")).as("answer %s", reply).isTrue();
        return reply.findValuesAsText("itemIdentifier");
    }
}
