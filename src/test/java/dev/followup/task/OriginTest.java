package dev.followup.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.task.TaskCommand.Origin;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OriginTest {

    @ParameterizedTest
    @ValueSource(strings = {"demo:lead.added:501:1778118620", "a|b|3", ""})
    void is_read_from_its_key(String event) {
        var origin = new Origin(event, "call-new-lead", 12);
        assertThat(Origin.of(origin.key())).isEqualTo(origin);
        assertThat(Origin.rule(origin.key())).isEqualTo("call-new-lead");
        assertThat(Origin.rule(origin.task(9001).key())).isEqualTo("call-new-lead");
    }
}
