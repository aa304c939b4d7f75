package dev.followup.ledger.dynamodb;

import static dev.followup.ledger.LedgerSamples.NOON;
import static dev.followup.ledger.LedgerSamples.draft;
import static dev.followup.ledger.LedgerSamples.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.followup.TestClock;
import dev.followup.event.EventSubject;
import dev.followup.event.Facts;
import dev.followup.ledger.AccountLedger;
import dev.followup.ledger.AccountLedger.SendSelection;
import dev.followup.ledger.HeardEvent;
import dev.followup.ledger.Ledger.WaitResult;
import dev.followup.ledger.LedgerUnavailableException;
import dev.followup.ledger.PlannedWork;
import dev.followup.ledger.TestLedger;
import dev.followup.ledger.WaitSamples;
import dev.followup.task.DraftCommand;
import dev.followup.task.NewTask;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskType;
import dev.followup.task.Wait;
import dev.followup.task.WaitEnd;
import dev.followup.task.WaitRequest;
import dev.followup.telemetry.LogCapture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Tests of how waits are kept in the table, and of what they cost there.
class DynamoDbWaitsTest {

    private static final Instant TEN_PAST = NOON.plusSeconds(600);

    private final TestClock clock = new TestClock(NOON);
    private final TableCallCounter calls = new TableCallCounter();
    private final EmbeddedTable local = new EmbeddedTable();
    private final Table table = new DynamoDbTable(local.client(), local.name);
    private final TestLedger ledger = ledger(local, calls);

    private TestLedger ledger(EmbeddedTable in, TableCallCounter counter) {
        return new TestLedger(new DynamoDbLedger(in.client(counter), in.name, clock, Runnable::run));
    }

    @Test
    void what_waits_can_be_read_by_a_person_and_never_expires() {
        ledger.write(
                "demo", WaitSamples.asking(WaitSamples.start("a", 0), WaitSamples.stop("s", -5, WaitSamples.LEAD)));
        assertThat(item("W#demo", "due#001795263000#a|call|0"))
                .doesNotContainKey("expires")
                .containsEntry("version", AttributeValue.fromN("1"))
                .containsEntry("wait", AttributeValue.fromS("""
                                {"origin":{"event":"a","rule":"call","position":0},\
                                "event":{"kind":"lead.added","account":"demo","entity":{"type":"leads","id":501},\
                                "time":"2026-11-21T12:00:00Z","facts":{"lead":{"id":501}},"key":"a"},\
                                "storedAt":"2026-11-21T12:00:00Z","subject":"leads/501","subjects":["leads/501"],\
                                "due":"2026-11-21T12:10:00Z","retryAt":"2026-11-21T12:10:00Z"}"""));
        assertThat(item("M#demo#call#leads/501", "MARKER"))
                .containsEntry("content", AttributeValue.fromS("""
                                {"waiting":{},"stops":{"leads":{"at":"2026-11-21T11:59:55Z","event":"s"}},\
                                "closings":{},"made":[]}"""))
                .containsValue(AttributeValue.fromS("""
                                {"event":"a","subject":"leads/501","subjects":["leads/501"],\
                                "at":"2026-11-21T12:00:00Z","steps":{"0":"2026-11-21T12:10:00Z"},"due":{},"isHeld":false}"""));
    }

    @Test
    void a_marker_without_the_times_of_postponed_waits_can_be_read() {
        ledger.write("demo", WaitSamples.asking(WaitSamples.start("a", 0)));
        var name = item("M#demo#call#leads/501", "MARKER").keySet().stream()
                .filter(attribute -> attribute.startsWith("waiting_"))
                .findFirst()
                .orElseThrow();
        setAttribute("M#demo#call#leads/501", "MARKER", name, AttributeValue.fromS("""
                {"event":"a","subject":"leads/501","subjects":["leads/501"],\
                "at":"2026-11-21T12:00:00Z","steps":{"0":"2026-11-21T12:10:00Z"},"isHeld":false}"""));
        assertThat(ledger.write("demo", WaitSamples.asking(WaitSamples.start("b", 5)))
                        .waits())
                .extracting(WaitResult::kind)
                .containsExactly(WaitResult.Kind.WAITS_ALREADY);
    }

    @Test
    void a_marker_expires_after_its_last_stop_and_later_while_something_waits() {
        ledger.write(
                "demo",
                WaitSamples.asking(WaitSamples.start("a", 0), WaitSamples.stop("s", 0, EventSubject.of("leads/502"))));
        assertThat(daysOf("M#demo#call#leads/501", "MARKER")).isEqualTo(400);
        assertThat(daysOf("M#demo#call#leads/502", "MARKER")).isEqualTo(35);
        assertThat(daysOf("E#demo#a", "EVENT")).isEqualTo(35);
        assertThat(daysOf("E#demo#s", "EVENT")).isEqualTo(35);
    }

