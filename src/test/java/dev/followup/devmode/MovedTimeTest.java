package dev.followup.devmode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.FreePort;
import dev.followup.TestClock;
import dev.followup.config.FollowupConfig;
import dev.followup.inbox.InMemoryInbox;
import dev.followup.sandbox.clock.SandboxClock;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Time is moved in a whole development environment, from 09:00:00: what becomes due on the way is done when the
/// call returns.
@QuarkusTest
@TestProfile(MovedTimeTest.Environment.class)
class MovedTimeTest {

    private static final Instant START = Instant.ofEpochSecond(TestClock.START);

    @Inject
    DevEnvironments environments;

    @Inject
    FollowupConfig config;

    @Inject
    InMemoryInbox inbox;

    @Inject
    SandboxClock clock;

    private final SandboxCalls sandbox = new SandboxCalls();
    private DevEnvironment environment;

    @BeforeEach
    void start() {
        environment = environments.of(config, inbox, clock);
        environment.start(new StartupEvent());
    }

    @AfterEach
    void close() {
        environment.close();
        clock.reset();
    }

    @Test
    void what_each_minute_causes_is_done_before_the_next() throws Exception {
        liftLimit();
        sandbox.call("POST", "/_sandbox/leads", "{\"name\": \"Roof\"}");
        var move = move("{\"advance\": \"31m\"}");
        assertThat(move.path("from").asText()).isEqualTo("2026-11-21T09:00:00Z");
        assertThat(move.path("to").asText()).isEqualTo("2026-11-21T09:31:00Z");
        assertThat(move.path("minutes").asInt()).isEqualTo(31);
        assertThat(sandbox.tasks())
                .extracting(
                        task -> task.path("text").asText(),
                        task -> time(task, "created_at"),
                        task -> time(task, "complete_till"))
                .containsExactlyInAnyOrder(
                        tuple("Call about Roof", at("09:00"), at("09:15")),
                        tuple("Look at the day", at("09:30"), at("10:30")));
    }

    @Test
    void what_was_due_in_the_future_becomes_due_again_after_a_reset() throws Exception {
        liftLimit();
        move("{\"now\": \"2026-11-21T13:00:00+03:00\"}");
        assertThat(sandbox.tasks()).hasSize(1);
        sandbox.reset();
        assertThat(clock.instant()).isEqualTo(START);
        assertThat(sandbox.tasks()).isEmpty();
        move("{\"advance\": \"1h\"}");
        assertThat(sandbox.tasks()).hasSize(1);
    }

    /// Real time stands still here, and the limit is one of real time.
    private void liftLimit() throws IOException, InterruptedException {
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"requestsPerSecond\": 0}");
    }

    private JsonNode move(String body) throws IOException, InterruptedException {
        return sandbox.call("PUT", "/_sandbox/clock", body);
    }

    private static Instant time(JsonNode task, String field) {
        return Instant.ofEpochSecond(task.path(field).asLong());
    }

    private static Instant at(String time) {
        return Instant.parse("2026-11-21T" + time + ":00Z");
    }

    /// The settings of a development environment on free ports.
    public static final class Environment implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            var port = Integer.toString(FreePort.find());
            return Map.of(
                    "followup.rules",
                    "classpath:moved-time.yaml",
                    "followup.crm.host",
                    "http://localhost:" + port,
                    "followup.local.sandbox-port",
                    port,
                    "followup.local.sandbox-tls-port",
                    "0",
                    "followup.local.event-port",
                    "0");
        }

        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(MovableClock.class);
        }
    }

    /// The producer of a clock that only moves.
    @Alternative
    @Singleton
    static class MovableClock {

        @Produces
        @Singleton
        @Alternative
        @Priority(1)
        SandboxClock clock() {
            return new SandboxClock(new TestClock());
        }
    }
}
