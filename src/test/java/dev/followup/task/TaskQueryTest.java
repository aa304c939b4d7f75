package dev.followup.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.followup.event.EntityRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TaskQueryTest {

    private static final Instant UPDATED = Instant.ofEpochSecond(2000);
    private static final Task TASK = task(7, 101, 1000, 9000);

    @Test
    void the_query_for_all_matches_every_task() {
        assertThat(TaskQuery.ALL.matches(TASK)).isTrue();
    }

    @Test
    void refuses_a_span_that_ends_before_it_begins() {
        assertThatThrownBy(() -> new TaskQuery.Updated.Between(UPDATED, UPDATED.minusSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void matches_a_task_if_every_condition_holds() {
        var query = TaskQuery.ALL
                .withIds(Set.of(7L, 8L))
                .withResponsible(Set.of(101L))
                .withCompleted(false)
                .withTypes(Set.of(TaskType.MEETING))
                .withEntities(TaskQuery.Entities.only(new EntityRef(EntityRef.Type.LEADS, 501)))
                .withUpdated(new TaskQuery.Updated.Between(UPDATED, UPDATED));

        assertThat(query.matches(TASK)).isTrue();
    }

    @Test
    void does_not_match_a_task_if_one_condition_fails() {
        assertThat(Stream.of(
                        TaskQuery.ALL.withIds(Set.of(8L)),
                        TaskQuery.ALL.withResponsible(Set.of(102L)),
                        TaskQuery.ALL.withCompleted(true),
                        TaskQuery.ALL.withTypes(Set.of(TaskType.FOLLOW_UP)),
                        TaskQuery.ALL.withEntities(new TaskQuery.Entities(EntityRef.Type.CONTACTS, Set.of())),
                        TaskQuery.ALL.withEntities(new TaskQuery.Entities(EntityRef.Type.LEADS, Set.of(502L))),
                        TaskQuery.ALL.withUpdated(new TaskQuery.Updated.After(UPDATED.plusSeconds(1))),
                        TaskQuery.ALL.withUpdated(
                                new TaskQuery.Updated.Between(UPDATED.minusSeconds(9), UPDATED.minusSeconds(1)))))
                .noneMatch(query -> query.matches(TASK));
    }

    @Test
    void sorts_by_each_key_ascending_and_descending() {
        var early = task(3, 101, 10, 500);
        var late = task(2, 101, 20, 400);

        assertThat(sorted(TaskQuery.Sort.Key.ID, early, late)).containsExactly(late, early);
        assertThat(sorted(TaskQuery.Sort.Key.CREATED, early, late)).containsExactly(early, late);
        assertThat(sorted(TaskQuery.Sort.Key.DUE, early, late)).containsExactly(late, early);
        assertThat(Stream.of(early, late).sorted(new TaskQuery.Sort(TaskQuery.Sort.Key.DUE, true).comparator()))
                .containsExactly(early, late);
    }

    private static Stream<Task> sorted(TaskQuery.Sort.Key key, Task... tasks) {
        return Stream.of(tasks).sorted(new TaskQuery.Sort(key, false).comparator());
    }

    private static Task task(long id, long responsible, long createdAt, long due) {
        return new Task(
                id,
                TaskType.MEETING,
                "Meet",
                Instant.ofEpochSecond(due),
                Duration.ZERO,
                new EntityRef(EntityRef.Type.LEADS, 501),
                responsible,
                0,
                false,
                null,
                101,
                101,
                Instant.ofEpochSecond(createdAt),
                UPDATED,
                1);
    }
}
