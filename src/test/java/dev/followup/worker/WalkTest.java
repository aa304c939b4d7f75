package dev.followup.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.config.TestConfig;
import dev.followup.crm.CrmFixture;
import dev.followup.devmode.SandboxCalls;
import dev.followup.inbox.InMemoryInbox;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.MessageBatch;
import dev.followup.inbox.MessageSource;
import dev.followup.inbox.Tick;
import dev.followup.ledger.AccountLedger;
import dev.followup.ledger.AccountLedger.SendSelection;
import dev.followup.ledger.ForwardingLedger;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.Ledger.WriteResult;
import dev.followup.ledger.LedgerRefusalException;
import dev.followup.ledger.LedgerUnavailableException;
import dev.followup.ledger.PlannedWork;
import dev.followup.ledger.Walk;
import dev.followup.ledger.memory.InMemoryLedger;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.telemetry.LogCapture;
import dev.followup.worker.schedule.RuleScheduler;
import dev.followup.worker.schedule.WalkPortion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Scheduled rules that look for leads, contacts, companies and customers, from the tick to the tasks.
class WalkTest {

    /// A Friday, nine o'clock in Moscow.
    private static final Instant NINE = Instant.parse("2026-11-20T06:00:00Z");

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static final long LONG_AGO = NINE.minus(Duration.ofDays(10)).getEpochSecond();

    @RegisterExtension
    final CrmFixture fixture = new CrmFixture();

    private final WorkerFixture workers = fixture.workers();
    private final Clock clock = fixture.clock();

    @TempDir
    Path folder;

    private final SandboxCalls sandbox = fixture.sandbox();

