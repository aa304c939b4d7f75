package dev.followup.crm.task;

import dev.followup.crm.session.CrmException;
import dev.followup.task.CommandSequence;
import dev.followup.task.NewTask;
import dev.followup.task.Outcome;
import dev.followup.task.TaskChange;
import dev.followup.task.TaskCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// The sender of batches. It records the outcome of each command, and may be used by several threads at once.
///
/// Commands that the CRM refuses by name are left out, and the rest is sent again where that is safe: edits
/// are safe, added tasks are not. A batch that is refused as a whole is sent again in halves, until the bad
/// command is alone.
final class BatchSender {

    private final TasksClient client;
    private final Map<String, Outcome> outcomes = new ConcurrentHashMap<>();
    private final CommandSequence<String> pending = new CommandSequence<>();

    BatchSender(TasksClient client) {
        this.client = client;
    }

    /// The outcome of each command, by its key.
    Map<String, Outcome> outcomes() {
        return Map.copyOf(outcomes);
    }

    /// Sends the commands of a batch that have no pending command before them.
    void send(CommandBatch batch) {
        var free = new ArrayList<TaskCommand>();
        for (var command : batch.commands()) {
            if (pending.precedes(command)) {
                recordOutcome(command, Outcome.Deferred.behindEarlier());
            } else {
                free.add(command);
            }
        }
        if (!free.isEmpty()) {
            send(free, batch.adds());
        }
    }

    private void send(List<TaskCommand> commands, boolean adds) {
        try {
            var result = adds ? client.add(newTasks(commands)) : edit(commands);
            var rest = recordAnswered(commands, result);
            if (adds) {
                var uncertain = new Outcome.Uncertain(
                        "the CRM's answer says nothing of it", result.sentAt(), rest.size() < commands.size());
                rest.forEach(command -> recordOutcome(command, uncertain));
            } else if (rest.size() == commands.size()) {
                sendHalves(rest, false);
            } else if (!rest.isEmpty()) {
                send(rest, false);
            }
        } catch (CrmException.Invalid | CrmException.Refusal refusal) {
            if (commands.size() > 1) {
                sendHalves(commands, adds);
            } else {
                recordOutcome(commands.getFirst(), outcome(refusal, adds));
            }
        } catch (CrmException failure) {
            commands.forEach(command -> recordOutcome(command, outcome(failure, adds)));
        }
    }

    private void sendHalves(List<TaskCommand> commands, boolean adds) {
        var middle = commands.size() / 2;
        send(commands.subList(0, middle), adds);
        send(commands.subList(middle, commands.size()), adds);
    }

    /// Records the outcomes that the answer contains, and returns the commands that are missing from it.
    private List<TaskCommand> recordAnswered(List<TaskCommand> commands, BatchResult result) {
        var rest = new ArrayList<TaskCommand>();
        for (int i = 0; i < commands.size(); i++) {
            var done = result.done().get(i);
            var refused = result.refused().get(i);
            if (done != null) {
                recordOutcome(commands.get(i), new Outcome.Done(List.of(done)));
            } else if (refused != null) {
                recordOutcome(commands.get(i), new Outcome.Refused(refused));
            } else {
                rest.add(commands.get(i));
            }
        }
        return rest;
    }

    private void recordOutcome(TaskCommand command, Outcome outcome) {
        outcomes.put(command.key(), outcome);
        if (outcome.isPending()) {
            pending.add(command, command.key());
        }
    }

    /// Sends a single edit by its own path, since only there an unknown id is sure to be reported.
    private BatchResult edit(List<TaskCommand> commands) {
        var edits = commands.stream().flatMap(BatchSender::edits).toList();
        return edits.size() == 1 ? client.edit(edits.getFirst()) : client.edit(edits);
    }

    private static Stream<TaskEdit> edits(TaskCommand command) {
        return switch (command) {
            case TaskCommand.Create _ -> Stream.empty();
            case TaskCommand.Complete complete ->
                Stream.of(
                        new TaskEdit(CommandBatch.task(complete.which()), TaskChange.completedWith(complete.result())));
            case TaskCommand.Change change ->
                Stream.of(new TaskEdit(CommandBatch.task(change.which()), change.change()));
        };
    }

    private static List<NewTask> newTasks(List<TaskCommand> commands) {
        return commands.stream()
                .flatMap(command ->
                        command instanceof TaskCommand.Create create ? Stream.of(create.task()) : Stream.empty())
                .toList();
    }

    /// The outcome of the commands of a failed call.
    ///
    /// @param adds whether the call adds tasks, which must not be sent twice
    private static Outcome outcome(CrmException failure, boolean adds) {
        var words = String.valueOf(failure.getMessage());
        return switch (failure) {
            case CrmException.Invalid _, CrmException.Refusal _ -> new Outcome.Refused(words);
            case CrmException.AccountUnavailable _ -> new Outcome.Blocked(words);
            case CrmException.NotTaken _ -> new Outcome.Deferred(words);
            case CrmException.Lost lost ->
                adds ? new Outcome.Uncertain(words, lost.sentAt(), false) : new Outcome.Deferred(words);
        };
    }
}
