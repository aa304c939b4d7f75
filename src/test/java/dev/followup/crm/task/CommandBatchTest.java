package dev.followup.crm.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.task.TaskCommand;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandBatchTest {

    @Test
    void puts_independent_commands_into_full_batches_of_one_level() {
        var commands = new ArrayList<TaskCommand>();
        for (int i = 0; i < 7; i++) {
            commands.add(SampleCommands.create("e" + i, 100 + i));
            commands.add(SampleCommands.complete("c" + i, 500 + i));
        }

        var levels = CommandBatch.levels(commands, 3);

        assertThat(levels).hasSize(1);
        assertThat(levels.getFirst())
                .extracting(batch -> batch.commands().size())
                .containsExactlyInAnyOrder(3, 3, 1, 3, 3, 1);
        assertThat(levels.getFirst())
                .allMatch(batch -> batch.commands().stream()
                        .allMatch(command -> command instanceof TaskCommand.Create == batch.adds()));
    }

    @Test
    void puts_tasks_for_one_entity_into_one_call_in_their_order() {
        var first = SampleCommands.create("e1", 100);
        var second = SampleCommands.create("e2", 100);

        assertThat(shape(List.of(first, second), 50)).containsExactly(List.of(List.of(first, second)));
    }

    @Test
    void puts_tasks_for_one_entity_into_the_next_level_if_the_batch_is_full() {
        var first = SampleCommands.create("e1", 100);
        var second = SampleCommands.create("e2", 100);

        assertThat(shape(List.of(first, second), 1)).containsExactly(List.of(List.of(first)), List.of(List.of(second)));
    }

    @Test
    void changes_after_it_creates_for_the_same_event() {
        var create = SampleCommands.create("e1", 100);
        var complete = SampleCommands.complete("e1", 7);

        assertThat(shape(List.of(create, complete), 50))
                .containsExactly(List.of(List.of(create)), List.of(List.of(complete)));
    }

    @Test
    void creates_after_it_changes_if_planned_in_that_order() {
        var change = SampleCommands.move("e1", 7, 100);
        var create = SampleCommands.create("e2", 100);

        assertThat(shape(List.of(change, create), 50))
                .containsExactly(List.of(List.of(change)), List.of(List.of(create)));
    }

    @Test
    void never_edits_a_task_twice_in_one_call() {
        var complete = SampleCommands.complete("e1", 7);
        var reopen = SampleCommands.reopen("e2", 7);

        assertThat(shape(List.of(complete, reopen), 50))
                .containsExactly(List.of(List.of(complete)), List.of(List.of(reopen)));
    }

    @Test
    void completes_many_tasks_of_one_event_in_one_call() {
        var commands = List.<TaskCommand>of(
                SampleCommands.complete("e", 1), SampleCommands.complete("e", 2), SampleCommands.complete("e", 3));

        assertThat(shape(commands, 50)).containsExactly(List.of(commands));
    }

    @Test
    void orders_tasks_without_an_entity_by_their_event_only() {
        var commands = List.<TaskCommand>of(SampleCommands.createAlone("e1"), SampleCommands.complete("e2", 1));

        assertThat(CommandBatch.levels(commands, 50)).hasSize(1);
    }

    private static List<List<List<TaskCommand>>> shape(List<TaskCommand> commands, int size) {
        return CommandBatch.levels(commands, size).stream()
                .map(level -> level.stream().map(CommandBatch::commands).toList())
                .toList();
    }
}
