package dev.followup.rule.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationReaderTest {

    @ParameterizedTest
    @CsvSource({"0, 0m", "1, 1m", "59, 59m", "60, 1h", "90, 90m", "120, 2h", "1440, 1d", "1500, 25h", "43200, 30d"})
    void writes_a_duration_in_the_largest_unit_that_says_it_whole(long minutes, String words) {
        assertThat(DurationReader.words(Duration.ofMinutes(minutes))).isEqualTo(words);
        assertThat(DurationReader.words(Duration.ofMinutes(minutes).plusSeconds(59)))
                .isEqualTo(words);
    }
}
