package dev.followup.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnixTimeTest {

    @Test
    void seconds_of_the_calendar_are_times() {
        assertThat(UnixTime.of(0)).contains(Instant.EPOCH);
        assertThat(UnixTime.of(-1)).contains(Instant.parse("1969-12-31T23:59:59Z"));
        assertThat(UnixTime.of(253_402_300_799L)).contains(Instant.parse("9999-12-31T23:59:59Z"));
        assertThat(UnixTime.of(-253_402_300_799L)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(longs = {253_402_300_800L, -253_402_300_800L, Long.MAX_VALUE, Long.MIN_VALUE})
    void what_no_calendar_has_is_no_time(long seconds) {
        assertThat(UnixTime.of(seconds)).isEmpty();
    }
}
