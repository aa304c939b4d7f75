package dev.followup.crm;

import dev.followup.task.Selection;
import dev.followup.task.TaskOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Orders that share a call. What concerns one entity is sent in the order in which it was decided: in one call, or in
/// calls of which the later waits for the earlier.
final class Batch {

    private final boolean adds;
    private final int level;
    private final List<TaskOrder> orders = new ArrayList<>();

    private Batch(boolean adds, int level) {
        this.adds = adds;
        this.level = level;
    }

    /// Whether it adds tasks; it edits some otherwise.
    boolean adds() {
        return adds;
    }

    List<TaskOrder> orders() {
        return List.copyOf(orders);
    }

    /// The fewest batches of at most so many orders. Those of one level may fly together, when the level before has
    /// landed.
    static List<List<Batch>> levels(List<TaskOrder> orders, int size) {
        var batches = new ArrayList<Batch>();
        var last = new HashMap<String, Batch>();
        for (var order : orders) {
            var concerns = order.concerns();
            var before = concerns.stream()
                    .flatMap(concern -> Stream.ofNullable(last.get(concern)))
                    .collect(Collectors.toSet());
            var batch = batches.stream()
                    .filter(candidate -> candidate.takes(order, size) && candidate.mayFollow(before))
                    .findFirst()
                    .orElseGet(() -> opened(order, before, batches));
            batch.orders.add(order);
            concerns.forEach(concern -> last.put(concern, batch));
        }
        return List.copyOf(batches.stream()
                .collect(Collectors.groupingBy(batch -> batch.level, TreeMap::new, Collectors.toList()))
                .values());
    }

    private static Batch opened(TaskOrder order, Set<Batch> before, List<Batch> batches) {
        var level = before.stream().mapToInt(batch -> batch.level + 1).max().orElse(0);
        var batch = new Batch(order instanceof TaskOrder.Create, level);
        batches.add(batch);
        return batch;
    }

    private boolean takes(TaskOrder order, int size) {
        return adds == order instanceof TaskOrder.Create && orders.size() < size && !edits(task(order));
    }

    private boolean mayFollow(Set<Batch> before) {
        return before.stream().allMatch(batch -> batch == this || batch.level < level);
    }

    private boolean edits(@Nullable Long task) {
        return task != null && orders.stream().anyMatch(order -> task.equals(task(order)));
    }

    private static @Nullable Long task(TaskOrder order) {
        return switch (order) {
            case TaskOrder.Create _ -> null;
            case TaskOrder.Complete complete -> task(complete.which());
            case TaskOrder.Change change -> task(change.which());
        };
    }

    /// The task to edit.
    ///
    /// @throws IllegalArgumentException if it has not been found yet: nobody but who sends the order knows how
    static long task(Selection which) {
        return switch (which) {
            case Selection.One one -> one.task();
            case Selection.Open open -> throw new IllegalArgumentException(open + " is still to be found");
        };
    }
}
