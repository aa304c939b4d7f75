package dev.followup.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class AbsenceTest {

    private static final LocalDate FIRST = LocalDate.parse("2026-12-21");
    private static final LocalDate LAST = LocalDate.parse("2026-12-31");
    private static final Absence AWAY = new Absence("anna", FIRST, LAST, "boris");

    @Test
    void covers_its_first_and_its_last_day_and_those_between() {
        assertThat(AWAY.covers(FIRST.minusDays(1))).isFalse();
        assertThat(AWAY.covers(FIRST)).isTrue();
        assertThat(AWAY.covers(LAST)).isTrue();
        assertThat(AWAY.covers(LAST.plusDays(1))).isFalse();
    }

    @Test
    void ends_the_day_before_somebody_is_back() {
        assertThat(AWAY.before(FIRST)).isEmpty();
        assertThat(AWAY.before(FIRST.plusDays(1))).contains(new Absence("anna", FIRST, FIRST, "boris"));
        assertThat(AWAY.before(LAST)).contains(new Absence("anna", FIRST, LAST.minusDays(1), "boris"));
        assertThat(AWAY.before(LAST.plusDays(1))).contains(AWAY);
        assertThat(AWAY.before(LAST.plusDays(9))).contains(AWAY);
    }

    @Test
    void does_not_end_before_it_begins() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new Absence("anna", LAST, FIRST, null))
                .withMessage("away until 2026-12-21, before it begins on 2026-12-31");
    }
}