    @Test
    void an_unreadable_wait_or_marker_is_left_out_and_the_others_fire() {
        ledger.write(
                "demo",
                WaitSamples.asking(
                        start("a", "leads/1"), start("b", "leads/2"), start("c", "leads/3"), start("d", "leads/4")));
        setAttribute("W#demo", "due#001795263000#a|call|0", "wait", AttributeValue.fromS("{"));
        setAttribute("W#demo", "due#001795263000#b|call|0", "version", AttributeValue.fromN("2"));
        setAttribute("M#demo#call#leads/3", "MARKER", "content", AttributeValue.fromN("1"));
        setAttribute("M#demo#call#leads/4", "MARKER", "revision", AttributeValue.fromS("x"));
        try (var log = LogCapture.of(Item.class)) {
            var own = ledger.own("demo");
            assertThat(own.dueWaits(NOON.plusSeconds(900), 2))
                    .extracting(Wait::key)
                    .containsExactly("c|call|0", "d|call|0");
            clock.pass(Duration.ofMinutes(20));
            var stops = IntStream.rangeClosed(1, 4)
                    .mapToObj(i -> WaitSamples.stop("s" + i, -5, EventSubject.of("leads/" + i)))
                    .toArray(WaitRequest[]::new);
            own.write(WaitSamples.asking(stops), SendSelection.NONE);
            assertThat(own.write(fired(own.dueWaits(NOON.plusSeconds(900), 100)), SendSelection.NONE)
                            .added())
                    .hasSize(2);
            assertThat(log.lines())
                    .hasSize(4)
                    .allSatisfy(line -> assertThat(line).contains("cannot be read and is left out"));
        }
    }

    @Test
    void requests_cost_no_further_trip_after_the_history() {
        var own = ledger.own("demo");
        ask(own, WaitSamples.start("a", 0));
        ask(own, WaitSamples.start("b", 5));
        ask(own, WaitSamples.stop("s", 3, WaitSamples.LEAD), "BatchGetItem"); // what was held back begins
        ask(own, WaitSamples.stop("t", 10, WaitSamples.LEAD));
        ask(own, WaitSamples.start("c", 7));
        ask(own, start("d", "talks/1"));
    }

    private void ask(AccountLedger own, WaitRequest request, String... more) {
        calls.taken();
        own.history(Set.of(request.event()), Set.of(), List.of(), List.of(request));
        own.write(WaitSamples.asking(request), SendSelection.NONE);
        var expected = new ArrayList<>(List.of("BatchGetItem"));
        expected.addAll(List.of(more));
        expected.add("TransactWriteItems");
        assertThat(calls.taken()).isEqualTo(expected);
    }

    @Test
    void fifty_waits_fire_with_a_query_a_read_and_two_transactions() {
        var starts = IntStream.rangeClosed(1, 55)
                .mapToObj(i -> start("e" + i, "leads/" + i))
                .toArray(WaitRequest[]::new);
        ledger.write("demo", WaitSamples.asking(starts));
        var own = ledger.own("demo");
        calls.taken();
        own.write(fired(own.dueWaits(TEN_PAST, 50)).scheduledUntil(NOON), SendSelection.NONE);
        assertThat(calls.taken()).containsExactly("Query", "BatchGetItem", "TransactWriteItems", "TransactWriteItems");
        assertThat(own.dueWaits(TEN_PAST, 50)).hasSize(5);
    }

    @Test
    void writing_again_completes_requests_of_a_write_that_ended_at_any_call() {
        var work = waitsOfMany();
        ledger.write("demo", WaitSamples.asking(WaitSamples.start("old", 0)));
        var own = ledger.own("demo");
        calls.taken();
        own.write(work, SendSelection.NONE);
        int all = calls.taken().size();
        var expected = waiting(ledger);
        assertThat(expected).hasSize(60).doesNotContain("old|call|0");
        for (int call = 0; call < 2 * all; call++) {
            var fresh = new EmbeddedTable();
            var next = ledger(fresh, new TableCallCounter());
            next.write("demo", WaitSamples.asking(WaitSamples.start("old", 0)));
            var process = new TableCallCounter();
            var ending = ledger(fresh, process).own("demo");
            if (call < all) {
                process.endAfterMore(call);
            } else {
                process.endWithTheAnswerOf(call - all);
            }
            assertThatThrownBy(() -> ending.write(work, SendSelection.NONE))
                    .isInstanceOf(LedgerUnavailableException.class);
            if (next.heardEvents("demo", Set.of("s")).containsKey("s")) {
                assertThat(waiting(next))
                        .as("an event with a record has had its effect")
                        .doesNotContain("old|call|0");
            }
            next.write("demo", work);
            assertThat(waiting(next)).isEqualTo(expected);
        }
    }

    /// A stop, and more starts than fit into a transaction.
    private static PlannedWork waitsOfMany() {
        var requests = new ArrayList<WaitRequest>();
        requests.add(WaitSamples.stop("s", 5, WaitSamples.LEAD));
        IntStream.rangeClosed(1, 60).forEach(i -> requests.add(start("e" + i, "leads/" + i)));
        var heard = requests.stream()
                .map(request -> new HeardEvent(request.event(), NOON, NOON, null))
                .toList();
        return PlannedWork.of(List.of()).heard(heard).waits(requests, List.of());
    }

