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

/// Sends batches, several at once if need be, and notes how each order ended.
///
/// What is refused by name is left out, and the rest sent again where that is safe: edits are, added tasks are not. A
/// batch that is refused as a whole is sent again in halves, until the bad order stands alone.
final class BatchSender {

    private final TasksClient client;
    private final Map<String, Outcome> outcomes = new ConcurrentHashMap<>();
    private final CommandSequence<String> pending = new CommandSequence<>();

    BatchSender(TasksClient client) {
        this.client = client;
    }

    /// How each order ended, by its key.
    Map<String, Outcome> outcomes() {
        return Map.copyOf(outcomes);
    }

    /// Sends what no unfinished order comes before.
    void send(CommandBatch batch) {
        var free = new ArrayList<TaskCommand>();
        for (var command : batch.commands()) {
            if (pending.precedes(command)) {
                note(command, Outcome.Deferred.behindEarlier());
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
            var answers = adds ? client.add(newTasks(commands)) : edit(commands);
            var rest = noteAnswered(commands, answers);
            if (adds) {
                var uncertain = new Outcome.Uncertain(
                        "the CRM's answer says nothing of it", answers.sentAt(), rest.size() < commands.size());
                rest.forEach(command -> note(command, uncertain));
            } else if (rest.size() == commands.size()) {
                sendHalves(rest, false);
            } else if (!rest.isEmpty()) {
                send(rest, false);
            }
        } catch (CrmException.Invalid | CrmException.Refusal refusal) {
            if (commands.size() > 1) {
                sendHalves(commands, adds);
            } else {
                note(commands.getFirst(), outcome(refusal, adds));
            }
        } catch (CrmException trouble) {
            commands.forEach(command -> note(command, outcome(trouble, adds)));
        }
    }

    private void sendHalves(List<TaskCommand> commands, boolean adds) {
        var middle = commands.size() / 2;
        send(commands.subList(0, middle), adds);
        send(commands.subList(middle, commands.size()), adds);
    }

    /// Notes what the CRM says, and hands back the orders of which it says nothing.
    private List<TaskCommand> noteAnswered(List<TaskCommand> commands, BatchResult answers) {
        var rest = new ArrayList<TaskCommand>();
        for (int i = 0; i < commands.size(); i++) {
            var done = answers.done().get(i);
            var refused = answers.refused().get(i);
            if (done != null) {
                note(commands.get(i), new Outcome.Done(List.of(done)));
            } else if (refused != null) {
                note(commands.get(i), new Outcome.Refused(refused));
            } else {
                rest.add(commands.get(i));
            }
        }
        return rest;
    }

    private void note(TaskCommand command, Outcome outcome) {
        outcomes.put(command.key(), outcome);
        if (outcome.isPending()) {
            pending.add(command, command.key());
        }
    }

    /// One edit goes by its own path: only there an unknown id is sure to be told.
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

    /// What a failed call means for what it was to do.
    ///
    /// @param adds whether it was to add tasks, which must not be done twice
    private static Outcome outcome(CrmException trouble, boolean adds) {
        var words = String.valueOf(trouble.getMessage());
        return switch (trouble) {
            case CrmException.Invalid _, CrmException.Refusal _ -> new Outcome.Refused(words);
            case CrmException.Closed _ -> new Outcome.Blocked(words);
            case CrmException.NotTaken _ -> new Outcome.Deferred(words);
            case CrmException.Lost lost ->
                adds ? new Outcome.Uncertain(words, lost.sentAt(), false) : new Outcome.Deferred(words);
        };
    }
}
