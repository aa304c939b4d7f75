package dev.followup.crm.task;

import dev.followup.task.CommandSequence;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskSelection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A batch of commands that share a call. Commands for one entity are sent in the order in which they were
/// planned: in one call, or in calls of which the later waits for the earlier.
final class CommandBatch {

    private final boolean adds;
    private final int level;
    private final List<TaskCommand> commands = new ArrayList<>();

    private CommandBatch(boolean adds, int level) {
        this.adds = adds;
        this.level = level;
    }

    /// Whether the batch adds tasks; otherwise it edits them.
    boolean adds() {
        return adds;
    }

    List<TaskCommand> commands() {
        return List.copyOf(commands);
    }

    /// The fewest batches of at most so many commands. Batches of one level may be sent together, once all
    /// answers to the level before have arrived.
    static List<List<CommandBatch>> levels(List<TaskCommand> commands, int size) {
        var batches = new ArrayList<CommandBatch>();
        var sequence = new CommandSequence<CommandBatch>();
        for (var command : commands) {
            var before = sequence.before(command);
            var batch = batches.stream()
                    .filter(candidate -> candidate.takes(command, size) && candidate.mayFollow(before))
                    .findFirst()
                    .orElseGet(() -> opened(command, before, batches));
            batch.commands.add(command);
            sequence.add(command, batch);
        }
        return List.copyOf(batches.stream()
                .collect(Collectors.groupingBy(batch -> batch.level, TreeMap::new, Collectors.toList()))
                .values());
    }

    private static CommandBatch opened(TaskCommand command, Set<CommandBatch> before, List<CommandBatch> batches) {
        var level = before.stream().mapToInt(batch -> batch.level + 1).max().orElse(0);
        var batch = new CommandBatch(command instanceof TaskCommand.Create, level);
        batches.add(batch);
        return batch;
    }

    private boolean takes(TaskCommand command, int size) {
        return adds == command instanceof TaskCommand.Create && commands.size() < size && !edits(task(command));
    }

    private boolean mayFollow(Set<CommandBatch> before) {
        return before.stream().allMatch(batch -> batch == this || batch.level < level);
    }

    private boolean edits(@Nullable Long task) {
        return task != null && commands.stream().anyMatch(command -> task.equals(task(command)));
    }

    private static @Nullable Long task(TaskCommand command) {
        return switch (command) {
            case TaskCommand.Create _ -> null;
            case TaskCommand.Complete complete -> task(complete.which());
            case TaskCommand.Change change -> task(change.which());
        };
    }

    /// The task to edit.
    ///
    /// @throws IllegalArgumentException if it is still to be found by a query, which delivery does
    /// before it sends the command
    static long task(TaskSelection which) {
        return switch (which) {
            case TaskSelection.One one -> one.task();
            case TaskSelection.Open open -> throw new IllegalArgumentException(open + " is still to be found");
        };
    }
}
