package dev.followup.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.task.Rotation.Member;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RotationTest {

    private static final Rotation THREE = new Rotation(
            List.of(new Member("anna", 101, true), new Member("boris", 102, false), new Member("vera", 103, true)));

    /// A turn is kept by name; earlier releases kept it by user, or counted.
    @ParameterizedTest
    @CsvSource({
        ", 101 103",
        "anna, 103 101",
        "boris, 103 101",
        "vera, 101 103",
        "101, 103 101",
        "103, 101 103",
        "gone, 101 103",
        "#0, 101 103",
        "#1, 103 101",
        "#5, 103 101"
    })
    void who_comes_after_the_last_one_is_next_and_who_is_away_is_passed_over(@Nullable String last, String users) {
        assertThat(THREE.inTurn(last))
                .extracting(member -> Long.toString(member.user()))
                .containsExactly(users.split(" "));
    }

    @Test
    void only_those_who_are_there_may_get_a_task() {
        assertThat(THREE.users()).containsExactly(101L, 103L);
        assertThat(THREE.isEmpty()).isFalse();
        assertThat(Rotation.of(List.of(7L, 8L)).users()).containsExactly(7L, 8L);
    }

    @Test
    void nobody_takes_turns_among_nobody() {
        assertThat(Rotation.NONE.isEmpty()).isTrue();
        assertThat(Rotation.NONE.inTurn("#3")).isEmpty();
    }

    @Test
    void a_count_is_kept_as_a_turn() {
        assertThat(THREE.inTurn(Rotation.counted(4))).extracting(Member::name).containsExactly("vera", "anna");
    }
}
