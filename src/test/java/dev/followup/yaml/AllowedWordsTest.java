package dev.followup.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowedWordsTest {

    private static final AllowedWords WORDS = AllowedWords.of("status", "owner", "text");

    @Test
    void several_words_with_commas_are_a_list() {
        assertThat(WORDS.listed("status, owner")).contains("a list: [status, owner]");
        assertThat(WORDS.listed("status")).isEmpty();
        assertThat(WORDS.listed("status, price")).isEmpty();
        assertThat(WORDS.listed("status,")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "status, ",
        "Status, status",
        "stats, status",
        "statuses, status",
        "ownerrr, owner",
        "onwre, owner",
        "tex, text",
        "t, ",
        "price, "
    })
    void the_word_that_was_probably_meant_is_the_nearest(String written, String meant) {
        assertThat(WORDS.nearest(written).filter(word -> !word.equals(written)).orElse(null))
                .isEqualTo(meant);
    }

    @Test
    void what_is_expected_may_be_said_otherwise_and_other_places_named() {
        var others = WORDS.expecting("a word of the book").elsewhere(Map.of("after", "in an action"));

        assertThat(others.objection("status")).isEmpty();
        assertThat(others.objection("price")).contains("found \"price\", expected a word of the book");
        assertThat(others.objection("after")).contains("found \"after\", expected it in an action");
        assertThat(others.knows("text")).isTrue();
        assertThat(others.knows("after")).isFalse();
    }
}
