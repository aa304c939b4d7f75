package dev.followup.crm.task;

import dev.followup.crm.session.CrmException;
import dev.followup.crm.session.CrmSession;
import dev.followup.task.CommandSequence;
import dev.followup.task.NewTask;
import dev.followup.task.Outcome;
import dev.followup.task.TaskChange;
import dev.followup.task.TaskCommand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// The sender of batches. It records the outcome of each command, and may be used by several threads at once.
///
/// Commands that the CRM refuses by name are left out, and the rest is sent again where that is safe: after an
/// answer edits are safe, added tasks are not. A batch with an error that names no command is not sent in
/// halves at once, since most such answers would be the same for each half: single commands find out whether
/// the CRM takes any. Only if it does, halves find the one that it refuses. A command that it took a while ago
/// proves nothing: after too many refusals in a row, single commands find out again.
final class BatchSender {

    /// The most refusals in a row without a reason that a command taken before them outweighs: so many find one
    /// command in a batch of the largest size.
    private static final int MAX_REFUSALS_IN_A_ROW = 10;

    private final CrmSession session;
    private final TasksClient client;
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger refusalsInARow = new AtomicInteger();
    private final Map<String, Outcome> outcomes = new ConcurrentHashMap<>();
    private final CommandSequence<String> pending = new CommandSequence<>();

    /// The commands that were refused without a reason in a call of their own.
    private final Map<String, CrmException> refusedAlone = new ConcurrentHashMap<>();

    BatchSender(CrmSession session, TasksClient client) {
        this.session = session;
        this.client = client;
    }

    /// The outcome of each command, by its key. If the CRM took none of the commands, the session is closed: the
    /// circuit breaker decides when the next one is tried.
    Map<String, Outcome> outcomes() {
        var all = new HashMap<>(outcomes);
        refusedAlone.forEach((key, failure) -> {
            if (session.hasChangedTasks()) {
                all.put(key, new Outcome.Deferred(String.valueOf(failure.getMessage()), true));
            } else if (!session.isClosed()) {
                session.close(failure);
            }
        });
        return all;
    }

    /// Sends single commands until the CRM takes one: the oldest, the newest, one between.
    ///
    /// @return the commands that were not sent
    List<TaskCommand> probe(List<TaskCommand> commands) {
        int before = taken.get();
        for (var command : probes(commands)) {
            if (taken.get() > before || session.isClosed()) {
                break;
            }
            sendFree(List.of(command), command instanceof TaskCommand.Create);
        }
        return commands.stream()
                .filter(command -> !outcomes.containsKey(command.key()))
                .toList();
    }

    /// The commands to probe with: none of them waits for another one.
    private static List<TaskCommand> probes(List<TaskCommand> commands) {
        var sequence = new CommandSequence<String>();
        var free = new ArrayList<TaskCommand>();
        for (var command : commands) {
            if (!sequence.precedes(command)) {
                free.add(command);
            }
            sequence.add(command, command.key());
        }
        return Stream.of(free.getFirst(), free.getLast(), free.get(free.size() / 2))
                .distinct()
                .toList();
    }

    /// Leaves commands pending that were not sent, since no probe has passed.
    void block(List<TaskCommand> commands) {
        commands.forEach(command -> recordOutcome(command, new Outcome.Blocked("no probe of the circuit has passed")));
    }

    /// Sends the commands of a batch that have no pending command before them.
    void send(CommandBatch batch) {
        sendFree(batch.commands(), batch.adds());
    }

    private void sendFree(List<TaskCommand> commands, boolean adds) {
        var free = new ArrayList<TaskCommand>();
        for (var command : commands) {
            if (pending.precedes(command)) {
                recordOutcome(command, Outcome.Deferred.behindEarlier());
            } else {
                free.add(command);
            }
        }
        if (!free.isEmpty()) {
            send(free, adds);
        }
    }

