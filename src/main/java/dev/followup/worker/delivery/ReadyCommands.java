package dev.followup.worker.delivery;

import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.task.CommandSequence;
import dev.followup.task.TaskCommand;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The pending commands that may be sent now.
///
/// A command that depends on open tasks in the CRM waits until every earlier command about the same entity has
/// ended, but for those of the same rule for the same event. A command that was planned after one that waits,
/// about the same entity, waits too. So does a command that was planned after one that completes or changes all
/// open tasks: after a crash that one is sent again, and must not find tasks that were added later. A command that
/// the CRM has refused alone waits until all others are sent, so that no other shares its call.
///
/// @param commands in their order
/// @param isAll whether no command is left to a later round
record ReadyCommands(List<TaskCommand> commands, boolean isAll) {

    static ReadyCommands of(List<PendingCommand> pending) {
        var round = new Selection();
        pending.forEach(round::add);
        return new ReadyCommands(List.copyOf(round.ready), round.ready.size() == pending.size());
    }

    /// The keys of the commands whose tasks later commands complete because of an event that closes them: those that
    /// were not sent yet need not be sent any more.
    static Set<String> closed(List<PendingCommand> pending) {
        return pending.stream()
                .map(PendingCommand::command)
                .filter(command -> !(command instanceof TaskCommand.Create))
                .flatMap(command -> command.requiredOpenTasks().stream())
                .flatMap(tasks -> tasks.commands().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /// The first command that waits only because the CRM has refused it alone before.
    ///
    /// @param tried the keys of those that have been sent again already
    static Optional<TaskCommand> refusedAlone(List<PendingCommand> pending, Set<String> tried) {
        var earlier = new CommandSequence<String>();
        for (var candidate : pending) {
            var command = candidate.command();
            boolean isReady = candidate.refusals() > 0 && candidate.sent() == null && !earlier.precedes(command);
            if (isReady && !tried.contains(command.key())) {
                return Optional.of(command);
            }
            earlier.add(command, command.key());
        }
        return Optional.empty();
    }

    /// The keys of new commands that can be sent at once: those that would be sent in the first call anyway, and
    /// depend neither on open tasks nor on a command that is not sent with them, nor on who has the fewest.
    ///
    /// @param before the commands that were pending before, all of them
    /// @param most the most commands in a call
    static Set<String> atOnce(List<PendingCommand> before, List<PendingCommand> added, int most) {
        var all = Stream.concat(before.stream(), added.stream()).toList();
        var first = of(all).commands().stream().limit(most).collect(Collectors.toSet());
        var closed = closed(all);
        var selected = new HashSet<String>();
        var others = new CommandSequence<String>();
        before.forEach(one -> others.add(one.command(), one.command().key()));
        for (var one : added) {
            var command = one.command();
            boolean isUnconditional =
                    command.requiredOpenTasks().isEmpty() && !command.awaitsPerson() && !closed.contains(command.key());
            if (first.contains(command) && isUnconditional && !others.precedes(command)) {
                selected.add(command.key());
            } else {
                others.add(command, command.key());
            }
        }
        return selected;
    }

    private static final class Selection {

        private final List<TaskCommand> ready = new ArrayList<>();
        private final CommandSequence<Firing> notReady = new CommandSequence<>();
        private final CommandSequence<Firing> all = new CommandSequence<>();
        private final CommandSequence<Firing> edits = new CommandSequence<>();

        void add(PendingCommand pending) {
            var command = pending.command();
            var firing = new Firing(command.origin().event(), command.origin().rule());
            boolean depends = command.requiredOpenTasks().isPresent();
            boolean isReady = pending.sent() == null
                    && pending.refusals() == 0
                    && !notReady.precedes(command)
                    && isFirst(edits, command, firing)
                    && (!depends || isFirst(all, command, firing));
            if (isReady) {
                ready.add(command);
            } else {
                notReady.add(command, firing);
            }
            all.add(command, firing);
            if (depends && !(command instanceof TaskCommand.Create)) {
                edits.add(command, firing);
            }
        }

        private static boolean isFirst(CommandSequence<Firing> sequence, TaskCommand command, Firing firing) {
            return Set.of(firing).containsAll(sequence.before(command));
        }
    }

    /// The firing of a rule for an event.
    private record Firing(String event, String rule) {}
}
