package dev.followup.crm.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.crm.CrmTest;
import dev.followup.crm.FastCrm;
import dev.followup.crm.task.CrmTasks;
import dev.followup.task.TaskQuery;
import dev.followup.telemetry.Metric;
import dev.followup.telemetry.Metrics;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The metrics of the calls of a session.
@QuarkusTest
@TestProfile(FastCrm.class)
class CallMetricsTest extends CrmTest {

    @Inject
    CrmTasks tasks;

    @Inject
    Metrics metrics;

    @BeforeEach
    void forget() {
        metrics.take(crm.account().name());
    }

    @Test
    void counts_every_attempt_retry_and_429() {
        crm.answers(429, "{}")
                .answers(503, "<html>")
                .answers(200, "{\"id\": 7}")
                .answers(422, "{\"title\": \"Limit 250 per page\"}");
        var session = session();
        tasks.find(session, TaskQuery.ALL);
        tasks.find(session, TaskQuery.ALL);
        assertThat(crm.requests()).hasSize(4);
        assertThat(metrics.values(crm.account().name()))
                .containsEntry(Metric.REQUESTS, List.of(4L))
                .containsEntry(Metric.RETRIES, List.of(2L))
                .containsEntry(Metric.THROTTLED, List.of(1L))
                .containsKey(Metric.RATE_LIMIT_WAIT);
    }

    @Test
    void does_not_count_a_call_that_was_not_sent() {
        var session = lateSession();
        tasks.find(session, TaskQuery.ALL);
        assertThat(metrics.values(crm.account().name())).isEmpty();
    }

    @Test
    void counts_the_calls_of_many_threads() {
        var metrics = new Metrics();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, 100)
                    .forEach(i -> threads.execute(() -> {
                        metrics.add("demo", Metric.REQUESTS, 2);
                        metrics.record("demo", Metric.EVENT_TO_TASK_LATENCY, i);
                    }));
        }
        assertThat(metrics.values("demo").get(Metric.REQUESTS)).containsExactly(200L);
        assertThat(metrics.values("demo").get(Metric.EVENT_TO_TASK_LATENCY)).hasSize(100);
    }

    @Test
    void publishes_zero_only_where_it_was_set() {
        var metrics = new Metrics();
        metrics.add("demo", Metric.RETRIES, 0);
        metrics.set("demo", Metric.PENDING_COMMANDS, 3);
        metrics.set("demo", Metric.PENDING_COMMANDS, 0);
        assertThat(metrics.values("demo"))
                .containsOnlyKeys(Metric.PENDING_COMMANDS)
                .containsEntry(Metric.PENDING_COMMANDS, List.of(0L));
    }
}
