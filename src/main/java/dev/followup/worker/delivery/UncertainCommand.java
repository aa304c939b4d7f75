package dev.followup.worker.delivery;

import dev.followup.task.NewTask;
import dev.followup.task.Task;
import dev.followup.task.TaskCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A command that was sent without a response about it.
///
/// @param sentAt when it was sent
/// @param reconcileAt when it can be reconciled
record UncertainCommand(TaskCommand command, Instant sentAt, Instant reconcileAt) {

    /// Text, entity and deadline are equal.
    private static final int MAX_SIMILARITY = 3;

    String key() {
        return command.key();
    }

    /// The tasks that the commands have added, by the commands' keys: each task for one command at most, the
    /// most similar first.
    ///
    /// @param candidates tasks that the token's user created, of which it is not known which command
    /// added them
    /// @param longestAttempt how long after `sentAt` the last attempt may have been carried out
    static Map<String, Task> matches(List<UncertainCommand> commands, List<Task> candidates, Duration longestAttempt) {
        var matches = new HashMap<String, Task>();
        var free = new ArrayList<>(candidates);
        for (int similarity = MAX_SIMILARITY; similarity >= NewTask.MIN_SIMILARITY; similarity--) {
            for (boolean sameRest : List.of(true, false)) {
                for (var command : commands) {
                    command.match(free, similarity, sameRest, longestAttempt, matches);
                }
            }
        }
        return matches;
    }

    private void match(
            List<Task> free, int similarity, boolean sameRest, Duration longestAttempt, Map<String, Task> matches) {
        if (matches.containsKey(key()) || !(command instanceof TaskCommand.Create create)) {
            return; // a command that changes tasks adds none: sending it twice does no harm
        }
        free.stream()
                .filter(task -> isInTime(task, longestAttempt))
                .filter(task -> create.task().similarity(task.text(), task.about(), task.due()) == similarity)
                .filter(task -> !sameRest || hasSameRest(task, create.task()))
                .findFirst()
                .ifPresent(task -> {
                    free.remove(task);
                    matches.put(key(), task);
                });
    }

    private boolean isInTime(Task task, Duration longestAttempt) {
        return !task.createdAt().isBefore(sentAt.minus(NewTask.MAX_CLOCK_SKEW))
                && !task.createdAt().isAfter(sentAt.plus(longestAttempt).plus(NewTask.MAX_CLOCK_SKEW));
    }

    /// Whether type and responsible user are equal as well, which distinguishes otherwise equal commands.
    private static boolean hasSameRest(Task task, NewTask wanted) {
        var responsible = wanted.responsible();
        return task.type().equals(wanted.type()) && (responsible == null || responsible == task.responsible());
    }
}
