package dev.followup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.config.Settings;
import dev.followup.lane.InMemoryLanes;
import dev.followup.lane.LaneBatch;
import dev.followup.lane.Message;
import dev.followup.lane.Tick;
import dev.followup.ledger.InMemoryLedger;
import dev.followup.local.SandboxCalls;
import dev.followup.local.SandboxResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What CloudWatch is told of invocations: of all that is done in an account, and whatever happens to it.
@QuarkusTest
@QuarkusTestResource(SandboxResource.class)
class MeterTest {

    @Inject
    Hall hall;

    @Inject
    RuleBooks books;

    @Inject
    Clock clock;

    private final SandboxCalls sandbox = new SandboxCalls();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final PrintStream console = System.out;
    private InMemoryLedger ledger;

    @BeforeEach
    void reset() throws Exception {
        sandbox.reset();
        ledger = new InMemoryLedger(clock);
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void giveBack() {
        System.setOut(console);
    }

    @Test
    void tells_what_came_of_a_batch() throws Exception {
        var automation = automation("followup-Worker");
        react(automation, lead(1, 101), lead(2, 101), note(), new Message("m4", "demo", "{}", clock.instant()));
        var told = told().getFirst();
        assertThat(told.get("Function").asText()).isEqualTo("followup-Worker");
        assertThat(told.get("Account").asText()).isEqualTo("demo");
        assertThat(measured(told))
                .containsEntry("Events", 3L)
                .containsEntry("Parked", 1L)
                .containsEntry("OrdersDone", 2L)
                .containsEntry("ToDo", 0L)
                .containsEntry("OldestToDo", 0L)
                .containsEntry("Requests", 1L)
                .containsEntry("AccountClosed", 0L)
                .containsEntry("ColdStarts", 1L)
                .doesNotContainKeys("OrdersLater", "Retries", "TooManyRequests", "LookUps", "HookDisabled", "CaughtUp");
        assertThat(told.get("Lag")).hasSize(2).allMatch(lag -> lag.asLong() >= 0 && lag.asLong() < 60_000);
        assertThat(told.get("Waited").asLong()).isPositive();
    }

    @Test
    void tells_of_what_waits_and_of_each_attempt() throws Exception {
        var automation = automation("followup-Worker");
        fault("too-many-requests");
        automation.react(
                new LaneBatch(List.of(lead(1, 101), lead(2, 101))),
                clock.instant().plusSeconds(2));
        var waiting = measured(told().getFirst());
        assertThat(waiting)
                .containsEntry("OrdersLater", 2L)
                .containsEntry("ToDo", 2L)
                .doesNotContainKeys("OrdersDone");
        long requests = waiting.getOrDefault("Requests", 0L);
        assertThat(requests).isPositive();
        assertThat(waiting.getOrDefault("TooManyRequests", 0L)).isEqualTo(requests);
        assertThat(waiting.getOrDefault("Retries", 0L)).isEqualTo(requests - 1);
        behave("{\"faults\": []}");
        react(automation, new Message("tick", "demo", new Tick(clock.instant()).body(), clock.instant()));
        assertThat(measured(told().getLast()))
                .containsEntry("OrdersDone", 2L)
                .containsEntry("ToDo", 0L)
                .doesNotContainKeys("ColdStarts", "Events");
    }

    @Test
    void tells_of_what_is_uncertain_looked_for_and_refused() throws Exception {
        var automation = automation("followup-Worker");
        fault("gateway-timeout");
        react(automation, lead(1, 101));
        assertThat(measured(told().getFirst()))
                .containsEntry("OrdersUncertain", 1L)
                .containsKey("LookUps");
        behave("{\"faults\": []}");
        react(automation, lead(2, 104));
        assertThat(measured(told().getLast()))
                .containsEntry("OrdersRefused", 1L)
                .containsEntry("OrdersDone", 1L)
                .containsEntry("LookUps", 1L);
    }

    @Test
    void tells_that_an_account_is_closed_for_as_long_as_it_is() throws Exception {
        var automation = automation("followup-Worker");
        block();
        react(automation, lead(1, 101), lead(2, 101));
        react(automation, lead(3, 101));
        var closed = told().stream().map(MeterTest::measured).toList();
        assertThat(closed).hasSize(2);
        assertThat(closed.getFirst()).containsEntry("AccountClosed", 1L).containsEntry("Requests", 1L);
        assertThat(closed.getLast())
                .containsEntry("AccountClosed", 1L)
                .containsEntry("Events", 1L)
                .doesNotContainKeys("Requests");
        assertThat(closed.getLast().get("ToDo")).isPositive();
    }

    @Test
    void tells_nothing_where_nothing_is_deployed() throws Exception {
        react(automation(""), lead(1, 101));
        assertThat(sandbox.tasks()).hasSize(1);
        assertThat(told()).isEmpty();
    }

    private Automation automation(String function) {
        var settings = Settings.with(Map.of("followup.deployed-as", function, "followup.look-up-after", "0s"));
        return hall.automation(books, ledger, new InMemoryLanes(), settings);
    }

    private void react(Automation automation, Message... messages) throws InterruptedException {
        assertThat(automation
                        .react(new LaneBatch(List.of(messages)), clock.instant().plusSeconds(20))
                        .batchItemFailures())
                .isEmpty();
    }

    private void fault(String kind) throws Exception {
        behave("{\"faults\": [{\"kind\": \"%s\", \"share\": 1}]}".formatted(kind));
    }

    /// Has the sandbox block everybody from now on.
    private void block() throws Exception {
        behave("{\"requestsPerSecond\": 1, \"blockAfterRejections\": 1, \"blockSeconds\": 0}");
        for (int request = 0; request < 2; request++) {
            sandbox.call("GET", "/api/v4/account", "");
        }
        behave("{\"requestsPerSecond\": 0}");
    }

    private void behave(String behaviour) throws Exception {
        sandbox.call("PUT", "/_sandbox/behaviour", behaviour);
    }

    /// The documents so far.
    private List<JsonNode> told() {
        return output.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("{"))
                .map(EmbeddedFormat::checked)
                .toList();
    }

    /// What has one value.
    private static Map<String, Long> measured(JsonNode document) {
        return document.propertyStream()
                .filter(member -> member.getValue().isNumber())
                .collect(Collectors.toMap(
                        Map.Entry::getKey, member -> member.getValue().asLong()));
    }

    private Message lead(int number, int owner) {
        var now = clock.instant();
        var body = "leads[add][0][id]=%d&leads[add][0][name]=Lead&leads[add][0][responsible_user_id]=%d"
                        .formatted(500 + number, owner)
                + "&leads[add][0][created_at]=" + now.getEpochSecond();
        return new Message("m" + number, "demo", body, now);
    }

    private Message note() {
        return new Message("m3", "demo", "catalogs[add][0][id]=1&catalogs[add][0][catalog_id]=2", clock.instant());
    }
}
