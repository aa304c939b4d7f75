package dev.followup.ledger;

import static dev.followup.ledger.LedgerSamples.NOON;
import static dev.followup.ledger.WaitSamples.CONTACT;
import static dev.followup.ledger.WaitSamples.LEAD;
import static dev.followup.ledger.WaitSamples.RULE;
import static dev.followup.ledger.WaitSamples.TASK;
import static dev.followup.ledger.WaitSamples.at;
import static dev.followup.ledger.WaitSamples.key;
import static dev.followup.ledger.WaitSamples.start;
import static dev.followup.ledger.WaitSamples.waiting;
import static dev.followup.ledger.WaitSamples.waits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.ledger.Marker.Waiting;
import dev.followup.task.WaitRequest.IfAgain;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WaitChangesTest {

    private static final Waiting FIRST = waiting(start("a", 0));
    private static final WaitKey KEY = WaitKey.of(waits(start("a", 0)).getFirst());
    private static final Waiting HELD = waiting(start("b", 20)).held(true);

    @Test
    void a_marker_that_was_not_read_is_changed_without_reading_it() {
        var waiting = waiting(start("a", 0, IfAgain.IGNORE, LEAD, CONTACT));
        var changes = new WaitChanges(new TestWaits().marker(LEAD, waiting), NOON);
        changes.change(RULE, waiting, null);
        assertThat(changes.changed()).isEqualTo(Map.of(key(LEAD), Marker.EMPTY));
        assertThat(changes.changedElsewhere()).isEqualTo(Map.of(key(CONTACT), Map.of("a", Optional.empty())));
    }

    @Test
    void what_waits_of_several_events_is_changed_in_a_marker_that_was_not_read() {
        var changes = new WaitChanges(new TestWaits(), NOON);
        changes.change(RULE, FIRST, null);
        changes.change(RULE, HELD, HELD.held(false));
        assertThat(changes.changedElsewhere())
                .isEqualTo(Map.of(key(LEAD), Map.of("a", Optional.empty(), "b", Optional.of(HELD.held(false)))));
        assertThat(changes.changed()).isEmpty();
    }

    @Test
    void an_action_that_was_not_read_is_missing_and_one_that_was_read_is_not() {
        var changes = new WaitChanges(new TestWaits().notFound(KEY), NOON);
        assertThat(changes.find(KEY)).isEmpty();
        assertThat(changes.missing()).isEmpty();
        assertThat(changes.find(KEY.held())).isEmpty();
        assertThat(changes.missing()).containsExactly(KEY.held());
    }

    @Test
    void what_names_a_subject_and_waits_for_another_one_does_not_belong_to_it() {
        var task = waiting(start("t", 0, IfAgain.IGNORE, TASK, LEAD));
        var changes = new WaitChanges(new TestWaits().marker(LEAD, FIRST, task), NOON);
        assertThat(changes.own(RULE, LEAD)).containsExactly(FIRST);
    }

    @Test
    void a_wait_ends_once() {
        var changes = new WaitChanges(new TestWaits(), at(600));
        assertThat(changes.isEnded(KEY)).isFalse();
        assertThat(changes.end(KEY)).isTrue();
        assertThat(changes.isEnded(KEY)).isTrue();
        assertThat(changes.end(KEY)).isFalse();
    }

    @Test
    void what_has_ended_is_forgotten_with_what_was_held_back_behind_it() {
        var changes = new WaitChanges(new TestWaits().marker(LEAD, FIRST, HELD).notFound(KEY), at(600));
        changes.forgetEnded(key(LEAD));
        assertThat(changes.changed()).isEqualTo(Map.of(key(LEAD), Marker.EMPTY));
        assertThat(changes.removed()).containsExactlyElementsOf(HELD.keys(RULE));
    }

    @Test
    void what_is_held_back_is_kept_while_another_event_of_the_subject_waits() {
        var next = waiting(start("c", 30));
        var changes =
                new WaitChanges(new TestWaits().marker(LEAD, FIRST, HELD, next).notFound(KEY), at(600));
        changes.forgetEnded(key(LEAD));
        assertThat(changes.marker(key(LEAD)).waiting()).isEqualTo(Map.of("b", HELD, "c", next));
        assertThat(changes.removed()).isEmpty();
    }

    @Test
    void what_waits_before_its_time_has_not_ended() {
        var changes = new WaitChanges(new TestWaits().marker(LEAD, FIRST, HELD).notFound(KEY), at(599));
        changes.forgetEnded(key(LEAD));
        assertThat(changes.changed()).isEmpty();
    }

    @Test
    void what_may_still_wait_is_not_forgotten_before_it_is_read() {
        var changes = new WaitChanges(new TestWaits().marker(LEAD, FIRST, HELD), at(600));
        changes.forgetEnded(key(LEAD));
        assertThat(changes.missing()).containsExactly(KEY);
        assertThat(changes.changed()).isEmpty();
        assertThat(changes.removed()).isEmpty();
    }
}
