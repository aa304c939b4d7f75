package dev.followup.benchmark.throughput;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;

/// The throughput with a CRM that is 80 ms away.
@QuarkusTest
@TestProfile(ThroughputBenchmark.OneByOne.class)
class LowLatencyBenchmark extends ThroughputBenchmark {

    LowLatencyBenchmark() {
        super(Duration.ofMillis(80));
    }
}
