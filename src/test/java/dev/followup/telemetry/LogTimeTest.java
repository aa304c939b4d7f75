package dev.followup.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogTimeTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 ms",
        "345, 345 ms",
        "1000, 1 s",
        "3400, 3.4 s",
        "9999, 9.9 s",
        "12345, 12 s",
        "72345, 1 min 12 s",
        "120000, 2 min",
        "7500000, 2 h 5 min",
        "266400000, 3 d 2 h",
        "-345, -345 ms"
    })
    void a_duration_has_the_units_that_people_read(long milliseconds, String words) {
        assertThat(LogTime.of(Duration.ofMillis(milliseconds))).isEqualTo(words);
    }
}
