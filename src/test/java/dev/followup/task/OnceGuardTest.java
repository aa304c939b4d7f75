package dev.followup.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.event.EntityRef;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnceGuardTest {

    private static final EntityRef LEAD = new EntityRef(EntityRef.Type.LEADS, 501);
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @ParameterizedTest
    @CsvSource({"P30D, 30d", "PT12H, 12h", "PT36H, 36h", "PT90M, 90m", "PT1H, 1h", "PT1M, 1m", "P1DT1M, 1441m"})
    void says_its_span_in_the_largest_unit_that_fits(Duration span, String words) {
        assertThat(new OnceGuard(LEAD, NOON, span)).hasToString("once for leads/501 within " + words);
    }

    @Test
    void without_a_span_it_holds_for_ever() {
        var guard = new OnceGuard(LEAD, NOON, null);
        assertThat(guard).hasToString("once for leads/501");
        assertThat(guard.rulesOutAfter(Instant.EPOCH)).isTrue();
    }

    @Test
    void a_span_ends_when_it_is_over_whichever_event_was_first() {
        var guard = new OnceGuard(LEAD, NOON, Duration.ofHours(1));
        assertThat(guard.rulesOutAfter(NOON.minusSeconds(3599))).isTrue();
        assertThat(guard.rulesOutAfter(NOON.plusSeconds(3599))).isTrue();
        assertThat(guard.rulesOutAfter(NOON.minusSeconds(3600))).isFalse();
    }
}
