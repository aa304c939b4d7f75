package dev.followup;

import dev.followup.event.EntityRef;
import dev.followup.ledger.Ledger.Trace;
import dev.followup.task.OpenTasks;
import dev.followup.task.Outcome;
import dev.followup.task.Task;
import dev.followup.task.TaskOrder;
import dev.followup.task.TaskOrder.Origin;
import java.util.List;
import java.util.Map;

/// What stands open in the CRM.
///
/// @param open the open tasks by what they hang on
/// @param unknown where the CRM did not say, and why
/// @param traces what the ledger knows of the tasks
record Standing(Map<EntityRef, List<Task>> open, Map<EntityRef, Outcome> unknown, Map<Long, Trace> traces) {

    /// What an order comes to now.
    Errand errand(TaskOrder order) {
        return order.asks().map(asked -> errand(order, asked)).orElseGet(() -> Errand.of(order, List.of(order)));
    }

    private Errand errand(TaskOrder order, OpenTasks asked) {
        var reason = unknown.get(asked.entity());
        if (reason != null) {
            return Errand.settled(order, reason);
        }
        var found = open.getOrDefault(asked.entity(), List.of()).stream()
                .filter(asked::hold)
                .filter(task -> fits(task, asked, order.origin()))
                .toList();
        if (order instanceof TaskOrder.Create) {
            return found.isEmpty()
                    ? Errand.of(order, List.of(order))
                    : Errand.settled(
                            order,
                            new Outcome.Skipped("task " + found.getFirst().id() + " is open"));
        }
        return found.isEmpty()
                ? Errand.settled(order, new Outcome.Skipped("found none of " + asked))
                : Errand.of(order, order.shares(found));
    }

    /// Whether the right rule made a task. What the order's own rule makes for the order's own event never
    /// counts: of several tasks that a rule adds the first does not stand in the way of the next.
    private boolean fits(Task task, OpenTasks asked, Origin origin) {
        var trace = traces.get(task.id());
        var madeBy = trace == null ? null : trace.madeBy();
        if (madeBy == null) {
            return !asked.madeByRule();
        }
        boolean byRule = madeBy.rule().equals(origin.rule());
        return byRule ? !madeBy.event().equals(origin.event()) : !asked.madeByRule();
    }
}
