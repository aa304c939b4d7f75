package dev.followup.devmode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.config.FollowupConfig;
import dev.followup.inbox.InMemoryInbox;
import dev.followup.inbox.MessageSource;
import dev.followup.inbox.Tick;
import dev.followup.sandbox.clock.SandboxClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The whole way of a tick: from the clock's message group through the worker to the account's, and from there
/// to a task in the CRM.
@QuarkusTest
@QuarkusTestResource(SandboxResource.class)
@TestProfile(EventLogLinesTest.Deployed.class)
class TickBecomesTaskTest {

    private static final Duration LONGEST = Duration.ofSeconds(20);

    @Inject
    FollowupConfig config;

    @Inject
    InMemoryInbox outlet;

    @Inject
    ObjectMapper json;

    @Inject
    Clock clock;

    private final SandboxCalls sandbox = new SandboxCalls();
    private LocalEventSource eventSource;

    @BeforeEach
    void open() throws Exception {
        eventSource = new LocalEventSource(
                SandboxCalls.functions(), config.local().visibility(), json, new SandboxClock(clock));
        outlet.connect(eventSource::add);
        sandbox.reset();
    }

    @AfterEach
    void close() {
        eventSource.close();
    }

    @Test
    void an_overdue_task_is_followed_by_another_once() throws Exception {
        var now = clock.instant();
        sandbox.call(
                "POST",
                "/api/v4/tasks",
                "[{\"text\": \"Call\", \"complete_till\": %d}]"
                        .formatted(now.minus(Duration.ofHours(2)).getEpochSecond()));
        eventSource.add(Tick.GROUP, MessageSource.CLOCK, new Tick(now).body());
        eventSource.add(Tick.GROUP, MessageSource.CLOCK, new Tick(now).body());
        assertThat(texts(2)).containsExactlyInAnyOrder("Call", "Overdue: Call");
    }

    /// The texts of all tasks, as soon as there are this many.
    private List<String> texts(int tasks) throws IOException, InterruptedException {
        var until = clock.instant().plus(LONGEST);
        var found = sandbox.tasks();
        while (found.size() < tasks && clock.instant().isBefore(until)) {
            Thread.sleep(200);
            found = sandbox.tasks();
        }
        return found.stream().map(task -> task.get("text").asText()).toList();
    }
}
