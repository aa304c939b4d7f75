package dev.followup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.account.Accounts;
import dev.followup.account.Credentials;
import dev.followup.config.FollowupConfig;
import dev.followup.config.Settings;
import dev.followup.crm.CrmHooks;
import dev.followup.crm.SteppedCrm;
import dev.followup.lane.Lanes;
import dev.followup.local.SandboxCalls;
import dev.followup.local.SandboxResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// An invocation may die at any step: before and after each access to the ledger, each call to the CRM and each dead
/// letter, and before the queue hears of its end. Whatever the step, its messages come again, and each task is there
/// once.
@QuarkusTest
@QuarkusTestResource(SandboxResource.class)
class SuddenDeathTest {

    private static final FollowupConfig CONFIG = Settings.with(Map.of(
            "followup.rules", "classpath:sudden-death/rules.yaml",
            "followup.look-up-after", "0s",
            "followup.crm.requests-per-second", "10000",
            "followup.crm.batch-size", "5"));

    /// Longer than a lane is held by whoever died.
    private static final Duration VISIBILITY = CONFIG.lease().plusSeconds(1);

    /// Two for the batches, one that dies, and some that the clock sets off.
    private static final int MOST = 6;

    /// All tasks that are to be there, a line for each.
    private static final List<String> EXPECTED = expected();

    private static final Logger TALK = Logger.getLogger("dev.followup");

    @Inject
    Accounts accounts;

    @Inject
    Credentials credentials;

    @Inject
    SteppedCrm crm;

    @Inject
    CrmHooks hooks;

    @Inject
    Clock clock;

    private final SandboxCalls sandbox = new SandboxCalls();
    private final TestClock leases = new TestClock();
    private final RuleBooks books = new RuleBooks(CONFIG);

    @AfterEach
    void talk() {
        TALK.setLevel(null);
    }

    @ParameterizedTest
    @EnumSource
    void every_task_is_there_once_whatever_the_step(Store.Kind kind) throws Exception {
        var undisturbed = Steps.undisturbed();
        assertThat(run(kind, undisturbed)).isEqualTo(EXPECTED);
        TALK.setLevel(Level.OFF); // each death would be told
        for (int step = 1; step <= undisturbed.taken(); step++) {
            assertThat(run(kind, new Steps(step))).as("died at step %d", step).isEqualTo(EXPECTED);
        }
    }

    /// From the first message to an empty list.
    ///
    /// @param steps of the one who dies; all others live
    private List<String> run(Store.Kind kind, Steps steps) throws Exception {
        sandbox.reset();
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"requestsPerSecond\": 0}");
        var store = kind.create(leases);
        var queue = new TestQueue(Morning.messages());
        for (int invocations = 1; !queue.isEmpty() || isOpen(store); invocations++) {
            assertThat(invocations).as("invocations until nothing is left").isLessThanOrEqualTo(MOST);
            if (queue.isEmpty()) {
                queue.add(Morning.tick()); // it drives what is left on the list
            }
            invoke(store, queue, steps.areOver() ? Steps.undisturbed() : steps);
        }
        assertThat(queue.deadLetters()).containsExactly("unreadable");
        return sandbox.tasks().stream().map(SuddenDeathTest::line).sorted().toList();
    }

    private void invoke(Store store, TestQueue queue, Steps steps) throws InterruptedException {
        var batch = queue.batch();
        try {
            var reply =
                    automation(store, queue, steps).react(batch, clock.instant().plusSeconds(60));
            steps.take();
            assertThat(reply.batchItemFailures()).isEmpty();
            queue.acknowledge(batch, reply);
            steps.take();
        } catch (Steps.Death _) {
            leases.pass(VISIBILITY);
        }
    }

    private Automation automation(Store store, Lanes queue, Steps steps) {
        var facts = crm.facts(steps);
        var hall = new Hall(
                accounts,
                credentials,
                crm.tasks(steps, CONFIG),
                hooks,
                crm.events(steps),
                new IncomingLeads(facts),
                new FactFinder(facts),
                crm.visits(CONFIG),
                clock);
        return hall.automation(books, store.ledger(steps), steps.around(Lanes.class, queue), CONFIG);
    }

    private static boolean isOpen(Store store) {
        var agenda = store.ledger(Steps.undisturbed()).agenda("demo");
        return !agenda.entries().isEmpty() || !agenda.events().isEmpty();
    }

    /// All of a task that somebody has decided.
    private static String line(JsonNode task) {
        return "%s %s/%s, type %s, for %s, due %s%s"
                .formatted(
                        task.path("text").asText(),
                        task.path("entity_type").asText(),
                        task.path("entity_id").asText(),
                        task.path("task_type_id").asText(),
                        task.path("responsible_user_id").asText(),
                        Instant.ofEpochSecond(task.path("complete_till").asLong()),
                        task.path("is_completed").asBoolean()
                                ? ", done: " + task.path("result").path("text").asText()
                                : "");
    }

    private static List<String> expected() {
        try {
            return Files.readAllLines(Path.of("src/test/resources/sudden-death/expected.txt"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
