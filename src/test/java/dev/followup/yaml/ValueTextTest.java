package dev.followup.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueTextTest {

    @Test
    void values_are_shown_as_people_read_them() {
        assertThat(ValueText.plain("Roof")).isEqualTo("Roof");
        assertThat(ValueText.plain(List.of("VIP", 5L))).isEqualTo("VIP, 5");
        assertThat(ValueText.plain(Arrays.asList("VIP", null, "new"))).isEqualTo("VIP, new");
        assertThat(ValueText.plain(null)).isEmpty();
        assertThat(ValueText.plain(Map.of("a", 1L))).isEmpty();
        assertThat(ValueText.quoted(null)).isEqualTo("null");
    }

    @Test
    void a_number_is_shown_in_full_unless_it_has_more_than_a_hundred_zeros() {
        assertThat(ValueText.plain(new BigDecimal("1E+5"))).isEqualTo("100000");
        assertThat(ValueText.plain(new BigDecimal("1E+100"))).hasSize(101).doesNotContain("E");
        assertThat(ValueText.plain(new BigDecimal("1E+101"))).isEqualTo("1E+101");
        assertThat(ValueText.plain(new BigDecimal("1E-100"))).hasSize(102).doesNotContain("E");
        assertThat(ValueText.plain(new BigDecimal("1E-101"))).isEqualTo("1E-101");
    }

    @ParameterizedTest
    @CsvSource({
        "abcd, 4, abcd",
        "abcde, 4, abc…",
        "abcde, 5, abcde",
        "ab😀e, 4, ab…",
        "abc😀, 4, abc…",
        "a😀de, 4, a😀…"
    })
    void a_text_is_cut_between_characters(String text, int longest, String shortened) {
        assertThat(ValueText.shortened(text, longest)).isEqualTo(shortened);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"a | a", "a,b | a or b", "a,b,c | a, b or c"})
    void alternatives_are_put_together(String words, String text) {
        assertThat(ValueText.or(List.of(words.split(",")))).isEqualTo(text);
        assertThat(ValueText.or(List.of())).isEmpty();
    }
}
