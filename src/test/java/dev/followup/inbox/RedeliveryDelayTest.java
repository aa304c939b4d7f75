package dev.followup.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedeliveryDelayTest {

    @ParameterizedTest
    @CsvSource({
        "1, 2",
        "2, 4",
        "3, 8",
        "4, 16",
        "5, 30",
        "6, 30",
        "123, 30",
        "124, 60",
        "125, 120",
        "126, 240",
        "127, 480",
        "128, 900",
        "129, 900",
        "1000, 900"
    })
    void doubles_from_two_seconds_to_thirty_and_after_an_hour_to_fifteen_minutes(int receiveCount, long seconds) {
        assertThat(RedeliveryDelay.after(receiveCount)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void is_at_most_thirty_seconds_within_the_first_hour() {
        assertThat(sum(123)).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void an_outage_of_days_does_not_use_up_a_thousand_deliveries() {
        assertThat(sum(999)).isGreaterThan(Duration.ofDays(9));
    }

    private static Duration sum(int receiveCount) {
        return IntStream.rangeClosed(1, receiveCount)
                .mapToObj(RedeliveryDelay::after)
                .reduce(Duration.ZERO, Duration::plus);
    }
}
