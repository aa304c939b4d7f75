package dev.followup.devmode;

import dev.followup.sandbox.clock.SandboxClock;
import io.quarkus.arc.profile.IfBuildProfile;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/// The producer of the clock of dev mode, which the worker shares with the sandbox. A live reload keeps how far
/// it was moved, in a property of the JVM.
@IfBuildProfile("dev")
@Singleton
class DevClock {

    /// Not among the settings: the start refuses a property of theirs that it does not know.
    static final String OFFSET = "dev-clock.offset";

    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    SandboxClock clock() {
        return new SandboxClock(Clock.systemUTC(), Duration.parse(System.getProperty(OFFSET, "PT0S")));
    }

    void keepOffset(@Disposes SandboxClock clock) {
        System.setProperty(OFFSET, clock.offset().toString());
    }
}
