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

/// A command that was sent without a response about it.
///
/// @param sentAt when it was sent
/// @param reconcileAt when it can be reconciled
record UncertainCommand(TaskCommand command, Instant sentAt, Instant reconcileAt) {

    /// How far the CRM's clock may be behind ours.
    static final Duration MAX_CLOCK_SKEW = Duration.ofMinutes(2);

    /// Deadline and responsible user are equal.
    private static final int MAX_SIMILARITY = 2;

    String key() {
        return command.key();
    }

    /// The tasks that the commands have added, by the commands' keys: each task for one command at most, the
    /// most similar first.
    ///
    /// @param candidates tasks of which it is not known which command added them
    static Map<String, Task> matches(List<UncertainCommand> commands, List<Task> candidates) {
        var matches = new HashMap<String, Task>();
        var free = new ArrayList<>(candidates);
        for (int similarity = MAX_SIMILARITY; similarity >= 0; similarity--) {
            for (var command : commands) {
                command.match(free, similarity, matches);
            }
        }
        return matches;
    }

    private void match(List<Task> free, int similarity, Map<String, Task> matches) {
        if (matches.containsKey(key())) {
            return;
        }
        free.stream()
                .filter(task -> mayHaveCreated(task) && similarity(task) == similarity)
                .findFirst()
                .ifPresent(task -> {
                    free.remove(task);
                    matches.put(key(), task);
                });
    }

    /// Whether the command may have added a task. A command that changes tasks adds none: sending it twice does
    /// no harm.
    private boolean mayHaveCreated(Task task) {
        return command instanceof TaskCommand.Create create
                && !task.createdAt().isBefore(sentAt.minus(MAX_CLOCK_SKEW))
                && task.type().equals(create.task().type())
                && task.text().strip().equals(create.task().text().strip())
                && Objects.equals(task.about(), create.task().about());
    }

    /// How many of deadline and responsible user are equal: they distinguish otherwise equal commands, but
    /// people may have changed them since.
    private int similarity(Task task) {
        if (!(command instanceof TaskCommand.Create create)) {
            return 0;
        }
        var responsible = create.task().responsible();
        return (task.due().equals(create.task().due()) ? 1 : 0)
                + (responsible != null && responsible == task.responsible() ? 1 : 0);
    }
}
