package dev.followup.benchmark.throughput;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;

/// The throughput with a CRM that is 250 ms away.
@QuarkusTest
@TestProfile(ThroughputBenchmark.OneByOne.class)
class HighLatencyBenchmark extends ThroughputBenchmark {

    HighLatencyBenchmark() {
        super(Duration.ofMillis(250));
    }
}
