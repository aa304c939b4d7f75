package dev.followup.ledger;

import static dev.followup.ledger.LedgerSamples.NOON;
import static dev.followup.ledger.WaitSamples.LEAD;
import static dev.followup.ledger.WaitSamples.key;
import static dev.followup.ledger.WaitSamples.start;
import static dev.followup.ledger.WaitSamples.waiting;
import static dev.followup.ledger.WaitSamples.waits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.ledger.Ledger.WaitResult;
import dev.followup.ledger.Ledger.WaitResult.Kind;
import dev.followup.ledger.Marker.Waiting;
import dev.followup.task.WaitRequest.IfAgain;
import dev.followup.task.WaitRequest.Start;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WaitStarterTest {

    private static final Start FIRST = start("a", 0);

    /// As after a kill between two transactions with what one event asks.
    @Test
    void an_event_that_waits_already_and_is_not_complete_begins_nothing_again() {
        var changes = changes(Stream.of(waiting(FIRST)));
        begin(changes, FIRST);
        assertThat(changes.results()).isEmpty();
        assertThat(changes.put()).isEmpty();
        assertThat(changes.changed()).isEmpty();
    }

    @Test
    void what_is_held_back_takes_no_place_of_the_fifty_that_may_wait() {
        var held = waiting(start("h", 1)).held(true);
        var changes = changes(Stream.concat(starts(49).map(WaitSamples::waiting), Stream.of(held)));
        begin(changes, start("b", 100, IfAgain.ADD, LEAD));
        begin(changes, start("c", 101, IfAgain.ADD, LEAD));
        assertThat(changes.results()).extracting(WaitResult::kind).containsExactly(Kind.BEGAN, Kind.TOO_MANY);
    }

    @Test
    void twenty_events_of_a_subject_are_held_back_at_most() {
        var held = starts(19).map(one -> waiting(one).held(true));
        var changes = changes(Stream.concat(Stream.of(waiting(FIRST)), held));
        begin(changes, start("b", 100));
        begin(changes, start("c", 101));
        assertThat(changes.results())
                .extracting(WaitResult::kind)
                .containsExactly(Kind.WAITS_ALREADY, Kind.WAITS_ALREADY);
        assertThat(changes.put()).containsOnlyKeys(held(start("b", 100)));
        assertThat(changes.marker(key(LEAD)).waiting())
                .hasSize(21)
                .containsEntry("b", waiting(start("b", 100)).held(true));
    }

    private static WaitKey held(Start start) {
        return WaitKey.of(waits(start).getFirst()).held();
    }

    /// Starts of a lead, one a second, each for itself.
    private static Stream<Start> starts(int number) {
        return IntStream.rangeClosed(1, number).mapToObj(i -> start("e" + i, i, IfAgain.ADD, LEAD));
    }

    private static WaitChanges changes(Stream<Waiting> waiting) {
        return new WaitChanges(new TestWaits().marker(LEAD, waiting.toArray(Waiting[]::new)), NOON);
    }

    private static void begin(WaitChanges changes, Start start) {
        new WaitStarter(LedgerSamples.noCommands(), changes).start(start);
    }
}
