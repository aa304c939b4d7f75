package dev.followup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.Clockwork.Stroke;
import dev.followup.account.Account;
import dev.followup.account.Accounts;
import dev.followup.account.Credentials;
import dev.followup.config.Settings;
import dev.followup.crm.CrmTasks;
import dev.followup.crm.Visits;
import dev.followup.event.CrmEvent;
import dev.followup.event.EventKind;
import dev.followup.lane.InMemoryLanes;
import dev.followup.lane.LaneBatch;
import dev.followup.lane.Message;
import dev.followup.lane.Tick;
import dev.followup.ledger.Decisions;
import dev.followup.ledger.InMemoryLedger;
import dev.followup.local.SandboxCalls;
import dev.followup.local.SandboxResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
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
import org.junit.jupiter.api.io.TempDir;

/// What the clock sets off, whichever ticks come.
@QuarkusTest
@QuarkusTestResource(SandboxResource.class)
class ClockworkTest {

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

    @Inject
    Hall hall;

    @Inject
    Accounts accounts;

    @Inject
    CrmTasks crm;

    @Inject
    Visits visits;

    @Inject
    Credentials credentials;

    @Inject
    Clock clock;

    @TempDir
    Path folder;

    private final SandboxCalls sandbox = new SandboxCalls();
    private InMemoryLedger ledger;
    private RuleBooks books;
    private Clockwork clockwork;

    @BeforeEach
    void begin() throws Exception {
        sandbox.reset();
        // The test's own calls must not use up the worker's requests.
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"requestsPerSecond\": 0}");
        ledger = new InMemoryLedger(clock);
        books = books(RULES);
        clockwork = new Clockwork(books, crm, credentials);
    }

    @Test
    void the_first_tick_of_all_looks_back_a_minute() {
        assertThat(kinds(strike(NINE))).containsExactly(EventKind.SCHEDULE_TICK);
        assertThat(kinds(strike(NINE.plus(MINUTE).minusSeconds(1)))).containsExactly(EventKind.SCHEDULE_TICK);
        assertThat(strike(NINE.plus(MINUTE))).isEqualTo(new Stroke(List.of(), NINE.plus(MINUTE)));
    }

    @Test
    void ticks_that_did_not_come_are_made_up_for_once() {
        ticked(NINE.minus(Duration.ofDays(3)));
        var stroke = strike(NINE.plus(Duration.ofHours(5)));
        assertThat(stroke.events())
                .singleElement()
                .satisfies(event -> assertThat(event.time()).isEqualTo(NINE));
        assertThat(stroke.ticked()).isEqualTo(NINE.plus(Duration.ofHours(5)));
    }

    @Test
    void a_tick_that_comes_again_or_too_late_does_nothing() {
        ticked(NINE);
        assertThat(strike(NINE)).isEqualTo(new Stroke(List.of(), null));
        assertThat(strike(NINE.minus(Duration.ofDays(1)))).isEqualTo(new Stroke(List.of(), null));
    }

    @Test
    void a_rule_that_looks_at_tasks_fires_for_each_that_it_finds() throws Exception {
        var late = task("Late", NINE.minus(Duration.ofDays(1)));
        var later = task("Later", NINE.minus(Duration.ofDays(9)));
        task("Not yet late", NINE);
        assertThat(strike(NINE).events())
                .extracting(CrmEvent::key)
                .containsExactly(
                        "demo:chase:1795154400:" + late, "demo:chase:1795154400:" + later, "demo:plan:1795154400");
    }

    @Test
    void a_tick_that_cannot_ask_the_crm_leaves_it_to_the_next() throws Exception {
        task("Late", NINE.minus(Duration.ofDays(1)));
        ticked(NINE.minus(MINUTE));
        var away = strike(NINE, clock.instant().minusSeconds(1));
        assertThat(kinds(away)).containsExactly(EventKind.SCHEDULE_TICK);
        assertThat(away.ticked()).isNull();
        var next = strike(NINE.plus(MINUTE));
        assertThat(kinds(next)).containsExactly(EventKind.TASK_FOUND, EventKind.SCHEDULE_TICK);
        assertThat(next.events().getLast()).isEqualTo(away.events().getFirst());
        assertThat(next.ticked()).isEqualTo(NINE.plus(MINUTE));
    }

    @Test
    void what_it_sets_off_is_done_once_whichever_ticks_come() throws Exception {
        task("Late", NINE.minus(Duration.ofDays(1)));
        var automation = automation();
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"faults\": [{\"kind\": \"too-many-requests\", \"share\": 1}]}");
        assertThat(automation
                        .react(batch(NINE), clock.instant().plusMillis(500))
                        .batchItemFailures())
                .isEmpty(); // the order to plan is written down and waits
        assertThat(ledger.agenda("demo").ticked()).isEqualTo(NINE.minus(MINUTE));
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"faults\": []}");
        var later = NINE.plus(MINUTE);
        assertThat(automation
                        .react(batch(NINE, NINE, later, NINE, later), inTime())
                        .batchItemFailures())
                .isEmpty();
        assertThat(sandbox.tasks())
                .extracting(task -> task.get("text").asText())
                .containsExactlyInAnyOrder("Late", "Plan", "Chase: Late");
        assertThat(ledger.agenda("demo").ticked()).isEqualTo(later);
    }

    private Stroke strike(Instant time) {
        return strike(time, inTime());
    }

    private Stroke strike(Instant time, Instant deadline) {
        return clockwork.strike(
                visits.begin(demo(), deadline), ledger.agenda("demo").ticked(), new Tick(time));
    }

    private void ticked(Instant time) {
        ledger.write("demo", new Decisions(List.of(), List.of(), Set.of(), Map.of(), Set.of(), time));
    }

    private static List<EventKind> kinds(Stroke stroke) {
        return stroke.events().stream().map(CrmEvent::kind).toList();
    }

    private Account demo() {
        return accounts.find("demo").orElseThrow();
    }

    private Instant inTime() {
        return clock.instant().plusSeconds(20);
    }

    private Automation automation() {
        var config = Settings.with(Map.of("followup.look-up-after", "0s"));
        return hall.automation(books, ledger, new InMemoryLanes(), config);
    }

    private LaneBatch batch(Instant... ticks) {
        return new LaneBatch(List.of(ticks).stream()
                .map(tick -> new Message("tick of " + tick, "demo", new Tick(tick).body(), tick))
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

    private RuleBooks books(String rules) throws IOException {
        var file = Files.writeString(folder.resolve("rules.yaml"), rules);
        return new RuleBooks(Settings.with(Map.of("followup.rules", "file:" + file)));
    }
}
