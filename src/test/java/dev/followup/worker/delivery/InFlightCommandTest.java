package dev.followup.worker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.event.EntityRef;
import dev.followup.task.Outcome;
import dev.followup.task.TaskChange;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskCommand.Origin;
import dev.followup.task.TaskEffect;
import dev.followup.task.TaskSelection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class InFlightCommandTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Outcome LATER = new Outcome.Deferred("limit");

    @Test
    void ends_when_all_its_parts_have_ended() {
        assertThat(inFlight(1, 2).outcomes(Map.of("event|rule|0|1", done(1), "event|rule|0|2", done(2))))
                .isEqualTo(Map.of(
                        "event|rule|0", new Outcome.Done(List.of(new TaskEffect(1, NOON), new TaskEffect(2, NOON)))));
    }

    @Test
    void stays_pending_with_one_part_but_returns_the_outcomes_of_the_others() {
        var refused = new Outcome.Refused("no such task");
        var ends = Map.of("event|rule|0|1", done(1), "event|rule|0|2", LATER, "event|rule|0|3", refused);
        assertThat(inFlight(1, 2, 3).outcomes(ends))
                .isEqualTo(Map.of("event|rule|0", LATER, "event|rule|0|1", done(1)));
    }

    @Test
    void is_uncertain_with_one_uncertain_part_although_others_are_only_deferred() {
        var uncertain = new Outcome.Uncertain("cut", NOON, false);
        assertThat(inFlight(1, 2).outcomes(Map.of("event|rule|0|1", LATER, "event|rule|0|2", uncertain)))
                .isEqualTo(Map.of("event|rule|0", uncertain));
    }

    @Test
    void a_command_that_goes_to_another_user_returns_what_was_done_for_the_first() {
        var change = new TaskChange(null, null, null, null, null, 104L, null, null);
        var which = new TaskSelection.One(1, new EntityRef(EntityRef.Type.LEADS, 501));
        var whole = new TaskCommand.Change(new Origin("event", "rule", 0), which, change, List.of(102L));
        var parts = List.<TaskCommand>of(
                new TaskCommand.Change(new Origin("event", "rule", 0, 1L), which, change),
                new TaskCommand.Change(new Origin("event", "rule", 0, 2L), which, change));
        var refused = new Outcome.Refused("responsible_user_id", true);
        assertThat(InFlightCommand.of(whole, parts)
                        .outcomes(Map.of("event|rule|0|1", done(1), "event|rule|0|2", refused)))
                .isEqualTo(Map.of("event|rule|0", refused, "event|rule|0|1", done(1)));
    }

    @Test
    void a_command_that_is_its_only_part_has_the_outcome_of_that_part() {
        var command = share(1);
        assertThat(InFlightCommand.of(command, List.of(command)).outcomes(Map.of(command.key(), LATER)))
                .isEqualTo(Map.of(command.key(), LATER));
    }

    private static Outcome done(long task) {
        return new Outcome.Done(List.of(new TaskEffect(task, NOON)));
    }

    private static InFlightCommand inFlight(long... tasks) {
        return InFlightCommand.of(
                command(new Origin("event", "rule", 0), 0),
                LongStream.of(tasks).mapToObj(InFlightCommandTest::share).toList());
    }

    private static TaskCommand share(long task) {
        return command(new Origin("event", "rule", 0, task), task);
    }

    private static TaskCommand command(Origin origin, long task) {
        return new TaskCommand.Complete(
                origin, new TaskSelection.One(task, new EntityRef(EntityRef.Type.LEADS, 501)), "Closed");
    }
}
