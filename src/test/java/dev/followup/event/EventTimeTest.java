package dev.followup.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventTimeTest {

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "PT0S, true",
        "PT10M, true",
        "PT10M1S, false",
        "PT18M59S, false",
        "PT19M, true",
        "PT21M, true",
        "PT21M1S, false",
        "PT34M, true",
        "PT36M, true",
        "PT1H34M, true",
        "PT1H36M, true",
        "PT1H36M1S, false"
    })
    void equal_webhooks_report_one_event_within_ten_minutes_or_at_the_repeats_of_the_crm(Duration gap, boolean one) {
        assertThat(EventTime.isRepeat(NOON, NOON.plus(gap))).isEqualTo(one);
        assertThat(EventTime.isRepeat(NOON.plus(gap), NOON)).isEqualTo(one);
    }

    @Test
    void the_slots_before_are_those_in_which_what_it_repeats_may_have_come() {
        assertThat(new EventTime(NOON, true).before()).isEmpty();
        assertThat(new EventTime(NOON.plusSeconds(30), false).before())
                .extracting(EventTime::instant)
                .containsExactly(
                        Instant.parse("2026-11-23T10:20:00Z"),
                        Instant.parse("2026-11-23T11:20:00Z"),
                        Instant.parse("2026-11-23T11:30:00Z"),
                        Instant.parse("2026-11-23T11:40:00Z"),
                        Instant.parse("2026-11-23T11:50:00Z"));
    }

    @Test
    void a_repeat_of_the_crm_may_come_a_minute_early() {
        assertThat(new EventTime(Instant.parse("2026-11-23T12:04:30Z"), false).before())
                .extracting(EventTime::instant)
                .contains(Instant.parse("2026-11-23T10:30:00Z"), Instant.parse("2026-11-23T11:30:00Z"));
    }

    @Test
    void a_slot_is_ten_minutes() {
        var reported = new EventTime(NOON, true);
        assertThat(reported.plusSlots(2)).isEqualTo(new EventTime(Instant.parse("2026-11-23T12:20:00Z"), true));
        assertThat(reported.plusSlots(-1)).isEqualTo(new EventTime(Instant.parse("2026-11-23T11:50:00Z"), true));
        assertThat(new EventTime(NOON.plusSeconds(599), false).mark())
                .isEqualTo(new EventTime(NOON, false).mark())
                .isNotEqualTo(new EventTime(NOON.plusSeconds(600), false).mark());
        assertThat(reported.mark()).isEqualTo(Long.toString(NOON.getEpochSecond()));
    }
}
