package dev.followup.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.DailySample;
import dev.followup.InvocationSteps;
import dev.followup.TestClock;
import dev.followup.account.Accounts;
import dev.followup.account.token.TokenProvider;
import dev.followup.concurrent.MonotonicClock;
import dev.followup.concurrent.ParallelRunner;
import dev.followup.config.FollowupConfig;
import dev.followup.config.TestConfig;
import dev.followup.crm.CrmFixture;
import dev.followup.crm.SteppedCrmClients;
import dev.followup.crm.directory.CrmDirectory;
import dev.followup.crm.webhook.CrmWebhooks;
import dev.followup.devmode.SandboxCalls;
import dev.followup.inbox.Inbox;
import dev.followup.inbox.TestInbox;
import dev.followup.ledger.dynamodb.TableModel;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.telemetry.Metrics;
import dev.followup.worker.planning.EventEnricher;
import dev.followup.worker.recovery.IncomingLeadFilter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Tests of invocations that die at any step: before and after each call to the table, each call to the CRM
/// and each dead letter, and before SQS gets the response. Whatever the step, the messages are delivered again,
/// and each task exists once.
class KillAtEachStepTest {

    private static final FollowupConfig CONFIG = TestConfig.with(Map.of(
            "followup.rules", "classpath:kill-at-each-step/rules.yaml",
            "followup.reconcile-after", "0s",
            "followup.crm.requests-per-second", "10000",
            "followup.crm.batch-size", "5"));

    /// Longer than the lease of a dead invocation.
    private static final Duration VISIBILITY = CONFIG.leaseDuration().plusSeconds(1);

    /// Two for the batches, one that dies, and some for ticks.
    private static final int MOST = 6;

    /// The tasks that are expected, a line for each.
    private static final List<String> EXPECTED = expected();

    private static final Logger TALK = Logger.getLogger("dev.followup");

    @RegisterExtension
    final CrmFixture fixture = new CrmFixture();

    private final Accounts accounts = fixture.accounts();
    private final TokenProvider tokens = fixture.tokens();
    private final SteppedCrmClients crm = new SteppedCrmClients(fixture);
    private final CrmWebhooks webhooks = fixture.webhooks();
    private final CrmDirectory directory = fixture.directory();
    private final Clock clock = fixture.clock();

    private final SandboxCalls sandbox = fixture.sandbox();
    private final TestClock leases = new TestClock();
    private final RuleBookStore books = new RuleBookStore(CONFIG);

    /// The journal after the last run: a line for each event, and one for each command.
    private List<String> journal = List.of();

    @AfterEach
    void talk() {
        TALK.setLevel(null);
    }

    @Test
    void every_task_exists_once_and_every_decision_is_in_the_journal_whatever_the_step() throws Exception {
        var undisturbed = InvocationSteps.undisturbed();
        assertThat(run(undisturbed)).isEqualTo(EXPECTED);
        var expectedJournal = List.copyOf(journal);
        assertThat(expectedJournal).hasSizeGreaterThan(EXPECTED.size() / 2).noneMatch(line -> line.contains("is open"));
        TALK.setLevel(Level.OFF); // each death would be logged
        for (int step : DailySample.of(
                        IntStream.rangeClosed(1, undisturbed.taken()).boxed())
                .toList()) {
            assertThat(run(new InvocationSteps(step)))
                    .as("died at step %d", step)
                    .isEqualTo(EXPECTED);
            assertThat(journal).as("journal, died at step %d", step).isEqualTo(expectedJournal);
        }
    }

    /// Runs invocations until no message and no command is left.
    ///
    /// @param steps of the invocation that dies; all others live
    private List<String> run(InvocationSteps steps) throws Exception {
        sandbox.reset();
        leases.set(clock.instant());
        var table = new TableModel(TableModel.Link.DIRECT);
        var queue = new TestInbox(KillScenario.messages());
        for (int invocations = 1; !queue.isEmpty() || isOpen(table); invocations++) {
            assertThat(invocations).as("invocations until nothing is pending").isLessThanOrEqualTo(MOST);
            if (queue.isEmpty()) {
                queue.add(KillScenario.lateTick()); // it sends pending commands
            }
            invoke(table, queue, steps.areOver() ? InvocationSteps.undisturbed() : steps);
        }
        assertThat(queue.deadLetters()).containsExactly("unreadable");
        journal = journal(table);
        return sandbox.tasks().stream().map(KillAtEachStepTest::line).sorted().toList();
    }

    private void invoke(TableModel table, TestInbox queue, InvocationSteps steps) throws InterruptedException {
        var batch = queue.batch();
        try {
            var reply = processor(table, queue, steps)
                    .process(batch, clock.instant().plusSeconds(60));
            steps.take();
            assertThat(reply.batchItemFailures()).isEmpty();
            queue.acknowledge(batch, reply);
            steps.take();
        } catch (InvocationSteps.Death _) {
            leases.pass(VISIBILITY);
        }
    }

    private BatchProcessor processor(TableModel table, Inbox queue, InvocationSteps steps) {
        var facts = crm.facts(steps);
        var workers = new WorkerFixture(
                accounts,
                tokens,
                crm.tasks(steps, CONFIG),
                webhooks,
                directory,
                crm.events(steps),
                new IncomingLeadFilter(facts),
                new EventEnricher(facts, clock),
                facts,
                crm.sessions(CONFIG),
                clock,
                MonotonicClock.SYSTEM,
                ParallelRunner.VIRTUAL_THREADS,
                new Metrics());
        return workers.processor(
                books, table.over(stepped(steps)).ledger(leases), steps.around(Inbox.class, queue), CONFIG);
    }

    /// The way to a table on which each call takes one step before it, and another one before its answer.
    private static TableModel.Link stepped(InvocationSteps steps) {
        return new TableModel.Link() {
            @Override
            public <T> T call(String what, Supplier<T> call) {
                steps.take();
                var result = call.get();
                steps.take();
                return result;
            }
        };
    }

    private List<String> journal(TableModel table) {
        var day = Instant.parse("2026-11-23T00:00:00Z");
        var ledger = table.over(TableModel.Link.DIRECT).ledger(leases);
        var entries = ledger.journal()
                .between("demo", day, null, day.plus(Duration.ofDays(1)), 100)
                .entries();
        return entries.stream()
                .flatMap(entry -> Stream.concat(
                        Stream.of(entry.event().key()),
                        entry.commands().stream()
                                .map(planned ->
                                        planned.command().key() + (planned.end() == null ? " is open" : " has ended"))))
                .sorted()
                .toList();
    }

    private boolean isOpen(TableModel table) {
        var ledger = table.over(TableModel.Link.DIRECT).ledger(leases);
        var state = ledger.state("demo");
        return !state.pendingCommands().isEmpty()
                || !state.deferredEvents().isEmpty()
                || !ledger.dueWaits("demo", KillScenario.LATE, 1).isEmpty();
    }

    /// The fields of a task that a rule determines.
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
            return Files.readAllLines(Path.of("src/test/resources/kill-at-each-step/expected.txt"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
