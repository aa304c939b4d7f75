package dev.followup.ledger;

import static dev.followup.ledger.LedgerSamples.NOON;
import static dev.followup.ledger.WaitSamples.CONTACT;
import static dev.followup.ledger.WaitSamples.LEAD;
import static dev.followup.ledger.WaitSamples.TASK;
import static dev.followup.ledger.WaitSamples.key;
import static dev.followup.ledger.WaitSamples.start;
import static dev.followup.ledger.WaitSamples.stop;
import static dev.followup.ledger.WaitSamples.waiting;
import static dev.followup.ledger.WaitSamples.waits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.ledger.Ledger.WaitResult;
import dev.followup.ledger.Ledger.WaitResult.Kind;
import dev.followup.task.Wait;
import dev.followup.task.WaitRequest.IfAgain;
import dev.followup.task.WaitRequest.Start;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Tests of a stop between an event that waits and a later one that is held back behind it.
class WaitStopperTest {

    private static final Start FIRST = start("a", 0, IfAgain.IGNORE, LEAD, CONTACT);
    private static final Start LATER = start("b", 20, IfAgain.IGNORE, LEAD, CONTACT);
    private static final Wait LATER_WAIT = waits(LATER).getFirst();
    private static final WaitKey HELD = WaitKey.of(LATER_WAIT).held();

    @Test
    void what_was_held_back_waits_under_the_key_of_its_time_and_no_more_under_its_former_one() {
        var changes = stopped(known().found(HELD, LATER_WAIT));
        assertThat(changes.put()).isEqualTo(Map.of(WaitKey.of(LATER_WAIT), LATER_WAIT));
        assertThat(changes.removed())
                .containsExactlyInAnyOrder(WaitKey.of(waits(FIRST).getFirst()), HELD);
        assertThat(changes.marker(key(LEAD)).waiting()).isEqualTo(Map.of("b", waiting(LATER)));
        assertThat(changes.results()).extracting(WaitResult::kind).containsExactly(Kind.STOPPED, Kind.BEGAN);
    }

    @Test
    void what_was_held_back_and_is_not_there_any_more_is_forgotten() {
        var changes = stopped(known().notFound(HELD));
        assertThat(changes.put()).isEmpty();
        assertThat(changes.marker(key(LEAD)).waiting()).isEmpty();
        assertThat(changes.results()).extracting(WaitResult::kind).containsExactly(Kind.STOPPED);
    }

    @Test
    void what_waits_for_another_subject_does_not_hold_it_back() {
        var task = waiting(start("t", 15, IfAgain.IGNORE, TASK, CONTACT));
        var known = known().found(HELD, LATER_WAIT)
                .marker(CONTACT, waiting(FIRST), waiting(LATER).held(true), task);
        assertThat(stopped(known).results()).extracting(WaitResult::kind).containsExactly(Kind.STOPPED, Kind.BEGAN);
    }

    private static TestWaits known() {
        return new TestWaits()
                .marker(LEAD, waiting(FIRST), waiting(LATER).held(true))
                .marker(CONTACT, waiting(FIRST), waiting(LATER).held(true));
    }

    private static WaitChanges stopped(TestWaits known) {
        var changes = new WaitChanges(known, NOON);
        new WaitStopper(changes).stop(stop("s", 10, CONTACT));
        return changes;
    }
}