    private void send(List<TaskCommand> commands, boolean adds) {
        try {
            var result = adds ? client.add(newTasks(commands)) : edit(commands);
            var rest = recordAnswered(commands, result);
            recordTaken(result);
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
                recordOutcome(commands.getFirst(), refused(refusal));
            }
        } catch (CrmException.Unexpected | CrmException.Blocked failure) {
            refusedWithoutReason(commands, adds, failure);
        } catch (CrmException failure) {
            recordOutcome(commands, failure);
        }
    }

    /// The outcome of a command that the CRM refuses for itself. A proxy may answer that there is no such task, or
    /// that access is forbidden: that counts only if the CRM serves another call.
    private Outcome refused(CrmException refusal) {
        var words = String.valueOf(refusal.getMessage());
        boolean mayBeOfProxy = refusal instanceof CrmException.NotFound || refusal instanceof CrmException.Forbidden;
        return mayBeOfProxy && !session.isServed() && !client.isServed()
                ? new Outcome.Deferred(words)
                : new Outcome.Refused(words);
    }

    private void recordTaken(BatchResult result) {
        refusalsInARow.set(0);
        if (!result.done().isEmpty()) {
            taken.incrementAndGet();
        }
    }

    private void refusedWithoutReason(List<TaskCommand> commands, boolean adds, CrmException failure) {
        if (session.isClosed()) {
            recordOutcome(commands, failure);
            return;
        }
        boolean isProven = refusalsInARow.incrementAndGet() <= MAX_REFUSALS_IN_A_ROW && session.hasChangedTasks();
        if (failure instanceof CrmException.Blocked && !client.isServed()) {
            session.close(failure);
            recordOutcome(commands, failure);
        } else if (commands.size() == 1) {
            if (refusalsInARow.get() <= MAX_REFUSALS_IN_A_ROW) {
                refusedAlone.put(commands.getFirst().key(), failure);
            }
            recordOutcome(commands, failure);
        } else if (isProven) {
            sendHalves(commands, adds);
        } else {
            int before = taken.get();
            var rest = probe(commands);
            if (taken.get() > before) {
                sendFree(rest, adds);
            } else {
                session.close(failure);
                recordOutcome(rest, failure);
            }
        }
    }

    private void recordOutcome(List<TaskCommand> commands, CrmException failure) {
        commands.forEach(command -> recordOutcome(command, outcome(failure)));
    }

    private void sendHalves(List<TaskCommand> commands, boolean adds) {
        var middle = commands.size() / 2;
        sendFree(commands.subList(0, middle), adds);
        sendFree(commands.subList(middle, commands.size()), adds);
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
                recordOutcome(commands.get(i), refused);
            } else {
                rest.add(commands.get(i));
            }
        }
        return rest;
    }

    private void recordOutcome(TaskCommand command, Outcome outcome) {
        outcomes.put(command.key(), outcome);
        if (isSentAgain(command, outcome)) {
            pending.add(command, command.key());
        }
    }

    /// Whether the command is sent again later, perhaps for another user: those behind it wait until then.
    private static boolean isSentAgain(TaskCommand command, Outcome outcome) {
        return outcome.isPending()
                || (outcome instanceof Outcome.Refused refused
                        && refused.ofResponsible()
                        && command.reassigned().isPresent());
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

    /// The outcome of the commands of a failed call. An edit whose answer was lost could be sent again without
    /// harm to the task, but then nobody would know when the first one changed it, and its event would be taken
    /// for a person's.
    private static Outcome outcome(CrmException failure) {
        var words = String.valueOf(failure.getMessage());
        return switch (failure) {
            case CrmException.Invalid _, CrmException.Refusal _ -> new Outcome.Refused(words);
            case CrmException.AccountUnavailable _ -> new Outcome.Blocked(words);
            case CrmException.Unexpected _, CrmException.NotTaken _ -> new Outcome.Deferred(words);
            case CrmException.Lost lost -> new Outcome.Uncertain(words, lost.sentAt(), false);
        };
    }
}