    @Test
    void a_wait_fires_once_at_whatever_call_its_end_was_written() {
        for (int call = 0; call < 8; call++) {
            var fresh = new EmbeddedTable();
            var next = ledger(fresh, new TableCallCounter());
            next.write("demo", WaitSamples.asking(start("a", "leads/1"), start("b", "leads/2")));
            var process = new TableCallCounter();
            var ending = ledger(fresh, process).own("demo");
            if (call < 4) {
                process.endAfterMore(call);
            } else {
                process.endWithTheAnswerOf(call - 4);
            }
            try {
                ending.write(fired(ending.dueWaits(TEN_PAST, 10)), SendSelection.NONE);
            } catch (LedgerUnavailableException _) {
                assertThat(waiting(next).size()
                                + next.state("demo").pendingCommands().size())
                        .isEqualTo(2);
            }
            var again = next.own("demo");
            again.write(fired(again.dueWaits(TEN_PAST, 10)), SendSelection.NONE);
            again.release(Map.of());
            assertThat(waiting(next)).isEmpty();
            assertThat(next.state("demo").pendingCommands()).hasSize(2);
        }
    }

    @Test
    void what_is_too_large_to_wait_is_set_aside_alone() {
        var small = WaitSamples.start("large", 0);
        var cause = event("large", Map.of("lead", Map.of("name", "Ё".repeat(205_000))));
        var large = new WaitRequest.Start(
                cause, small.rule(), NOON, small.subject(), small.subjects(), small.steps(), small.ifAgain(), null);
        var written = ledger.write("demo", WaitSamples.asking(large, start("b", "leads/2")));
        assertThat(written.tooLarge()).containsExactly("large");
        assertThat(waiting(ledger)).containsExactly("b|call|0");
    }

    @Test
    void a_date_that_is_too_large_to_be_waited_for_is_set_aside_alone() {
        var small = WaitSamples.follow("a", 0, Map.of("monday", 600L));
        var date = small.dates().getFirst();
        var large = new WaitRequest.Follow(
                "large",
                small.rule(),
                NOON,
                EventSubject.of("leads/7"),
                small.updatedAt(),
                List.of(date.with(new Facts(Map.of("lead", Map.of("name", "Ё".repeat(205_000)))))),
                small.ifLate(),
                false,
                1);
        var written = ledger.write("demo", WaitSamples.asking(large, small));
        assertThat(written.tooLarge()).containsExactly("large");
        assertThat(waiting(ledger)).hasSize(1);
    }

    @Test
    void a_command_that_is_too_large_ends_its_wait_alone() {
        ledger.write("demo", WaitSamples.asking(start("b", "leads/2"), start("c", "leads/3")));
        var task = new NewTask(TaskType.FOLLOW_UP, "Ё".repeat(205_000), NOON, null, null, null, null);
        var large = DraftCommand.of(new TaskCommand.Create(new TaskCommand.Origin("b", "call", 0), task, null));
        var due = ledger.own("demo").dueWaits(TEN_PAST, 10);
        var written = ledger.write(
                "demo",
                WaitSamples.ending(WaitEnd.fired(due.getFirst(), large), WaitEnd.fired(due.getLast(), draft("c"))));
        assertThat(written.tooLarge()).containsExactly("b");
        assertThat(written.added()).hasSize(1);
        assertThat(waiting(ledger)).isEmpty();
    }

    private static WaitRequest start(String event, String subject) {
        var start = WaitSamples.start(event, 0);
        var about = EventSubject.of(subject);
        return new WaitRequest.Start(
                start.cause(), start.rule(), NOON, about, Set.of(about), start.steps(), start.ifAgain(), null);
    }

    private static PlannedWork fired(List<Wait> due) {
        return WaitSamples.ending(due.stream()
                .map(wait -> WaitEnd.fired(wait, draft(wait.origin().event())))
                .toArray(WaitEnd[]::new));
    }

    private static List<String> waiting(TestLedger ledger) {
        var own = ledger.own("demo");
        var keys = own.dueWaits(NOON.plusSeconds(100_000), 1000).stream()
                .map(Wait::key)
                .toList();
        own.release(Map.of());
        return keys;
    }

    private Map<String, AttributeValue> item(String partition, String sort) {
        var key = new ItemKey(partition, sort);
        return table.read(Set.of(key)).getOrDefault(key, Item.of(key)).attributes();
    }

    private long daysOf(String partition, String sort) {
        var expires = new Item(item(partition, sort)).number("expires");
        return Duration.ofSeconds(expires - NOON.getEpochSecond()).toDays();
    }

    private void setAttribute(String partition, String sort, String name, AttributeValue value) {
        var change = ConditionalWrite.update(new ItemKey(partition, sort), new AttributeChange.Set(name, value));
        assertThat(table.write(List.of(change.onlyIf(ItemCondition.exists())))).isEmpty();
    }
}
