package dev.followup.ledger;

import static dev.followup.ledger.LedgerSamples.NOON;
import static dev.followup.ledger.WaitSamples.LEAD;
import static dev.followup.ledger.WaitSamples.at;
import static dev.followup.ledger.WaitSamples.follow;
import static dev.followup.ledger.WaitSamples.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.ledger.Ledger.WaitResult;
import dev.followup.ledger.Ledger.WaitResult.Kind;
import dev.followup.task.Wait;
import dev.followup.task.WaitRequest.Follow;
import dev.followup.task.WaitRequest.IfLate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DateFollowerTest {

    private static final Follow MONDAY = follow("w1", 0, 2, Map.of("monday", 600L));

    private final WaitChanges changes = new WaitChanges(new TestWaits().marker(LEAD), NOON);
    private final DateFollower dates = new DateFollower(changes);

    @Test
    void an_action_that_has_fired_for_a_date_waits_no_more_and_the_others_do() {
        dates.follow(MONDAY);
        dates.fired(waits(changes).getFirst());
        var marker = changes.marker(key(LEAD));
        assertThat(marker.hasFired("monday")).isTrue();
        assertThat(marker.waiting().values())
                .singleElement()
                .satisfies(waiting -> assertThat(waiting.steps()).isEqualTo(Map.of(1, at(600))));
    }

    @Test
    void a_date_fires_though_its_marker_lists_nothing_that_waits() {
        dates.follow(MONDAY);
        var known = new TestWaits().marker(LEAD);
        var later = new WaitChanges(known, at(600));
        new DateFollower(later).fired(waits(changes).getFirst());
        assertThat(later.marker(key(LEAD)).hasFired("monday")).isTrue();
        assertThat(later.marker(key(LEAD)).waiting()).isEmpty();
    }

    @Test
    void a_date_that_is_waited_for_no_more_is_not_listed_any_more() {
        dates.follow(MONDAY);
        dates.follow(follow("w2", 1, 2, Map.of("friday", 900L)));
        assertThat(changes.marker(key(LEAD)).waiting()).containsOnlyKeys("friday");
    }

    @Test
    void the_first_walk_passes_over_the_dates_whose_time_has_passed_alone() {
        dates.follow(
                follow("found", 0, Map.of("last year", -60L, "this year", 600L)).found(IfLate.PASS));
        assertThat(changes.marker(key(LEAD)).hasFired("last year")).isTrue();
        assertThat(changes.marker(key(LEAD)).hasFired("this year")).isFalse();
        assertThat(waits(changes)).extracting(Wait::key).containsExactly("this year|call|0");
        assertThat(changes.results()).extracting(WaitResult::kind).containsExactly(Kind.BEGAN);
    }

    /// The end of a wait is written on the condition that it is still there.
    @Test
    void a_wait_that_has_just_ended_is_not_deleted_before_its_end_is_written() {
        dates.follow(MONDAY);
        var both = waits(changes);
        var later = new WaitChanges(new TestWaits().marker(LEAD, changes.marker(key(LEAD))), at(600));
        later.end(WaitKey.of(both.getFirst()));
        new DateFollower(later).follow(follow("tick", 1, 2, Map.of("friday", 900L)));
        assertThat(later.ended()).containsExactly(WaitKey.of(both.getFirst()));
        assertThat(later.removed()).containsExactly(WaitKey.of(both.getLast()));
    }

    private static List<Wait> waits(WaitChanges changes) {
        return changes.put().values().stream().sorted(Wait.IN_TURN).toList();
    }
}
