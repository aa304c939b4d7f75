package dev.followup.worker.delivery;

import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.task.CommandSequence;
import dev.followup.task.TaskCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The pending commands that may be sent now.
///
/// A command that depends on what is open in the CRM waits until every command about the same entity is settled
/// that was decided before it; only its own rule's answer to its own event does not count. What was decided
/// after a command that waits, about the same entity, waits too. So does what was decided after one that
/// completes or changes whatever is open: after a crash it is done again, and must not meet tasks that were
/// added later.
///
/// @param commands in their order
/// @param isAll whether no command is left to a later round
record ReadyCommands(List<TaskCommand> commands, boolean isAll) {

    static ReadyCommands of(List<PendingCommand> pending) {
        var round = new Selection();
        pending.forEach(round::add);
        return new ReadyCommands(List.copyOf(round.ready), round.ready.size() == pending.size());
    }

    private static final class Selection {

        private final List<TaskCommand> ready = new ArrayList<>();
        private final CommandSequence<Firing> notReady = new CommandSequence<>();
        private final CommandSequence<Firing> all = new CommandSequence<>();
        private final CommandSequence<Firing> edits = new CommandSequence<>();

        void add(PendingCommand pending) {
            var command = pending.command();
            var answer = new Firing(command.origin().event(), command.origin().rule());
            boolean depends = command.requiredOpenTasks().isPresent();
            boolean goes = pending.sent() == null
                    && !notReady.precedes(command)
                    && isFirst(edits, command, answer)
                    && (!depends || isFirst(all, command, answer));
            if (goes) {
                ready.add(command);
            } else {
                notReady.add(command, answer);
            }
            all.add(command, answer);
            if (depends && !(command instanceof TaskCommand.Create)) {
                edits.add(command, answer);
            }
        }

        private static boolean isFirst(CommandSequence<Firing> sequence, TaskCommand command, Firing answer) {
            return Set.of(answer).containsAll(sequence.before(command));
        }
    }

    /// A rule's answer to an event.
    private record Firing(String event, String rule) {}
}
