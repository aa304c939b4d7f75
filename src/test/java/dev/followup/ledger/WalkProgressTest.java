package dev.followup.ledger;

import static dev.followup.ledger.LedgerSamples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.ledger.Walk.Dates;
import dev.followup.task.PersonFinds;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WalkProgressTest {

    private static final String DATE = "1d before lead.closest_at at 10:00";
    private static final Walk BY_THE_CLOCK = Walk.begin("idle", NOON);
    private static final Walk FIRST = Walk.begin("meeting", NOON, new Dates(DATE, true));
    private static final Walk LATER = Walk.begin("meeting", NOON, new Dates(DATE, false));

    @Test
    void what_each_portion_finds_is_added_up() {
        var walk = BY_THE_CLOCK.and(3, 1).and(2, 4);
        assertThat(walk.found()).isEqualTo(5);
        assertThat(walk.beyond()).isEqualTo(5);
    }

    @Test
    void a_walk_has_seen_the_entities_up_to_the_last_one_that_it_read() {
        for (var walk : List.of(BY_THE_CLOCK.readUntil(501, 250), FIRST.readUntil(501, 250))) {
            assertThat(walk.hasSeen(500)).isTrue();
            assertThat(walk.hasSeen(501)).isTrue();
            assertThat(walk.hasSeen(502)).isFalse();
        }
    }

    @Test
    void a_walk_that_is_over_has_seen_every_entity() {
        assertThat(BY_THE_CLOCK.over().hasSeen(502)).isTrue();
        assertThat(FIRST.over().hasSeen(502)).isTrue();
    }

    @Test
    void the_first_walk_for_dates_has_seen_every_entity_before_a_later_one_begins() {
        assertThat(LATER.hasSeen(502)).isTrue();
    }

    @Test
    void a_walk_is_of_the_dates_that_its_rule_looked_for_when_it_began() {
        assertThat(FIRST.isOf(DATE)).isTrue();
        assertThat(FIRST.isOf("2d before lead.closest_at at 10:00")).isFalse();
        assertThat(BY_THE_CLOCK.isOf(DATE)).isFalse();
    }

    @Test
    void names_are_kept_while_all_of_them_have_fewer_than_a_hundred_thousand_characters() {
        var anna = new PersonFinds(2, List.of("a".repeat(40_000), "b".repeat(40_000)));
        assertThat(Walk.hasRoom(Map.of())).isTrue();
        assertThat(Walk.hasRoom(Map.of(101L, anna, 102L, new PersonFinds(1, List.of("c".repeat(19_999))))))
                .isTrue();
        assertThat(Walk.hasRoom(Map.of(101L, anna, 102L, new PersonFinds(1, List.of("c".repeat(20_000))))))
                .isFalse();
    }
}
