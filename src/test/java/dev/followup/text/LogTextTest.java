package dev.followup.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogTextTest {

    @Test
    void a_harmless_text_is_shown_as_it_is() {
        assertThat(LogText.of("leads[add][0]: Ёлка & Söhne \\ 🎄 “5 %”"))
                .isEqualTo("leads[add][0]: Ёлка & Söhne \\ 🎄 “5 %”");
        assertThat(LogText.of("")).isEmpty();
    }

    @Test
    void whatever_breaks_a_line_or_hides_something_is_escaped() {
        assertThat(LogText.of("a\r\nb\tc\0")).isEqualTo("a\\r\\nb\\tc\\u0000");
        assertThat(LogText.of("\u001b[31mred\u0085\u2028\u2029")).isEqualTo("\\u001b[31mred\\u0085\\u2028\\u2029");
        assertThat(LogText.of("\u202egnp.exe\u2066\u200b\ufeff")).isEqualTo("\\u202egnp.exe\\u2066\\u200b\\ufeff");
        assertThat(LogText.of("\ud800x\udc00\ue000")).isEqualTo("\\ud800x\\udc00\\ue000");
        assertThat(LogText.of("\udb40\udc41")).as("an invisible tag").isEqualTo("\\udb40\\udc41");
    }

    @Test
    void lines_after_the_first_are_indented() {
        assertThat(LogText.lines("a\r\nb\n  c\n\td\n\ne\u0000\n")).isEqualTo("a\n    b\n  c\n\td\n\n    e\\u0000\n");
    }

    @ParameterizedTest
    @CsvSource({"abcdef, 6, abcdef", "abcdefg, 6, abcde…", "abcd🎄, 5, abcd…", "abc🎄, 5, abc🎄", "abcdefgh, 1, …"})
    void a_long_text_is_shortened(String text, int longest, String shown) {
        assertThat(LogText.of(text, longest)).isEqualTo(shown);
    }

    @Test
    void an_escape_is_not_cut() {
        assertThat(LogText.of("abc\nd", 4)).isEqualTo("abc…");
        assertThat(LogText.of("abc\u2028d", 8)).isEqualTo("abc…");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\n", "\u2028", "🎄", "\ud800"})
    void no_text_is_shown_longer_than_two_hundred_characters(String character) {
        assertThat(LogText.of(character.repeat(1_000_000)))
                .endsWith("…")
                .hasSizeBetween(LogText.LONGEST - 6, LogText.LONGEST);
    }
}
