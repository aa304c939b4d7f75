package dev.followup.crm;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;

/// The pace towards a CRM that is 250 ms away.
@QuarkusTest
@TestProfile(PaceBench.OneByOne.class)
class PaceFarBench extends PaceBench {

    PaceFarBench() {
        super(Duration.ofMillis(250));
    }
}
