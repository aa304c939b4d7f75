package dev.followup.worker.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.account.Account;
import dev.followup.account.Accounts;
import dev.followup.config.TestConfig;
import dev.followup.crm.CrmFixture;
import dev.followup.crm.entity.CrmEntities;
import dev.followup.crm.session.CrmSessions;
import dev.followup.crm.task.CrmTasks;
import dev.followup.devmode.SandboxCalls;
import dev.followup.event.EventKind;
import dev.followup.inbox.InMemoryInbox;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.MessageBatch;
import dev.followup.inbox.MessageSource;
import dev.followup.inbox.Tick;
import dev.followup.ledger.PlannedWork;
import dev.followup.ledger.TestLedger;
import dev.followup.ledger.memory.InMemoryLedger;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.worker.BatchProcessor;
import dev.followup.worker.WorkerFixture;
import dev.followup.worker.intake.DecodedMessage.ClockTick;
import dev.followup.worker.schedule.RuleScheduler.DueEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Tests of scheduled rules, whichever ticks are received.
class RuleSchedulerTest {

    /// A Friday, nine o'clock in Moscow.
    private static final Instant NINE = Instant.parse("2026-11-20T06:00:00Z");

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static final String RULES = """
            zone: Europe/Moscow
            rules:
              - name: chase
                every: "0 9 * * MON-FRI"
                tasks: { overdue: 1d }
                then: [{ create-task: { text: "Chase: {task.text}", due: 2h, responsible: owner } }]
              - name: plan
                every: "0 9 * * *"
                then: [{ create-task: { text: "Plan", due: 0d at 18:00 } }]
            """;

    @RegisterExtension
    final CrmFixture fixture = new CrmFixture();

    private final WorkerFixture workers = fixture.workers();
    private final Accounts accounts = fixture.accounts();
    private final CrmTasks crm = fixture.tasks();
    private final CrmEntities entities = fixture.entities();
    private final CrmSessions sessions = fixture.sessions();
    private final Clock clock = fixture.clock();

    @TempDir
    Path folder;

    private final SandboxCalls sandbox = fixture.sandbox();
    private TestLedger ledger;
    private RuleBookStore books;
    private RuleScheduler scheduler;

