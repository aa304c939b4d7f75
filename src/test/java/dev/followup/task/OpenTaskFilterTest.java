package dev.followup.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.event.EntityRef;
import dev.followup.task.TaskCommand.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OpenTaskFilterTest {

    private static final EntityRef LEAD = new EntityRef(EntityRef.Type.LEADS, 501);
    private static final EntityRef OTHER = new EntityRef(EntityRef.Type.LEADS, 502);
    private static final OpenTaskFilter ANY = new OpenTaskFilter(LEAD, Set.of(), Set.of(), null);
    private static final OpenTaskFilter FOLLOW_UP_OF_101 =
            new OpenTaskFilter(LEAD, Set.of(TaskType.FOLLOW_UP), Set.of(101L), null);

    @Test
    void matches_an_open_task_of_its_entity_its_types_and_its_users() {
        assertThat(ANY.matches(task(LEAD, 2, 102, false))).isTrue();
        assertThat(ANY.matches(task(LEAD, 1, 101, true))).isFalse();
        assertThat(ANY.matches(task(OTHER, 1, 101, false))).isFalse();
        assertThat(ANY.matches(task(null, 1, 101, false))).isFalse();
        assertThat(FOLLOW_UP_OF_101.matches(task(LEAD, 1, 101, false))).isTrue();
        assertThat(FOLLOW_UP_OF_101.matches(task(LEAD, 2, 101, false))).isFalse();
        assertThat(FOLLOW_UP_OF_101.matches(task(LEAD, 1, 102, false))).isFalse();
    }

    @Test
    void is_satisfied_by_the_rule_and_the_commands_that_it_wants() {
        var origin = new Origin("demo:lead.added:501:1", "call", 0);
        assertThat(ANY.isMadeBy(null)).isTrue();
        var ofRule = new OpenTaskFilter(LEAD, Set.of(), Set.of(), "call");
        assertThat(ofRule.isMadeBy(origin)).isTrue();
        assertThat(ofRule.isMadeBy(null)).isFalse();
        assertThat(ofRule.isMadeBy(new Origin("demo:lead.added:501:1", "write", 0)))
                .isFalse();
        var ofCommand = OpenTaskFilter.addedBy(LEAD, Set.of(origin.key()));
        assertThat(ofCommand.isMadeBy(origin)).isTrue();
        assertThat(ofCommand.isMadeBy(null)).isFalse();
        assertThat(ofCommand.isMadeBy(new Origin("demo:lead.added:501:1", "call", 1)))
                .isFalse();
    }

    @Test
    void is_said_in_words() {
        assertThat(ANY).hasToString("open task on leads/501");
        assertThat(new OpenTaskFilter(LEAD, Set.of(new TaskType(2), TaskType.FOLLOW_UP), Set.of(102L, 101L), "call"))
                .hasToString("open task of type 1 or 2 for user 101 or 102 on leads/501, made by rule call");
        assertThat(OpenTaskFilter.addedBy(LEAD, Set.of("key"))).hasToString("open task on leads/501, added before");
    }

    @Test
    void a_task_as_a_document_has_no_fields_without_a_value() {
        assertThat(task(LEAD, 1, 101, false).document())
                .containsEntry("entity_id", 501L)
                .containsEntry("entity_type", "leads")
                .containsEntry("text", "Call")
                .containsEntry("result", Map.of("text", "called"));
        var bare = new Task(
                1,
                TaskType.FOLLOW_UP,
                " ",
                Instant.EPOCH,
                Duration.ZERO,
                null,
                101,
                0,
                false,
                null,
                0,
                0,
                Instant.EPOCH,
                Instant.EPOCH,
                7);
        assertThat(bare.document()).doesNotContainKeys("text", "entity_id", "entity_type", "result");
    }

    private static Task task(@Nullable EntityRef about, long type, long user, boolean completed) {
        return new Task(
                9001,
                new TaskType(type),
                "Call",
                Instant.EPOCH,
                Duration.ZERO,
                about,
                user,
                0,
                completed,
                "called",
                0,
                0,
                Instant.EPOCH,
                Instant.EPOCH,
                7);
    }
}
