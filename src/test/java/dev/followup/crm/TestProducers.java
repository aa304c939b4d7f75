package dev.followup.crm;

import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/// The tokens and the clock of the tests in `crm`, in place of the application's. `FastCrm` enables them.
@Singleton
@Alternative
public class TestProducers {

    @Produces
    @Singleton
    TestTokenProvider tokens() {
        return new TestTokenProvider();
    }

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }
}
