package dev.followup.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProblemsTest {

    @Test
    void are_noted_in_their_order_and_reported_in_that_of_the_file() {
        var problems = new Problems();
        assertThat(problems.isEmpty()).isTrue();
        problems.note(new Position("a.yaml", 7, 3), "rules", "found 5");
        problems.note(new Position("a.yaml", 2, 9), "", "found 6");
        problems.note(new Position("a.yaml", 2, 1), "zone", "found 7");

        assertThat(problems.isEmpty()).isFalse();
        assertThat(problems.lines())
                .containsExactly("a.yaml:7:3 rules: found 5", "a.yaml:2:9: found 6", "a.yaml:2:1 zone: found 7");
        assertThat(problems.asException().problems())
                .containsExactly("a.yaml:2:1 zone: found 7", "a.yaml:2:9: found 6", "a.yaml:7:3 rules: found 5");
    }
}
