package dev.followup.benchmark.throughput;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.crm.TestProducers;
import dev.followup.crm.session.CrmSessions;
import dev.followup.crm.task.CrmTasks;
import dev.followup.crm.task.SampleCommands;
import dev.followup.account.Account;
import dev.followup.task.TaskCommand;
import io.quarkus.test.junit.QuarkusTestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The share of the CRM's limit that the client uses, which it must never exceed: commands for a minute, one to
/// a call, against a server that answers after a fixed time and refuses nothing. Each latency starts cold, in a
/// JVM of its own.
abstract class ThroughputBenchmark {

    /// Source: CRM documentation, "Limitations"; read 2026-11-21.
    private static final int LIMIT = 7;

    private static final Duration TIME = Duration.ofSeconds(60);

    private final Duration latency;

    @Inject
    CrmTasks tasks;

    @Inject
    CrmSessions sessions;

    ThroughputBenchmark(Duration latency) {
        this.latency = latency;
    }

    @Test
    void keeps_the_limit_and_uses_it() throws IOException {
        try (var server = new CountingServer(latency)) {
            var account = new Account("bench", URI.create("http://localhost:" + server.port()));
            var commands = SampleCommands.creates(500);

            tasks.carryOut(sessions.begin(account, Instant.now().plus(TIME)), commands);

            report(server.arrivals());
        }
    }

    private void report(List<Long> arrivals) {
        var peak = peak(arrivals.stream().mapToLong(Long::longValue).toArray());
        var share = arrivals.size() / (double) (LIMIT * TIME.toSeconds());
        System.out.printf(
                "pace at %d ms: %d arrivals in %d s, at most %d in any second, %.1f %% of the limit%n",
                latency.toMillis(), arrivals.size(), TIME.toSeconds(), peak, 100 * share);
        assertThat(peak).as("arrivals in any second").isLessThanOrEqualTo(LIMIT);
        assertThat(share).as("share of the limit").isGreaterThanOrEqualTo(0.95);
    }

    /// The most arrivals in any second: windows that begin with an arrival are enough.
    private static long peak(long[] arrivals) {
        var second = Duration.ofSeconds(1).toNanos();
        return IntStream.range(0, arrivals.length)
                .mapToLong(i -> Arrays.stream(arrivals, i, arrivals.length)
                        .takeWhile(arrival -> arrival - arrivals[i] < second)
                        .count())
                .max()
                .orElse(0);
    }

    /// The deployed client, but with batches of one.
    public static final class OneByOne implements QuarkusTestProfile {

        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(TestProducers.class);
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("followup.crm.batch-size", "1");
        }
    }
}
