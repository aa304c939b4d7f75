package dev.followup.worker.delivery;

import dev.followup.task.Task;
import dev.followup.task.TaskCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// An order that was sent without an answer about it.
///
/// @param at when
/// @param retryAt from when on it can be looked for
record UncertainCommand(TaskCommand command, Instant sentAt, Instant reconcileAt) {

    /// How far the CRM's clock may be behind ours.
    static final Duration MAX_CLOCK_SKEW = Duration.ofMinutes(2);

    /// Deadline and person alike.
    private static final int MAX_SIMILARITY = 2;

    String key() {
        return command.key();
    }

    /// The tasks that the orders have made, by the orders' keys: each task for one order at most, the most
    /// alike first.
    ///
    /// @param candidates tasks of which nobody knows which order made them
    static Map<String, Task> matches(List<UncertainCommand> commands, List<Task> candidates) {
        var matches = new HashMap<String, Task>();
        var free = new ArrayList<>(candidates);
        for (int alike = MAX_SIMILARITY; alike >= 0; alike--) {
            for (var command : commands) {
                command.match(free, alike, matches);
            }
        }
        return matches;
    }

    private void match(List<Task> free, int alike, Map<String, Task> matches) {
        if (matches.containsKey(key())) {
            return;
        }
        free.stream()
                .filter(task -> mayHaveCreated(task) && similarity(task) == alike)
                .findFirst()
                .ifPresent(task -> {
                    free.remove(task);
                    matches.put(key(), task);
                });
    }

    /// Whether a task can be what the order has made. A change makes none: it does no harm if it is made twice.
    private boolean mayHaveCreated(Task task) {
        return command instanceof TaskCommand.Create create
                && !task.createdAt().isBefore(sentAt.minus(MAX_CLOCK_SKEW))
                && task.type().equals(create.task().type())
                && task.text().strip().equals(create.task().text().strip())
                && Objects.equals(task.about(), create.task().about());
    }

    /// How many of the things are alike that tell equal orders apart, but that people may have changed since.
    private int similarity(Task task) {
        if (!(command instanceof TaskCommand.Create create)) {
            return 0;
        }
        var person = create.task().responsible();
        return (task.due().equals(create.task().due()) ? 1 : 0)
                + (person != null && person == task.responsible() ? 1 : 0);
    }
}
