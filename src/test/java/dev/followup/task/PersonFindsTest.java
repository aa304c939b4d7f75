package dev.followup.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

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
    }
}
