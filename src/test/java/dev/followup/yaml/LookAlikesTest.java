package dev.followup.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LookAlikesTest {

    @ParameterizedTest
    @CsvSource({
        "lеad, lead",
        "аbc, abc",
        "due\u200b, due",
        "\u00addue, due",
        "a\u00a0b, a b",
        "a\u202fb, a b",
        "плющ, плющ"
    })
    void letters_that_look_latin_become_latin_and_what_cannot_be_seen_goes(String written, String replaced) {
        assertThat(LookAlikes.replacedIn(written)).isEqualTo(replaced);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "аbc | has the Cyrillic letter а in place of a",
                "abс | has the Cyrillic letter с in place of c",
                "ab\u200bc | has the invisible character U+200B",
                "\u00adabc | has the invisible character U+00AD",
                "a\u00a0b | has the no-break character U+00A0"
            })
    void a_word_that_would_be_ascii_is_explained(String word, String warning) {
        assertThat(LookAlikes.warning(word)).contains(warning);
    }

    @Test
    void all_other_words_are_not() {
        assertThat(LookAlikes.warning("abc")).isEmpty();
        assertThat(LookAlikes.warning("Привет")).isEmpty();
        assertThat(LookAlikes.warning("a\u0080")).isEmpty();
        assertThat(LookAlikes.warning("a\u007f")).isEmpty();
    }

    @Test
    void a_known_word_in_other_letters_is_explained() {
        assertThat(LookAlikes.warning("Мoсква", "Москва"))
                .contains("has the Latin letter o in place of the Cyrillic о");
        assertThat(LookAlikes.warning("Москва", "Москва")).isEmpty();
        assertThat(LookAlikes.warning("Москва!", "Москва")).isEmpty();
        assertThat(LookAlikes.warning("Минск", "Минус")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"a, true", "1, true", "я, false", "я-я, false", "яa, true", "\u0080, false", "é, false"})
    void ascii_letters_and_digits_are_found(String word, boolean isPartlyAscii) {
        assertThat(LookAlikes.isPartlyAscii(word)).isEqualTo(isPartlyAscii);
    }
}
