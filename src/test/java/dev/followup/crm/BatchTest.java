package dev.followup.crm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.task.TaskOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTest {

    @Test
    void puts_what_does_not_depend_on_each_other_into_full_batches_of_one_level() {
        var orders = new ArrayList<TaskOrder>();
        for (int i = 0; i < 7; i++) {
            orders.add(Orders.create("e" + i, 100 + i));
            orders.add(Orders.complete("c" + i, 500 + i));
        }

        var levels = Batch.levels(orders, 3);

        assertThat(levels).hasSize(1);
        assertThat(levels.getFirst())
                .extracting(batch -> batch.orders().size())
                .containsExactlyInAnyOrder(3, 3, 1, 3, 3, 1);
        assertThat(levels.getFirst())
                .allMatch(batch ->
                        batch.orders().stream().allMatch(order -> order instanceof TaskOrder.Create == batch.adds()));
    }

    @Test
    void lets_tasks_for_one_entity_share_a_call_in_their_order() {
        var first = Orders.create("e1", 100);
        var second = Orders.create("e2", 100);

        assertThat(shape(List.of(first, second), 50)).containsExactly(List.of(List.of(first, second)));
    }

    @Test
    void sends_tasks_for_one_entity_one_after_the_other_where_the_batch_is_full() {
        var first = Orders.create("e1", 100);
        var second = Orders.create("e2", 100);

        assertThat(shape(List.of(first, second), 1)).containsExactly(List.of(List.of(first)), List.of(List.of(second)));
    }

    @Test
    void changes_after_it_creates_where_both_are_about_one_event() {
        var create = Orders.create("e1", 100);
        var complete = Orders.complete("e1", 7);

        assertThat(shape(List.of(create, complete), 50))
                .containsExactly(List.of(List.of(create)), List.of(List.of(complete)));
    }

    @Test
    void creates_after_it_changes_where_it_was_decided_so() {
        var change = Orders.move("e1", 7, 100);
        var create = Orders.create("e2", 100);

        assertThat(shape(List.of(change, create), 50))
                .containsExactly(List.of(List.of(change)), List.of(List.of(create)));
    }

    @Test
    void never_edits_a_task_twice_in_one_call() {
        var complete = Orders.complete("e1", 7);
        var reopen = Orders.reopen("e2", 7);

        assertThat(shape(List.of(complete, reopen), 50))
                .containsExactly(List.of(List.of(complete)), List.of(List.of(reopen)));
    }

    @Test
    void completes_many_tasks_of_one_event_in_one_call() {
        var orders = List.<TaskOrder>of(Orders.complete("e", 1), Orders.complete("e", 2), Orders.complete("e", 3));

        assertThat(shape(orders, 50)).containsExactly(List.of(orders));
    }

    @Test
    void keeps_tasks_of_their_own_apart_from_each_other_only_by_their_event() {
        var orders = List.<TaskOrder>of(Orders.createAlone("e1"), Orders.complete("e2", 1));

        assertThat(Batch.levels(orders, 50)).hasSize(1);
    }

    private static List<List<List<TaskOrder>>> shape(List<TaskOrder> orders, int size) {
        return Batch.levels(orders, size).stream()
                .map(level -> level.stream().map(Batch::orders).toList())
                .toList();
    }
}
