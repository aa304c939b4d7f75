package dev.followup.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormDecoderTest {

    @Test
    void an_escape_that_goes_beyond_the_part_is_kept() {
        assertThat(FormDecoder.decode("a%41", 0, 3)).isEqualTo("a%4");
        assertThat(FormDecoder.decode("a%41", 0, 4)).isEqualTo("aA");
    }

    @Test
    void bytes_that_are_no_character_are_replaced() {
        assertThat(FormDecoder.decode("a%80b", 0, 5)).isEqualTo("a\uFFFDb");
        assertThat(FormDecoder.decode("a%C0b", 0, 5)).isEqualTo("a\uFFFDb");
    }

    @Test
    void a_null_character_is_one() {
        assertThat(FormDecoder.decode("a%00b", 0, 5)).isEqualTo("a\0b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%",
                "%4",
                "a=%",
                "a=%4",
                "%D0",
                "a=%C0",
                "a=%C2",
                "a=%E0",
                "a=%E0%80",
                "a=%E0%A4",
                "a=%F0",
                "a=%F0%9F",
                "a=%F0%9F%98",
                "%F0%9F%98"
            })
    void a_form_that_ends_inside_an_escape_or_a_character_is_cut_off(String form) {
        assertThat(FormDecoder.endsCutOff(form)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "%41",
                "a=%41",
                "a=%7F",
                "a=%C2%A9",
                "a=%E0%A4%85",
                "%E0%A4%85",
                "a=%F0%9F%98%80",
                "%F0%9F%98%80",
                "a=%BF%BF%BF%BF",
                "a=%D0%D0b"
            })
    void a_form_that_ends_behind_a_character_is_whole(String form) {
        assertThat(FormDecoder.endsCutOff(form)).isFalse();
    }
}
