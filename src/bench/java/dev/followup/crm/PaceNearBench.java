package dev.followup.crm;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;

/// The pace towards a CRM that is 80 ms away.
@QuarkusTest
@TestProfile(PaceBench.OneByOne.class)
class PaceNearBench extends PaceBench {

    PaceNearBench() {
        super(Duration.ofMillis(80));
    }
}
