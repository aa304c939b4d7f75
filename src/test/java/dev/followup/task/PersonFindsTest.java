package dev.followup.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PersonFindsTest {

    @Test
    void lists_twenty_names_and_counts_the_rest() {
        var finds = PersonFinds.NONE;
        for (int number : IntStream.rangeClosed(1, 34).toArray()) {
            finds = finds.and("Lead " + number);
        }
        assertThat(finds.count()).isEqualTo(34);
        assertThat(finds.list()).hasSize(21).startsWith("Lead 1", "Lead 2").endsWith("Lead 20", "… and 14 more");
    }

    @Test
    void lists_all_names_if_they_are_few() {
        assertThat(PersonFinds.NONE.and("One").and("Two").list()).containsExactly("One", "Two");
        assertThat(PersonFinds.NONE.and("One").andOne().list()).containsExactly("One", "… and 1 more");
    }

    @Test
    void shortens_long_names_and_shows_blank_ones_as_a_dash() {
        assertThat(PersonFinds.NONE.and("Ё".repeat(200)).and(" ").list()).containsExactly("Ё".repeat(59) + "…", "—");
        assertThat(PersonFinds.NONE.and("🙂".repeat(61)).list()).containsExactly("🙂".repeat(59) + "…");
    }

    @Test
    void keeps_a_name_of_sixty_characters() {
        assertThat(PersonFinds.NONE.and("Ё".repeat(60)).list()).containsExactly("Ё".repeat(60));
    }

    @ParameterizedTest
    @ValueSource(ints = {31, 40, 59, 60})
    void the_length_of_a_name_is_that_of_its_characters(int length) {
        assertThat(PersonFinds.NONE.and("🙂".repeat(length)).list()).containsExactly("🙂".repeat(length));
    }

    @Test
    void most_comes_first_and_then_the_smaller_id() {
        var one = PersonFinds.NONE.andOne();
        assertThat(Stream.of(Map.entry(103L, one), Map.entry(102L, one.andOne()), Map.entry(101L, one))
                        .sorted(PersonFinds.MOST_FIRST)
                        .map(Map.Entry::getKey))
                .containsExactly(102L, 101L, 103L);
    }
}
