package dev.followup.worker.delivery;

import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskEffect;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A command that is about to be sent, and what is sent for it.
///
/// @param command the pending command
/// @param perTask the commands that are sent for it: itself, or one for each of the tasks that it selects
/// @param settled its outcome if nothing needs to be sent; `null` if it is to be sent
record InFlightCommand(
        TaskCommand command,
        List<TaskCommand> perTask,
        @Nullable Outcome settled) {

    static InFlightCommand of(TaskCommand command, List<TaskCommand> perTask) {
        return new InFlightCommand(command, List.copyOf(perTask), null);
    }

    /// The same command for the person who was chosen.
    ///
    /// @param users those who were chosen among, the best first
    /// @param reason who was chosen, and why
    InFlightCommand chosen(List<Long> users, String reason) {
        return new InFlightCommand(
                command.chosen(users, reason),
                perTask.stream().map(part -> part.chosen(users, reason)).toList(),
                settled);
    }

    static InFlightCommand settled(TaskCommand command, Outcome outcome) {
        return new InFlightCommand(command, List.of(), outcome);
    }

    /// The outcome of the command. Unless it is done, also the outcomes of those of its parts that the CRM has done,
    /// by their own keys.
    ///
    /// @param ends the outcomes of the parts, by their keys
    Map<String, Outcome> outcomes(Map<String, Outcome> ends) {
        var outcome = outcome(ends);
        var outcomes = new HashMap<String, Outcome>();
        for (var part : perTask) {
            if (!(outcome instanceof Outcome.Done) && ends.get(part.key()) instanceof Outcome.Done done) {
                outcomes.put(part.key(), done);
            }
        }
        outcomes.put(command.key(), outcome);
        return outcomes;
    }

    /// The parts that the CRM refused although it carried out others, and its reasons.
    ///
    /// @param ends the outcomes of the parts, by their keys
    Map<TaskCommand, Outcome.Refused> refusedParts(Map<String, Outcome> ends) {
        var refused = new LinkedHashMap<TaskCommand, Outcome.Refused>();
        if (outcome(ends) instanceof Outcome.Done) {
            for (var part : perTask) {
                if (ends.get(part.key()) instanceof Outcome.Refused refusal) {
                    refused.put(part, refusal);
                }
            }
        }
        return refused;
    }

    /// The outcome of the command from those of its parts. It is uncertain if one of them is, otherwise pending
    /// if one of them is; a part that the CRM refuses does not undo the others, unless it can be given to
    /// another user.
    ///
    /// @param outcomes the outcomes of the parts, by their keys
    private Outcome outcome(Map<String, Outcome> outcomes) {
        var ends = perTask.stream()
                .map(part -> outcomes.getOrDefault(part.key(), new Outcome.Deferred("it was not sent to the CRM")))
                .toList();
        return ends.stream()
                .filter(Outcome.Uncertain.class::isInstance)
                .findFirst()
                .or(() -> ends.stream().filter(Outcome::isPending).findFirst())
                .orElseGet(() -> combined(ends));
    }

    private Outcome combined(List<Outcome> ends) {
        var refusedUser = ends.stream()
                .filter(end -> end instanceof Outcome.Refused refused && refused.ofResponsible())
                .findFirst();
        if (refusedUser.isPresent() && command.reassigned().isPresent()) {
            return refusedUser.get();
        }
        List<TaskEffect> effects = ends.stream()
                .flatMap(end -> end instanceof Outcome.Done done ? done.effects().stream() : null)
                .toList();
        return effects.isEmpty() ? ends.getFirst() : new Outcome.Done(effects, reason());
    }

    /// Who was chosen when it was sent, and why; empty if nobody was.
    private String reason() {
        return command.choice()
                .flatMap(choice -> Optional.ofNullable(choice.reason()))
                .orElse("");
    }
}
