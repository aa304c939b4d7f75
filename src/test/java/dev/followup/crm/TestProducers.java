package dev.followup.crm;

import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/// The credentials and the clock of this room's tests, whatever the application has. `FastCrm` turns it on.
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
