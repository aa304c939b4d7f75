package dev.followup.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The rate at which commands are sent that became pending while the CRM blocked us.
class ThroughputIT {

    private static final int TASKS = 5_000;

    /// Source: CRM documentation, "Limitations"; read 2026-11-21.
    private static final int LIMIT = 7;

    @ParameterizedTest
    @CsvSource({"80, 1", "80, 4", "250, 1", "250, 4"})
    void uses_the_limit_and_keeps_it(int latency, int instances) throws Exception {
        try (var crm = new SandboxAccount("north");
                var deployment = new Deployment(List.of(crm), ChaosTimeouts.OF_CALM, instances, 0)) {
            var leads = crm.addLeads(TASKS);
            crm.behave("{\"requestsPerSecond\": 1, \"blockAfterRejections\": 1, \"blockSeconds\": 3600}");
            crm.knock();
            LeadWebhookBodies.of(leads).forEach(webhook -> deployment.publisher().webhook(crm.account(), webhook));
            await().atMost(Duration.ofMinutes(3)).until(() -> deployment.open() == TASKS);
            var before = crm.stats();
            crm.behave("{\"requestsPerSecond\": " + LIMIT + ", \"blockAfterRejections\": 50, \"blockSeconds\": 1,"
                    + " \"latencyMs\": " + latency + "}");
            await().atMost(Duration.ofSeconds(20)).until(() -> posts(crm.stats()) > 0);
            var begin = Instant.now();
            int first = posts(crm.stats());
            await().atMost(Duration.ofMinutes(3)).until(() -> crm.stats().at("/tasks/total").asInt() == TASKS);
            var seconds = Duration.between(begin, Instant.now()).toMillis() / 1_000.0;
            var after = crm.stats();
            double rate = (posts(after) - first) / seconds;
            System.out.printf(
                    "%d ms, %d instances: %d calls, %.2f a second (%.0f %% of the limit), %.0f tasks a second,"
                            + " %d tasks a call, at most %d requests in any second, %d rejected%n",
                    latency,
                    instances,
                    posts(after),
                    rate,
                    100 * rate / LIMIT,
                    TASKS / seconds,
                    TASKS / posts(after),
                    after.path("peakPerSecond").asInt(),
                    after.at("/requests/POST/429").asInt() - before.at("/requests/POST/429").asInt());
            deployment.end();
            assertThat(crm.stats().at("/tasks/total").asInt()).isEqualTo(TASKS);
        }
    }

    private static int posts(JsonNode stats) {
        return stats.at("/requests/POST/200").asInt();
    }
}
