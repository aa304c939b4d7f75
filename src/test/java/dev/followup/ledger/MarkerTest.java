package dev.followup.ledger;

import static dev.followup.ledger.LedgerSamples.NOON;
import static dev.followup.ledger.WaitSamples.start;
import static dev.followup.ledger.WaitSamples.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.ledger.Marker.Mark;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MarkerTest {

    @Test
    void what_waits_of_one_event_is_taken_away_and_all_else_is_kept() {
        var other = waiting(start("b", 20));
        var stopped = Marker.EMPTY.stopped("leads", new Mark(NOON, "s")).waiting("b", other);
        assertThat(stopped.waiting("a", waiting(start("a", 0))).without("a")).isEqualTo(stopped);
        assertThat(stopped.waiting()).isEqualTo(Map.of("b", other));
    }
}
