package dev.followup.worker.delivery;

import dev.followup.event.EntityRef;
import dev.followup.ledger.Ledger.TaskTrace;
import dev.followup.task.OpenTaskFilter;
import dev.followup.task.Outcome;
import dev.followup.task.Task;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskCommand.Origin;
import java.util.List;
import java.util.Map;

/// What stands open in the CRM.
///
/// @param open the open tasks by what they hang on
/// @param unknown where the CRM did not say, and why
/// @param traces what the ledger knows of the tasks
record OpenTaskSnapshot(Map<EntityRef, List<Task>> open, Map<EntityRef, Outcome> unknown, Map<Long, TaskTrace> traces) {

    /// What an order comes to now.
    InFlightCommand inFlight(TaskCommand command) {
        return command.requiredOpenTasks()
                .map(asked -> inFlight(command, asked))
                .orElseGet(() -> InFlightCommand.of(command, List.of(command)));
    }

    private InFlightCommand inFlight(TaskCommand command, OpenTaskFilter asked) {
        var reason = unknown.get(asked.entity());
        if (reason != null) {
            return InFlightCommand.settled(command, reason);
        }
        var found = open.getOrDefault(asked.entity(), List.of()).stream()
                .filter(asked::hold)
                .filter(task -> fits(task, asked, command.origin()))
                .toList();
        if (command instanceof TaskCommand.Create) {
            return found.isEmpty()
                    ? InFlightCommand.of(command, List.of(command))
                    : InFlightCommand.settled(
                            command,
                            new Outcome.Skipped("task " + found.getFirst().id() + " is open"));
        }
        return found.isEmpty()
                ? InFlightCommand.settled(command, new Outcome.Skipped("found none of " + asked))
                : InFlightCommand.of(command, command.perTask(found));
    }

    /// Whether the right rule made a task. What the order's own rule makes for the order's own event never
    /// counts: of several tasks that a rule adds the first does not stand in the way of the next.
    private boolean fits(Task task, OpenTaskFilter asked, Origin origin) {
        var trace = traces.get(task.id());
        var madeBy = trace == null ? null : trace.madeBy();
        if (madeBy == null) {
            return !asked.madeByRule();
        }
        boolean byRule = madeBy.rule().equals(origin.rule());
        return byRule ? !madeBy.event().equals(origin.event()) : !asked.madeByRule();
    }
}
