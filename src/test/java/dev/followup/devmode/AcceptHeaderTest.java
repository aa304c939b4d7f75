package dev.followup.devmode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptHeaderTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            text/plain                            | 1   | 0
            TEXT/plain; charset=utf-8             | 1   | 0
            */*                                   | 1   | 1
            text/*, application/json;q=0.5        | 1   | 0.5
            text/plain;q=0.2, */*                 | 0.2 | 1
            text/html, */*;q=0.8                  | 0.8 | 0.8
            text/plain;q=high, application/json   | 0   | 1
            image/png                             | 0   | 0
            """)
    void reports_how_much_text_and_json_are_liked(String header, double text, double json) {
        var accept = new AcceptHeader(List.of(header));
        assertThat(accept.quality("text/plain")).isEqualTo(text);
        assertThat(accept.quality("application/json")).isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource({"text/plain", "application/json"})
    void likes_nothing_in_particular_without_a_header(String type) {
        assertThat(new AcceptHeader(List.of()).quality(type)).isZero();
    }
}