    @BeforeEach
    void begin() throws Exception {
        sandbox.reset();
        // The test's own calls must not use up the worker's requests.
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"requestsPerSecond\": 0}");
        ledger = new TestLedger(new InMemoryLedger(clock));
        books = books(RULES);
        scheduler = new RuleScheduler(books, crm, new PersonEvents(entities));
    }

    @Test
    void the_first_tick_looks_back_a_minute() {
        assertThat(kinds(dueEvents(NINE))).containsExactly(EventKind.SCHEDULE_TICK);
        assertThat(kinds(dueEvents(NINE.plus(MINUTE).minusSeconds(1)))).containsExactly(EventKind.SCHEDULE_TICK);
        assertThat(dueEvents(NINE.plus(MINUTE)))
                .isEqualTo(new DueEvents(List.of(), NINE.plus(MINUTE), List.of(), List.of()));
    }

    @Test
    void a_tick_covers_missing_ticks_once() {
        scheduledUntil(NINE.minus(Duration.ofDays(3)));
        var due = dueEvents(NINE.plus(Duration.ofHours(5)));
        assertThat(due.events())
                .singleElement()
                .satisfies(received -> assertThat(received.event().time()).isEqualTo(NINE));
        assertThat(due.scheduledUntil()).isEqualTo(NINE.plus(Duration.ofHours(5)));
    }

    @Test
    void a_repeated_or_late_tick_has_no_effect() {
        scheduledUntil(NINE);
        assertThat(dueEvents(NINE)).isEqualTo(DueEvents.NONE);
        assertThat(dueEvents(NINE.minus(Duration.ofDays(1)))).isEqualTo(DueEvents.NONE);
    }

    @Test
    void a_rule_that_searches_tasks_fires_for_each_task() throws Exception {
        var late = task("Late", NINE.minus(Duration.ofDays(1)));
        var later = task("Later", NINE.minus(Duration.ofDays(9)));
        task("Not yet late", NINE);
        assertThat(dueEvents(NINE).events())
                .extracting(received -> received.event().key())
                .containsExactly(
                        "demo:chase:1795154400:" + late, "demo:chase:1795154400:" + later, "demo:plan:1795154400");
    }

    @Test
    void the_next_tick_evaluates_a_rule_if_the_crm_could_not_be_called() throws Exception {
        task("Late", NINE.minus(Duration.ofDays(1)));
        scheduledUntil(NINE.minus(MINUTE));
        var away = dueEvents(NINE, clock.instant().minusSeconds(1));
        assertThat(kinds(away)).containsExactly(EventKind.SCHEDULE_TICK);
        assertThat(away.scheduledUntil()).isNull();
        var next = dueEvents(NINE.plus(MINUTE));
        assertThat(kinds(next)).containsExactly(EventKind.TASK_FOUND, EventKind.SCHEDULE_TICK);
        assertThat(next.events().getLast().event())
                .isEqualTo(away.events().getFirst().event());
        assertThat(next.scheduledUntil()).isEqualTo(NINE.plus(MINUTE));
    }

    @Test
    void scheduled_commands_are_done_once_whichever_ticks_are_received() throws Exception {
        task("Late", NINE.minus(Duration.ofDays(1)));
        var processor = processor();
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"faults\": [{\"kind\": \"too-many-requests\", \"share\": 1}]}");
        assertThat(processor
                        .process(batch(NINE), clock.instant().plusMillis(500))
                        .batchItemFailures())
                .isEmpty(); // the event is written down as deferred
        assertThat(ledger.state("demo").scheduledUntil()).isEqualTo(NINE.minus(MINUTE));
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"faults\": []}");
        var later = NINE.plus(MINUTE);
        assertThat(processor
                        .process(batch(NINE, NINE, later, NINE, later), inTime())
                        .batchItemFailures())
                .isEmpty();
        assertThat(sandbox.tasks())
                .extracting(task -> task.get("text").asText())
                .containsExactlyInAnyOrder("Late", "Plan", "Chase: Late");
        assertThat(ledger.state("demo").scheduledUntil()).isEqualTo(later);
    }

    private DueEvents dueEvents(Instant time) {
        return dueEvents(time, inTime());
    }

    private DueEvents dueEvents(Instant time, Instant deadline) {
        return scheduler.dueEvents(
                sessions.begin(demo(), deadline), ledger.own("demo"), ledger.state("demo"), tick(time));
    }

    private static ClockTick tick(Instant time) {
        var tick = new Tick(time);
        return new ClockTick(new InboxMessage("tick", "demo", tick.body(), time).from(MessageSource.CLOCK), tick);
    }

    private void scheduledUntil(Instant time) {
        ledger.write("demo", new PlannedWork(List.of(), List.of(), Set.of(), Map.of(), Set.of(), time));
    }

    private static List<EventKind> kinds(DueEvents due) {
        return due.events().stream().map(received -> received.event().kind()).toList();
    }

    private Account demo() {
        return accounts.find("demo").orElseThrow();
    }

    private Instant inTime() {
        return clock.instant().plusSeconds(20);
    }

    private BatchProcessor processor() {
        var config = TestConfig.with(Map.of("followup.reconcile-after", "0s"));
        return workers.processor(books, ledger, new InMemoryInbox(), config);
    }

    private MessageBatch batch(Instant... ticks) {
        return new MessageBatch(List.of(ticks).stream()
                .map(tick -> new InboxMessage("tick of " + tick, "demo", new Tick(tick).body(), tick)
                        .from(MessageSource.CLOCK))
                .toList());
    }

    /// Adds a task to the CRM.
    ///
    /// @return its id
    private long task(String text, Instant due) throws IOException, InterruptedException {
        var task = "[{\"text\": \"%s\", \"complete_till\": %d}]".formatted(text, due.getEpochSecond());
        return sandbox.call("POST", "/api/v4/tasks", task)
                .at("/_embedded/tasks/0/id")
                .asLong();
    }

    private RuleBookStore books(String rules) throws IOException {
        var file = Files.writeString(folder.resolve("rules.yaml"), rules);
        return new RuleBookStore(TestConfig.with(Map.of("followup.rules", "file:" + file)));
    }
}
