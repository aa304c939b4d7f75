package dev.followup.crm;

import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/// The credentials and the clock of this room's tests, whatever the application has. `FastCrm` turns it on.
@Singleton
@Alternative
class TestWorld {

    @Produces
    @Singleton
    TestCredentials credentials() {
        return new TestCredentials();
    }

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }
}
