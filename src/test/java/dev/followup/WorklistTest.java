package dev.followup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.account.Accounts;
import dev.followup.crm.Measure;
import dev.followup.crm.Visit;
import dev.followup.crm.Visits;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.ledger.Decisions;
import dev.followup.ledger.InMemoryLedger;
import dev.followup.task.Draft;
import dev.followup.task.NewTask;
import dev.followup.task.Occasion;
import dev.followup.task.Outcome;
import dev.followup.task.TaskOrder;
import dev.followup.task.TaskType;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class WorklistTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final EntityRef LEAD = new EntityRef(EntityRef.Type.LEADS, 501);

    @Inject
    Visits visits;

    @Inject
    Accounts accounts;

    private final TestClock clock = new TestClock(NOON);
    private final InMemoryLedger ledger = new InMemoryLedger(clock);
    private Visit visit;
    private Worklist list;
    private LogLines log;

    @BeforeEach
    void open() {
        visit = visits.begin(accounts.all().getFirst(), Instant.MAX);
        list = new Worklist(visit, ledger, clock);
        log = LogLines.open();
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void tells_an_events_way_once_when_nothing_of_it_is_left() {
        write(order("e1", 0), order("e1", 1));
        list.read();
        clock.pass(Duration.ofSeconds(2));
        close("e1", 0, Outcome.Done.added(7));
        assertThat(ways()).isEmpty();
        clock.pass(Duration.ofSeconds(1));
        close("e1", 1, new Outcome.Skipped("task 7 is open"));
        assertThat(ways())
                .singleElement()
                .asString()
                .contains(
                        "demo: leads/501 lead.added of 2026-11-21T11:59:59.600Z: stored after 300 ms, planned after 400 ms,"
                                + " over after 3400 ms: call|0 done, task 7 added; call|1 skipped");
    }

    @Test
    void does_not_tell_the_way_of_what_stays() {
        write(order("e1", 0), order("e2", 0));
        list.read();
        close("e1", 0, new Outcome.Later("CRM away"));
        close("e2", 0, new Outcome.Blocked("CRM closed"));
        assertThat(ways()).isEmpty();
    }

    @Test
    void what_waits_for_one_reason_is_one_line_and_what_is_done_a_line_each() {
        write(order("e1", 0), order("e2", 0), order("e3", 0), order("e4", 0));
        list.read();
        list.close(Map.of(
                "e1|call|0",
                new Outcome.Later("CRM away"),
                "e2|call|0",
                new Outcome.Later("CRM away"),
                "e3|call|0",
                Outcome.Done.added(8),
                "e4|call|0",
                Outcome.Done.added(9)));
        assertThat(steps())
                .hasSize(3)
                .anyMatch(line -> line.contains("demo: each of 2 orders: waits: CRM away"))
                .anyMatch(line -> line.contains("demo: leads/501: rule call: task 8 added"))
                .anyMatch(line -> line.contains("demo: leads/501: rule call: task 9 added"));
    }

    @Test
    void measures_what_is_left_and_how_long_what_is_done_took() {
        write(order("e1", 0), order("e2", 0), order("e3", 0));
        clock.pass(Duration.ofSeconds(90));
        list.read();
        assertThat(measured(Measure.TO_DO)).containsExactly(3L);
        assertThat(measured(Measure.OLDEST_TO_DO)).containsExactly(90L);
        list.close(Map.of(
                "e1|call|0", Outcome.Done.added(7),
                "e2|call|0", new Outcome.Refused("no such lead"),
                "e3|call|0", new Outcome.Blocked("CRM closed")));
        assertThat(measured(Measure.TO_DO)).containsExactly(1L);
        assertThat(measured(Measure.ORDERS_DONE)).containsExactly(1L);
        assertThat(measured(Measure.ORDERS_REFUSED)).containsExactly(1L);
        assertThat(measured(Measure.ORDERS_LATER)).containsExactly(1L);
        assertThat(measured(Measure.LAG)).containsExactly(90_400L);
        close("e3", 0, Outcome.Done.added(8));
        assertThat(measured(Measure.TO_DO)).containsExactly(0L);
        assertThat(measured(Measure.OLDEST_TO_DO)).containsExactly(0L);
    }

    private void close(String event, int position, Outcome outcome) {
        list.close(Map.of(event + "|call|" + position, outcome));
    }

    private void write(TaskOrder... orders) {
        var occasion = new Occasion(EventKind.LEAD_ADDED, LEAD, NOON.minusMillis(400), NOON.minusMillis(100));
        var drafts = Stream.of(orders).map(Draft::of).toList();
        var occasions = Map.of("e1", occasion, "e2", occasion, "e3", occasion, "e4", occasion);
        ledger.write("demo", new Decisions(drafts, List.of(), Set.of(), Map.of(), Set.of(), null, occasions));
    }

    private static TaskOrder order(String event, int position) {
        var task = new NewTask(TaskType.FOLLOW_UP, "Call", NOON, null, LEAD, null, null);
        return new TaskOrder.Create(new TaskOrder.Origin(event, "call", position), task, null);
    }

    private List<Long> measured(Measure measure) {
        return visit.tally().values().getOrDefault(measure, List.of());
    }

    private List<String> ways() {
        return log.lines().stream()
                .filter(line -> line.contains("dev.followup.ways"))
                .toList();
    }

    private List<String> steps() {
        return log.lines().stream()
                .filter(line -> line.contains("[dev.followup]"))
                .toList();
    }
}
