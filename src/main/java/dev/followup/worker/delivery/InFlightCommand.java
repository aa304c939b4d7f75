package dev.followup.worker.delivery;

import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskEffect;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An order on its way, with what is sent for it.
///
/// @param command the order, as it stands on the list
/// @param perTask what is sent for it: the order itself, or its share in each of the tasks that it selects
/// @param settled how it ended before anything was sent; `null` if it is to be sent
record InFlightCommand(
        TaskCommand command,
        List<TaskCommand> perTask,
        @Nullable Outcome settled) {

    static InFlightCommand of(TaskCommand command, List<TaskCommand> perTask) {
        return new InFlightCommand(command, List.copyOf(perTask), null);
    }

    static InFlightCommand settled(TaskCommand command, Outcome outcome) {
        return new InFlightCommand(command, List.of(), outcome);
    }

    /// How the order ended; and if it stays on the list, how those of its shares did that the CRM has done, by
    /// their own keys.
    ///
    /// @param ends by the keys of the shares
    Map<String, Outcome> outcomes(Map<String, Outcome> ends) {
        var outcome = outcome(ends);
        var outcomes = new HashMap<String, Outcome>();
        for (var share : perTask) {
            if (outcome.isPending() && ends.get(share.key()) instanceof Outcome.Done done) {
                outcomes.put(share.key(), done);
            }
        }
        outcomes.put(command.key(), outcome);
        return outcomes;
    }

    /// How the order ended, by how its shares did. It stays on the list if one of them does; a share that the
    /// CRM refuses does not undo what it did for the others.
    ///
    /// @param outcomes by the keys of the shares
    private Outcome outcome(Map<String, Outcome> outcomes) {
        var ends = perTask.stream()
                .map(share -> outcomes.getOrDefault(share.key(), new Outcome.Deferred("the CRM was not asked for it")))
                .toList();
        return ends.stream().filter(Outcome::isPending).findFirst().orElseGet(() -> combined(ends));
    }

    private static Outcome combined(List<Outcome> ends) {
        List<TaskEffect> effects = ends.stream()
                .flatMap(end -> end instanceof Outcome.Done done ? done.effects().stream() : null)
                .toList();
        return effects.isEmpty() ? ends.getFirst() : new Outcome.Done(effects);
    }
}
