package dev.followup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.event.EntityRef;
import dev.followup.task.Effect;
import dev.followup.task.Outcome;
import dev.followup.task.Selection;
import dev.followup.task.TaskOrder;
import dev.followup.task.TaskOrder.Origin;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ErrandTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Outcome LATER = new Outcome.Later("limit");

    @Test
    void ends_when_all_its_shares_have() {
        assertThat(errand(1, 2).outcomes(Map.of("event|rule|0|1", done(1), "event|rule|0|2", done(2))))
                .isEqualTo(Map.of("event|rule|0", new Outcome.Done(List.of(new Effect(1, NOON), new Effect(2, NOON)))));
    }

    @Test
    void stays_with_one_share_but_tells_what_the_others_did() {
        var refused = new Outcome.Refused("no such task");
        var ends = Map.of("event|rule|0|1", done(1), "event|rule|0|2", LATER, "event|rule|0|3", refused);
        assertThat(errand(1, 2, 3).outcomes(ends)).isEqualTo(Map.of("event|rule|0", LATER, "event|rule|0|1", done(1)));
    }

    @Test
    void one_that_is_its_own_share_ends_as_it_does() {
        var order = share(1);
        assertThat(Errand.of(order, List.of(order)).outcomes(Map.of(order.key(), LATER)))
                .isEqualTo(Map.of(order.key(), LATER));
    }

    private static Outcome done(long task) {
        return new Outcome.Done(List.of(new Effect(task, NOON)));
    }

    private static Errand errand(long... tasks) {
        return Errand.of(
                order(new Origin("event", "rule", 0), 0),
                LongStream.of(tasks).mapToObj(ErrandTest::share).toList());
    }

    private static TaskOrder share(long task) {
        return order(new Origin("event", "rule", 0, task), task);
    }

    private static TaskOrder order(Origin origin, long task) {
        return new TaskOrder.Complete(
                origin, new Selection.One(task, new EntityRef(EntityRef.Type.LEADS, 501)), "Closed");
    }
}
