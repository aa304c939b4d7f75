package dev.followup.worker.delivery;

import dev.followup.ledger.Ledger.TaskTrace;
import dev.followup.task.NewTask;
import dev.followup.task.Outcome;
import dev.followup.task.SelectedChange;
import dev.followup.task.Task;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskEffect;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
            return;
        }
        free.stream()
                .filter(task -> isInTime(task.createdAt(), longestAttempt))
                .filter(task -> create.task().similarity(task.text(), task.about(), task.due()) == similarity)
                .filter(task -> !sameRest || hasSameRest(task, create.task()))
                .findFirst()
                .ifPresent(task -> {
                    free.remove(task);
                    matches.put(key(), task);
                });
    }

    /// Those of the tasks that the command has changed. A task that somebody has changed since is not among them.
    ///
    /// @param candidates tasks that the token's user changed last
    /// @param traces what is known of them, by their ids
    List<Task> changed(List<Task> candidates, Map<Long, TaskTrace> traces, Duration longestAttempt) {
        return command.selectedChange().stream()
                .flatMap(change -> candidates.stream()
                        .filter(task -> isInTime(task.updatedAt(), longestAttempt))
                        .filter(task -> isSeenIn(task, change, traces.get(task.id()))))
                .toList();
    }

    /// The outcomes that follow from the tasks that the command has changed, by their keys. A command for the
    /// open tasks of an entity is sent again, since there may be others that it did not change: what it did is
    /// recorded by the keys of its parts.
    Map<String, Outcome> outcomes(List<Task> changed) {
        var outcomes = new HashMap<String, Outcome>();
        for (var task : changed) {
            var done = new Outcome.Done(List.of(new TaskEffect(task.id(), task.updatedAt())));
            outcomes.put(
                    isOfOneTask()
                            ? key()
                            : command.perTask(List.of(task)).getFirst().key(),
                    done);
        }
        outcomes.putIfAbsent(
                key(),
                new Outcome.Deferred(
                        changed.isEmpty()
                                ? "the reconciliation did not find it in the CRM"
                                : "the reconciliation found only what it did to tasks that are known"));
        return outcomes;
    }

    private boolean isOfOneTask() {
        return command.requiredOpenTasks().isEmpty();
    }

    /// Whether a task is as the change leaves it, and no command is known to have changed it at that time.
    private static boolean isSeenIn(Task task, SelectedChange change, @Nullable TaskTrace trace) {
        return change.isSeenIn(task, trace == null ? null : trace.madeBy())
                && (trace == null || !trace.changes().containsKey(task.updatedAt()));
    }

    private boolean isInTime(Instant at, Duration longestAttempt) {
        return !at.isBefore(sentAt.minus(NewTask.MAX_CLOCK_SKEW))
                && !at.isAfter(sentAt.plus(longestAttempt).plus(NewTask.MAX_CLOCK_SKEW));
    }

    /// Whether type and responsible user are equal as well, which distinguishes otherwise equal commands.
    private static boolean hasSameRest(Task task, NewTask wanted) {
        var responsible = wanted.responsible();
        return task.type().equals(wanted.type()) && (responsible == null || responsible == task.responsible());
    }
}
