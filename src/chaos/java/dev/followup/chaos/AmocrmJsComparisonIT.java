package dev.followup.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A comparison with the npm client `amocrm-js`, used as its users do: the same tasks, each to a CRM of its
/// own. Needs Node, and `npm install` in `src/bench/amocrm-js`.
class AmocrmJsComparisonIT {

    private static final int TASKS = 1_000;
    private static final Path SCRIPT = Path.of("src/bench/amocrm-js");
    private static final Path REPORTS = Path.of("target/chaos");

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.05})
    void compares_a_thousand_tasks(double share) throws Exception {
        var table = new ArrayList<String>();
        table.add("%d tasks, 80 ms away, each kind of fault with %.0f %% of the calls".formatted(TASKS, 100 * share));
        table.add(Row.HEAD);
        var ours = ours(share);
        table.add(ours.toString());
        for (var row : theirs(share)) {
            table.add(row.toString());
        }
        table.forEach(System.out::println);
        Files.write(REPORTS.resolve("side-by-side-%.0f.txt".formatted(100 * share)), table);
        assertThat(ours.lost()).isZero();
        assertThat(ours.duplicated()).isZero();
    }

    private static Row ours(double share) throws Exception {
        try (var crm = new SandboxAccount("north");
                var deployment = new Deployment(List.of(crm), ChaosTimeouts.OF_CALM, 1, 0)) {
            var leads = disturbed(crm, share);
            var begin = Instant.now();
            LeadWebhookBodies.of(leads).forEach(webhook -> deployment.publisher().webhook(crm.account(), webhook));
            await().atMost(Duration.ofMinutes(3))
                    .until(() -> crm.stats().at("/tasks/total").asInt() >= TASKS && deployment.open() == 0);
            var time = Duration.between(begin, Instant.now());
            deployment.end();
            return row("Followup", crm, time);
        }
    }

    /// All variants at the same time: they mostly wait.
    private static List<Row> theirs(double share) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<Row>>();
            for (var way : List.of("plain", "spaced", "repeating", "at-once")) {
                running.add(threads.submit(() -> theirs(way, share)));
            }
            var rows = new ArrayList<Row>();
            for (var one : running) {
                rows.add(one.get());
            }
            return rows;
        }
    }

    private static Row theirs(String way, double share) throws IOException, InterruptedException {
        try (var crm = new SandboxAccount("north")) {
            var leads = disturbed(crm, share);
            var begin = Instant.now();
            var log = REPORTS.resolve("amocrm-js-" + way + ".log").toAbsolutePath();
            var status = new ProcessBuilder(
                            "node", "tasks.cjs", crm.address().toString(), ids(leads), way)
                    .directory(SCRIPT.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start()
                    .waitFor();
            assertThat(status).as("node's status; its log is %s", log).isZero();
            return row("amocrm-js, " + way, crm, Duration.between(begin, Instant.now()));
        }
    }

    /// Adds leads, and starts the faults.
    ///
    /// @return the leads' ids
    private static List<Long> disturbed(SandboxAccount crm, double share) throws InterruptedException {
        var leads = crm.addLeads(TASKS);
        crm.behave("{\"latencyMs\": 80, \"seed\": 1, \"faults\": " + AccountRun.faults(share) + "}");
        return leads;
    }

    private static String ids(List<Long> leads) {
        return leads.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static Row row(String who, SandboxAccount crm, Duration time) throws InterruptedException {
        var stats = crm.stats();
        crm.behave("{\"faults\": [], \"latencyMs\": 0, \"requestsPerSecond\": 0, \"blockSeconds\": 1}");
        Thread.sleep(1_100); // until the block of a second is over
        var tasks = crm.tasks();
        int different = (int) tasks.stream()
                .map(task -> task.path("text").asText())
                .distinct()
                .count();
        return new Row(who, time, stats, TASKS - different, tasks.size() - different);
    }

    /// A row of the table.
    private record Row(String who, Duration time, JsonNode stats, int lost, int duplicated) {

        private static final String HEAD = "%-22s %9s %9s %9s %12s %6s %8s"
                .formatted("", "seconds", "requests", "rejected", "peak/second", "lost", "duplicated");

        @Override
        public String toString() {
            return "%-22s %9.1f %9d %9d %12d %6d %8d"
                    .formatted(
                            who,
                            time.toMillis() / 1_000.0,
                            requests(),
                            stats.path("rejections").asInt(),
                            stats.path("peakPerSecond").asInt(),
                            lost,
                            duplicated);
        }

        private int requests() {
            return StreamSupport.stream(stats.path("requests").spliterator(), false)
                    .flatMap(method -> StreamSupport.stream(method.spliterator(), false))
                    .mapToInt(JsonNode::asInt)
                    .sum();
        }
    }
}