    @BeforeEach
    void begin() throws Exception {
        sandbox.reset();
        // The test's own calls must not use up the worker's requests.
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"requestsPerSecond\": 0}");
    }

    @Test
    void leads_without_a_next_step_get_a_task() throws Exception {
        long idle = add("leads", "Idle", "");
        long called = add("leads", "Called", "");
        long met = add("leads", "Met", "");
        add("leads", "Won", ", \"status_id\": 142");
        add("leads", "Incoming", ", \"status_id\": 96210100");
        sandbox.call("POST", "/_sandbox/leads", "{\"name\": \"New\"}");
        task(called, 1);
        task(met, 2);

        run("leads: { without-task: any, idle-for: 3d }", "{lead.name} has no next step");
        assertThat(made("has no next step"))
                .singleElement()
                .satisfies(task -> assertThat(task.path("entity_id").asLong()).isEqualTo(idle));

        run("leads: { without-task: follow-up, idle-for: 3d }", "{lead.name} has no call");
        assertThat(made("has no call"))
                .extracting(task -> task.path("text").asText())
                .containsExactly("Met has no call"); // the first run has added a task for the idle one
    }

    @Test
    void contacts_companies_and_customers_are_found_too() throws Exception {
        for (var type : List.of("contacts", "companies", "customers")) {
            long found = add(type, "Old " + type, "");
            var singular = type.equals("companies") ? "company" : type.substring(0, type.length() - 1);
            run(type + ": { without-task: any, created-before: 1d }", "Call {" + singular + ".name}");
            assertThat(made("Call Old " + type)).singleElement().satisfies(task -> {
                assertThat(task.path("entity_type").asText()).isEqualTo(type);
                assertThat(task.path("entity_id").asLong()).isEqualTo(found);
            });
        }
    }

    @Test
    void what_is_beyond_the_limit_gets_no_task_and_is_counted_loudly() throws Exception {
        many(60, "Old", 102);
        try (var log = LogCapture.of(WalkPortion.class)) {
            run("leads: { without-task: any, created-before: 1d }", "{lead.name}");
            assertThat(log.lines())
                    .containsExactly(
                            "INFO demo: the run of rule walk of 2026-11-20T09:00:00+03:00 is over: 110 leads read, 50 events",
                            "ERROR demo: rule walk reached its limit of 50 events for its run of 2026-11-20T09:00:00+03:00:"
                                    + " it ignores 10 more leads that it found. Raise limit if this is intended, else narrow"
                                    + " the search");
        }
        assertThat(made("Old")).hasSize(50);
    }

    @Test
    void a_condition_of_the_rule_is_checked_before_its_limit() throws Exception {
        many(60, "Cheap", 102);
        long dear = add("leads", "Dear", ", \"price\": 70000");
        run("""
                leads: { created-before: 1d }
                    limit: 1
                    if: { lead.price: { numeric: [">", 50000] } }""", "{lead.name}");
        assertThat(sandbox.tasks())
                .singleElement()
                .satisfies(task -> assertThat(task.path("entity_id").asLong()).isEqualTo(dear));
    }

    @Test
    void a_person_gets_one_task_with_all_leads() throws Exception {
        many(25, "Anna's", 102);
        many(2, "Boris's", 103);
        run("""
                leads: { created-before: 1d }
                    per: responsible""", "{person.name}, {leads.count}: {leads.names}");
        assertThat(sandbox.tasks()).hasSize(2).allSatisfy(task -> {
            assertThat(task.path("entity_id").isNull()).isTrue();
            assertThat(task.path("text").asText())
                    .matches(
                            task.path("responsible_user_id").asLong() == 102
                                    ? ".+, 25: Anna's 1, Anna's 2, .+, Anna's 20, … and 5 more"
                                    : ".+, 2: Boris's 1, Boris's 2");
        });
    }

    @Test
    void the_limit_of_a_rule_per_person_counts_people() throws Exception {
        many(3, "Anna's", 102);
        many(2, "Boris's", 103);
        try (var log = LogCapture.of(WalkPortion.class)) {
            run("""
                    leads: { created-before: 1d }
                        per: responsible
                        limit: 1""", "{leads.names}");
            assertThat(log.lines())
                    .last()
                    .asString()
                    .contains("reached its limit of 1 events")
                    .contains("it ignores 1 more people with what was found of them");
        }
        assertThat(sandbox.tasks())
                .singleElement()
                .satisfies(task -> assertThat(task.path("text").asText()).isEqualTo("Anna's 1, Anna's 2, Anna's 3"));
    }

    @Test
    void a_person_gets_one_task_with_all_tasks_that_are_overdue() throws Exception {
        task(501, 1);
        task(502, 1);
        run("""
                tasks: { overdue: 1d }
                    per: responsible""", "{person.id} has {tasks.count}: {tasks.texts}");
        assertThat(made(" has "))
                .singleElement()
                .satisfies(task -> assertThat(task.path("text").asText()).isEqualTo("101 has 2: Some task, Some task"));
    }

    @Test
    void ticks_that_come_again_add_nothing() throws Exception {
        many(3, "Old", 102);
        var processor = processor("leads: { created-before: 1d }", "{lead.name}", new InMemoryLedger(clock));
        for (var tick : List.of(NINE, NINE, NINE.plus(MINUTE), NINE)) {
            processor.process(tick(tick), inTime());
        }
        assertThat(sandbox.tasks()).hasSize(3);
    }

    @Test
    void a_crash_before_the_ledger_is_written_loses_nothing() throws Exception {
        assertOnceAfterFailure(false);
    }

    @Test
    void a_crash_after_the_ledger_is_written_doubles_nothing() throws Exception {
        assertOnceAfterFailure(true);
    }

    private void assertOnceAfterFailure(boolean isWritten) throws Exception {
        many(3, "Old", 102);
        var ledger = new FailingOnce(new InMemoryLedger(clock), isWritten);
        var processor = processor("leads: { without-task: any, created-before: 1d }", "{lead.name}", ledger);
        assertThat(processor.process(tick(NINE), inTime()).batchItemFailures()).isEmpty();
        assertThat(ledger.hasFailed).isTrue();
        processor.process(tick(NINE.plus(MINUTE)), inTime());
        processor.process(tick(NINE.plus(MINUTE.multipliedBy(2))), inTime());
        assertThat(sandbox.tasks()).hasSize(3);
    }

    @Test
    void what_the_ledger_refuses_of_a_walk_stops_no_other() throws Exception {
        many(3, "Old", 102);
        var ledger = new RefusingRule(new InMemoryLedger(clock), "walk");
        var file = Files.writeString(folder.resolve("rules.yaml"), """
                zone: Europe/Moscow
                rules:
                  - name: walk
                    every: "0 9 * * *"
                    leads: { without-task: meeting, created-before: 1d }
                    then: [{ create-task: { text: "Refused", due: 2h, responsible: owner } }]
                  - name: other
                    every: "0 9 * * *"
                    leads: { without-task: meeting, created-before: 1d }
                    then: [{ create-task: { text: "Other", due: 2h, responsible: owner } }]
                """);
        var config = TestConfig.with(Map.of("followup.rules", "file:" + file));
        var processor = workers.processor(new RuleBookStore(config), ledger, new InMemoryInbox(), config);

        assertThat(processor.process(tick(NINE), inTime()).batchItemFailures()).isEmpty();
        assertThat(made("Other")).isNotEmpty();
        assertThat(made("Refused")).isEmpty();
    }

    @Test
    void a_run_that_is_not_over_goes_on_and_swallows_the_next() throws Exception {
        many(3, "Old", 102);
        var ledger = new InMemoryLedger(clock);
        var yesterday = NINE.minus(Duration.ofDays(1));
        long second = sandbox.call("GET", "/api/v4/leads?limit=250", "")
                .at("/_embedded/leads/51/id")
                .asLong();
        var begun = new Walk("walk", yesterday, false, second, 52, 0, 0, Map.of(), null);
        var own = ledger.acquire("demo", "test", MINUTE).orElseThrow();
        own.write(PlannedWork.of(List.of()).walks(List.of(begun)), SendSelection.NONE);
        own.release(Map.of());
        try (var log = LogCapture.of(RuleScheduler.class)) {
            processor("leads: { created-before: 1d }", "{lead.name} at {event.rule}", ledger)
                    .process(tick(NINE), inTime());
            assertThat(log.lines())
                    .containsExactly(
                            "WARN demo: rule walk leaves out its run of 2026-11-20T09:00:00+03:00, since that of"
                                    + " 2026-11-19T09:00:00+03:00 is not over: 52 entities are read. Let it run less often");
        }
        assertThat(sandbox.tasks())
                .extracting(task -> task.path("text").asText())
                .containsExactly("Old 3 at walk");
        assertThat(ledger.acquire("demo", "test", MINUTE).orElseThrow().walks())
                .singleElement()
                .satisfies(walk -> {
                    assertThat(walk.slot()).isEqualTo(yesterday);
                    assertThat(walk.isOver()).isTrue();
                });
    }

    @Test
    void the_next_tick_goes_on_if_the_crm_fails() throws Exception {
        many(3, "Old", 102);
        var processor = processor("leads: { created-before: 1d }", "{lead.name}", new InMemoryLedger(clock));
        sandbox.call(
                "PUT",
                "/_sandbox/behaviour",
                "{\"faults\": [{\"kind\": \"forbidden-json\", \"share\": 1, \"path\": \"/api/v4/leads\"}]}");
        processor.process(tick(NINE), inTime());
        assertThat(sandbox.tasks()).isEmpty();
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"faults\": []}");
        processor.process(tick(NINE.plus(MINUTE)), inTime());
        assertThat(sandbox.tasks()).hasSize(3);
    }

    private void run(String keys, String text) throws Exception {
        processor(keys, text, new InMemoryLedger(clock)).process(tick(NINE), inTime());
    }

    private BatchProcessor processor(String keys, String text, Ledger ledger) throws IOException {
        var file = Files.writeString(folder.resolve("rules.yaml"), """
                zone: Europe/Moscow
                rules:
                  - name: walk
                    every: "0 9 * * *"
                    %s
                    then: [{ create-task: { text: "%s", due: 2h, responsible: owner } }]
                """.formatted(keys, text));
        var config = TestConfig.with(Map.of("followup.rules", "file:" + file));
        return workers.processor(new RuleBookStore(config), ledger, new InMemoryInbox(), config);
    }

    private static MessageBatch tick(Instant time) {
        return new MessageBatch(List.of(
                new InboxMessage("tick of " + time, "demo", new Tick(time).body(), time).from(MessageSource.CLOCK)));
    }

    private Instant inTime() {
        return clock.instant().plusSeconds(20);
    }

    private List<JsonNode> made(String words) throws Exception {
        return sandbox.tasks().stream()
                .filter(task -> task.path("text").asText().contains(words))
                .toList();
    }

    /// Adds an entity that has been idle for ten days.
    private long add(String type, String name, String more) throws Exception {
        var body = "{\"count\": 1, \"name\": \"%s\", \"created_at\": %d, \"updated_at\": %d%s}"
                .formatted(name, LONG_AGO, LONG_AGO, more);
        long id = sandbox.call("POST", "/_sandbox/" + type, body).path("first").asLong();
        var rename = "[{\"id\": %d, \"name\": \"%s\", \"updated_at\": %d}]".formatted(id, name, LONG_AGO);
        assertThat(sandbox.call("PATCH", "/api/v4/" + type, rename).has("_embedded"))
                .isTrue();
        return id;
    }

    private void many(int count, String name, long owner) throws Exception {
        var body =
                "{\"count\": %d, \"name\": \"%s\", \"created_at\": %d, \"updated_at\": %d, \"responsible_user_id\": %d}"
                        .formatted(count, name, LONG_AGO, LONG_AGO, owner);
        sandbox.call("POST", "/_sandbox/leads", body);
    }

    private void task(long lead, int type) throws Exception {
        var task =
                "[{\"text\": \"Some task\", \"complete_till\": %d, \"entity_id\": %d, \"entity_type\": \"leads\", \"task_type_id\": %d}]"
                        .formatted(LONG_AGO, lead, type);
        sandbox.call("POST", "/api/v4/tasks", task);
    }

    /// A ledger that refuses each time what the walk of a rule has found.
    private static final class RefusingRule extends ForwardingLedger {

        private final String rule;

        RefusingRule(Ledger ledger, String rule) {
            super(ledger);
            this.rule = rule;
        }

        @Override
        protected AccountLedger around(AccountLedger acquired) {
            return new ForwardingAccountLedger(acquired) {
                @Override
                public WriteResult write(PlannedWork work, SendSelection selection) {
                    if (!work.drafts().isEmpty()
                            && work.walks().stream()
                                    .anyMatch(walk -> walk.rule().equals(rule))) {
                        throw new LedgerRefusalException("refused", new IllegalStateException());
                    }
                    return super.write(work, selection);
                }
            };
        }
    }

    /// A ledger that fails once, when what a walk has found is written.
    private static final class FailingOnce extends ForwardingLedger {

        private final boolean isWritten;
        boolean hasFailed;

        FailingOnce(Ledger ledger, boolean isWritten) {
            super(ledger);
            this.isWritten = isWritten;
        }

        @Override
        protected AccountLedger around(AccountLedger acquired) {
            return new ForwardingAccountLedger(acquired) {
                @Override
                public WriteResult write(PlannedWork work, SendSelection selection) {
                    if (hasFailed || work.walks().isEmpty() || work.drafts().isEmpty()) {
                        return super.write(work, selection);
                    }
                    hasFailed = true;
                    @Nullable WriteResult written = isWritten ? super.write(work, selection) : null;
                    throw new LedgerUnavailableException("away " + Objects.toString(written), null);
                }
            };
        }
    }
}
