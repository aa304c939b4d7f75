package dev.followup.crm.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "30 | PT30S",
                "0 | PT0S",
                "1.5 | PT1.5S",
                "99999999999999999999999999 | PT1H",
                "Sat, 21 Nov 2026 10:00:20 GMT | PT20S",
                "Sat, 21 Nov 2026 09:00:00 GMT | PT0S",
                "Fri, 31 Dec 9999 23:59:59 GMT | PT1H"
            })
    void reads_the_header(String header, Duration wait) {
        assertThat(RetryAfter.of(header, MissingNode.getInstance(), NOW)).contains(wait);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-5", "1e9", "NaN", "Sat, 99 Nov 2026 10:00:20 GMT"})
    void is_empty_for_a_header_that_it_cannot_read(String header) {
        assertThat(RetryAfter.of(header, MissingNode.getInstance(), NOW)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"retry_after\":310}", "{\"retry_after\":\"310\"}"})
    void reads_the_body_if_there_is_no_header(String body) throws IOException {
        assertThat(RetryAfter.of(null, new ObjectMapper().readTree(body), NOW)).contains(Duration.ofSeconds(310));
    }

    @Test
    void is_empty_if_neither_header_nor_body_says_anything() throws IOException {
        assertThat(RetryAfter.of(null, new ObjectMapper().readTree("{\"retry_after\":null}"), NOW))
                .isEmpty();
    }
}
