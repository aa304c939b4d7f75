package dev.followup.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.task.Draft;
import dev.followup.task.NewTask;
import dev.followup.task.Outcome;
import dev.followup.task.TaskOrder;
import dev.followup.task.TaskType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InMemoryLedgerTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private final SetClock clock = new SetClock();
    private final Ledger ledger = new InMemoryLedger(clock);

    @Test
    void what_is_written_is_to_do_in_its_order() {
        write(order("b"), order("a"));
        write(order("c"));
        assertThat(ledger.agenda("demo").entries())
                .extracting(entry -> entry.order().origin().event())
                .containsExactly("b", "a", "c");
    }

    @Test
    void what_is_known_is_not_written_again() {
        write(order("a"));
        ledger.send("demo", List.of(order("a")), NOON);
        write(order("a"));
        assertThat(ledger.agenda("demo").entries())
                .containsExactly(new Ledger.Entry(order("a"), new Ledger.Sent(NOON, false)));
    }

    @Test
    void what_is_done_leaves_the_list_and_never_comes_back() {
        write(order("a"), order("b"), order("c"), order("d"));
        ledger.close(
                "demo",
                Map.of(
                        order("a").key(), Outcome.Done.added(1),
                        order("b").key(), new Outcome.Skipped("has one"),
                        order("c").key(), new Outcome.Refused("no such user")));
        write(order("a"), order("b"), order("c"), order("d"));
        assertThat(ledger.agenda("demo").entries()).containsExactly(new Ledger.Entry(order("d"), null));
    }

    @Test
    void what_was_surely_not_done_is_to_do_again() {
        write(order("a"), order("b"));
        ledger.send("demo", List.of(order("a"), order("b")), NOON);
        ledger.close(
                "demo",
                Map.of(order("a").key(), new Outcome.Later("limit"), order("b").key(), new Outcome.Blocked("403")));
        assertThat(ledger.agenda("demo").entries())
                .containsExactly(new Ledger.Entry(order("a"), null), new Ledger.Entry(order("b"), null));
    }

    @Test
    void what_may_have_been_done_keeps_the_time_of_its_first_sending() {
        write(order("a"));
        ledger.send("demo", List.of(order("a")), NOON);
        ledger.close("demo", Map.of(order("a").key(), new Outcome.Uncertain("cut", NOON, true)));
        ledger.send("demo", List.of(order("a")), NOON.plusSeconds(60));
        assertThat(ledger.agenda("demo").entries())
                .containsExactly(new Ledger.Entry(order("a"), new Ledger.Sent(NOON, true)));
    }

    @Test
    void knows_the_tasks_that_were_made() {
        write(order("a"));
        ledger.close("demo", Map.of(order("a").key(), Outcome.Done.added(9001)));
        assertThat(ledger.traces("demo", Set.of(9001L, 9002L)))
                .containsOnly(Map.entry(9001L, new Ledger.Trace(order("a").origin(), Set.of(), null)));
        assertThat(ledger.traces("other", Set.of(9001L))).isEmpty();
    }

    @Test
    void accounts_have_lists_of_their_own() {
        write(order("a"));
        ledger.close("other", Map.of(order("a").key(), Outcome.Done.added(1)));
        assertThat(ledger.agenda("demo").entries()).hasSize(1);
        assertThat(ledger.agenda("other").entries()).isEmpty();
    }

    @Test
    void a_lane_has_one_owner_until_the_hold_ends() {
        assertThat(ledger.lease("demo", "first", Duration.ofMinutes(1))).isTrue();
        assertThat(ledger.lease("demo", "second", Duration.ofMinutes(1))).isFalse();
        assertThat(ledger.lease("demo", "first", Duration.ofMinutes(1))).isTrue();
        clock.now = NOON.plusSeconds(60);
        assertThat(ledger.lease("demo", "second", Duration.ofMinutes(1))).isTrue();
    }

    @Test
    void only_its_owner_gives_a_lane_back() {
        ledger.lease("demo", "first", Duration.ofMinutes(1));
        ledger.release("demo", "second");
        assertThat(ledger.lease("demo", "second", Duration.ofMinutes(1))).isFalse();
        ledger.release("demo", "first");
        assertThat(ledger.lease("demo", "second", Duration.ofMinutes(1))).isTrue();
    }

    private void write(TaskOrder... orders) {
        ledger.write("demo", Decisions.of(Stream.of(orders).map(Draft::of).toList()));
    }

    private static TaskOrder order(String event) {
        var task = new NewTask(TaskType.FOLLOW_UP, "Call", NOON, null, null, null, null);
        return new TaskOrder.Create(new TaskOrder.Origin(event, "call", 0), task, null);
    }

    private static final class SetClock extends Clock {

        Instant now = NOON;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
