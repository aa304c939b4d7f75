package dev.followup.worker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.event.EntityRef;
import dev.followup.ledger.Ledger.TaskTrace;
import dev.followup.task.NewTask;
import dev.followup.task.OpenTaskFilter;
import dev.followup.task.Outcome;
import dev.followup.task.Task;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskEffect;
import dev.followup.task.TaskSelection;
import dev.followup.task.TaskType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UncertainCommandTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final EntityRef LEAD = new EntityRef(EntityRef.Type.LEADS, 501);

    @Test
    void finds_the_task_that_a_command_has_added() {
        var task = task(1, "Call", LEAD, NOON.plusSeconds(60));
        assertThat(matches(List.of(command("a", NOON.plusSeconds(60))), List.of(task)))
                .isEqualTo(Map.of("a|call|0", task));
    }

    @Test
    void does_not_match_different_or_older_tasks() {
        var others = List.of(
                task(1, "Write", LEAD, NOON.plusSeconds(1)),
                task(2, "Call", new EntityRef(EntityRef.Type.LEADS, 502), NOON.plusSeconds(1)),
                task(3, "Call", null, NOON.plusSeconds(1)),
                task(4, "Call", LEAD, NOON, NOON.minusSeconds(121)),
                task(5, "Call", LEAD, NOON, NOON.plusSeconds(160 + 121)));
        assertThat(matches(List.of(command("a", NOON)), others)).isEmpty();
    }

    @Test
    void matches_two_equal_commands_with_two_tasks() {
        var one = task(1, "Call", LEAD, NOON);
        var two = task(2, "Call", LEAD, NOON);
        assertThat(matches(List.of(command("a", NOON), command("b", NOON)), List.of(one, two)))
                .isEqualTo(Map.of("a|call|0", one, "b|call|0", two));
    }

    @Test
    void the_deadline_decides_which_of_two_similar_commands_was_carried_out() {
        var made = task(1, "Call", LEAD, NOON.plusSeconds(60));
        var commands = List.of(command("a", NOON), command("b", NOON.plusSeconds(60)));
        assertThat(matches(commands, List.of(made))).isEqualTo(Map.of("b|call|0", made));
    }

    @Test
    void finds_a_task_whose_text_or_entity_or_deadline_a_person_has_changed_since() {
        var edited = List.of(
                task(1, "Call", LEAD, NOON.plusSeconds(7200)),
                task(2, "Call back today", LEAD, NOON),
                task(3, "Call", new EntityRef(EntityRef.Type.LEADS, 502), NOON));
        for (var task : edited) {
            assertThat(matches(List.of(command("a", NOON)), List.of(task))).isEqualTo(Map.of("a|call|0", task));
        }
    }

    @Test
    void finds_a_task_whose_deadline_and_person_were_both_changed_before_reconciliation() {
        var edited = new Task(
                1,
                TaskType.MEETING,
                "Call",
                NOON.plusSeconds(7200),
                Duration.ZERO,
                LEAD,
                103,
                0,
                false,
                null,
                101,
                103,
                NOON,
                NOON.plusSeconds(30),
                1000001);
        assertThat(matches(List.of(command("a", NOON)), List.of(edited))).isEqualTo(Map.of("a|call|0", edited));
    }

    @Test
    void of_two_equally_similar_tasks_that_of_the_same_person_is_matched_first() {
        var moved = task(2, "Call", LEAD, NOON.plusSeconds(7200));
        var ofAnother = new Task(
                1,
                TaskType.FOLLOW_UP,
                "Call",
                NOON.plusSeconds(7200),
                Duration.ZERO,
                LEAD,
                103,
                0,
                false,
                null,
                101,
                103,
                NOON,
                NOON,
                1000001);
        assertThat(matches(List.of(command("a", NOON)), List.of(ofAnother, moved)))
                .isEqualTo(Map.of("a|call|0", moved));
    }

    @Test
    void the_most_similar_task_is_matched_first() {
        var edited = task(1, "Call back today", LEAD, NOON);
        var equal = task(2, "Call", LEAD, NOON);
        assertThat(matches(List.of(command("a", NOON), command("b", NOON)), List.of(edited, equal)))
                .isEqualTo(Map.of("a|call|0", equal, "b|call|0", edited));
    }

    @Test
    void finds_a_task_that_a_command_has_completed_and_when() {
        var command = complete(new TaskSelection.One(1, LEAD));
        var completed = completed(1, LEAD, NOON.plusSeconds(5));
        assertThat(changed(command, completed, Map.of())).containsExactly(completed);
        assertThat(command.outcomes(List.of(completed)))
                .isEqualTo(Map.of("a|file|0", new Outcome.Done(List.of(effect(1, NOON.plusSeconds(5))))));
    }

    @Test
    void does_not_find_other_tasks_or_changes_at_another_time_or_those_of_another_command() {
        var command = complete(new TaskSelection.One(1, LEAD));
        var known = new TaskTrace(null, Map.of(NOON, Set.of()), null);
        assertThat(changed(command, task(1, "Call", LEAD, NOON), Map.of())).isEmpty();
        assertThat(changed(command, completed(2, LEAD, NOON), Map.of())).isEmpty();
        assertThat(changed(command, completed(1, LEAD, NOON.minusSeconds(121)), Map.of()))
                .isEmpty();
        assertThat(changed(command, completed(1, LEAD, NOON.plusSeconds(160 + 121)), Map.of()))
                .isEmpty();
        assertThat(changed(command, completed(1, LEAD, NOON), Map.of(1L, known)))
                .isEmpty();
        assertThat(command.outcomes(List.of()).get("a|file|0")).isInstanceOf(Outcome.Deferred.class);
    }

    @Test
    void a_command_for_open_tasks_is_sent_again_and_what_it_has_done_is_recorded_by_its_parts() {
        var command = complete(new TaskSelection.Open(new OpenTaskFilter(LEAD, Set.of(), Set.of(), null)));
        var completed = completed(1, LEAD, NOON);
        assertThat(changed(command, completed, Map.of())).containsExactly(completed);
        var outcomes = command.outcomes(List.of(completed));
        assertThat(outcomes).hasSize(2).containsEntry("a|file|0|1", new Outcome.Done(List.of(effect(1, NOON))));
        assertThat(outcomes.get("a|file|0")).isInstanceOf(Outcome.Deferred.class);
    }

    private static List<Task> changed(UncertainCommand command, Task task, Map<Long, TaskTrace> traces) {
        return command.changed(List.of(task), traces, Duration.ofSeconds(160));
    }

    private static UncertainCommand complete(TaskSelection which) {
        return new UncertainCommand(
                new TaskCommand.Complete(new TaskCommand.Origin("a", "file", 0), which, "Filed"), NOON, NOON);
    }

    private static TaskEffect effect(long task, Instant at) {
        return new TaskEffect(task, at);
    }

    private static Task completed(long id, EntityRef about, Instant at) {
        return new Task(
                id,
                TaskType.FOLLOW_UP,
                "Call",
                NOON,
                Duration.ZERO,
                about,
                101,
                0,
                true,
                "Filed",
                102,
                101,
                NOON,
                at,
                1000001);
    }

    private static Map<String, Task> matches(List<UncertainCommand> commands, List<Task> candidates) {
        return UncertainCommand.matches(commands, candidates, Duration.ofSeconds(160));
    }

    private static UncertainCommand command(String event, Instant due) {
        var task = new NewTask(TaskType.FOLLOW_UP, "Call", due, null, LEAD, 101L, null);
        return new UncertainCommand(
                new TaskCommand.Create(new TaskCommand.Origin(event, "call", 0), task, null), NOON, NOON);
    }

    private static Task task(long id, String text, @Nullable EntityRef about, Instant due) {
        return task(id, text, about, due, NOON);
    }

    private static Task task(long id, String text, @Nullable EntityRef about, Instant due, Instant created) {
        return new Task(
                id,
                TaskType.FOLLOW_UP,
                text,
                due,
                Duration.ZERO,
                about,
                101,
                0,
                false,
                null,
                101,
                101,
                created,
                created,
                1000001);
    }
}
