package dev.followup.devmode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.config.FollowupConfig;
import dev.followup.sandbox.clock.SandboxClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The whole way over HTTP and through Funqy's event server: a lead is added to the CRM, its webhook passes
/// gateway, inbox and worker, and the task is in the CRM.
@QuarkusTest
@QuarkusTestResource(SandboxResource.class)
class LeadBecomesTaskTest {

    private static final Duration LONGEST = Duration.ofSeconds(20);

    @Inject
    FollowupConfig config;

    @Inject
    LocalFunctions functions;

    @Inject
    ObjectMapper json;

    @Inject
    Clock clock;

    private final SandboxCalls sandbox = new SandboxCalls();
    private LocalEventSource eventSource;
    private LocalGateway gateway;

    @BeforeEach
    void open() throws Exception {
        eventSource = new LocalEventSource(
                SandboxCalls.functions(), config.local().visibility(), json, new SandboxClock(clock));
        gateway = LocalGateway.start(config.local(), eventSource, functions, json);
        sandbox.reset();
        sandbox.call("POST", "/api/v4/webhooks", """
                {"destination": "%s/hooks/local/demo", "settings": ["add_lead", "status_lead", "add_task"]}
                """.formatted(gateway.address()));
    }

    @AfterEach
    void close() {
        gateway.close();
        eventSource.close();
    }

    @Test
    void a_lead_added_to_the_crm_becomes_a_task_there() throws Exception {
        var added = sandbox.call("POST", "/api/v4/leads", "[{\"name\": \"Website request\", \"price\": 60000}]");
        var lead = added.at("/_embedded/leads/0/id").asLong();

        var task = taskOf(lead);
        assertThat(task.get("text").asText()).contains("Website request");
        assertThat(task.get("task_type_id").asInt()).isEqualTo(1);
        assertThat(task.get("responsible_user_id").asLong()).isEqualTo(101);
        assertThat(task.get("is_completed").asBoolean()).isFalse();
        assertThat(Instant.ofEpochSecond(task.get("complete_till").asLong())).isAfter(clock.instant());
        assertThat(sandbox.tasks()).hasSize(1);
    }

    private JsonNode taskOf(long lead) throws IOException, InterruptedException {
        var path = "/api/v4/tasks?filter%5Bentity_type%5D=leads&filter%5Bentity_id%5D=" + lead;
        var until = clock.instant().plus(LONGEST);
        while (clock.instant().isBefore(until)) {
            var task = sandbox.call("GET", path, "").at("/_embedded/tasks/0");
            if (!task.isMissingNode()) {
                return task;
            }
            Thread.sleep(200);
        }
        throw new AssertionError("no task for lead " + lead + " within " + LONGEST);
    }
}
