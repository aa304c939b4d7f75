package dev.followup.worker.planning;

import dev.followup.event.CrmEvent;
import dev.followup.event.EventKind;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.Ledger.TaskTrace;
import dev.followup.task.TaskCommand.Origin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the ledger knows of events of tasks that commands of ours caused: an event alone does not show it.
public final class OwnEvents {

    private final Map<Long, TaskTrace> traces;
    private final SentTasks sentTasks;

    /// The knowledge of some tasks.
    ///
    /// @param traces the traces of the tasks
    /// @param pending the commands that have not ended: those that were sent may have caused an event
    public OwnEvents(Map<Long, TaskTrace> traces, List<PendingCommand> pending) {
        this.traces = traces;
        this.sentTasks = new SentTasks(pending);
    }

    /// The task of an event; empty if it is about none.
    public static Optional<Long> task(CrmEvent event) {
        return event.kind().isOfTask() && !event.kind().isScheduled()
                ? event.facts().id("task.id")
                : Optional.empty();
    }

    /// The event with what is known of the command that caused it; the event itself if none did.
    public CrmEvent marked(CrmEvent event) {
        return trace(event)
                .filter(trace -> isOwn(event, trace))
                .map(trace -> event.knowing("event", facts(event, trace)))
                .orElse(event);
    }

    /// Whether a command whose outcome is not known yet may have caused the event.
    public boolean isUndecided(CrmEvent event) {
        var task = task(event);
        if (task.isEmpty()) {
            return false;
        }
        var trace = trace(event);
        boolean isUnknown = trace.map(TaskTrace::madeBy).isEmpty();
        return trace.filter(known -> isOwn(event, known)).isEmpty()
                && ((isUnknown && sentTasks.mayContainTaskOf(event))
                        || sentTasks.mayContainChangeIn(event, task.get()));
    }

    private Optional<TaskTrace> trace(CrmEvent event) {
        return task(event).map(traces::get);
    }

    /// What is known of the command that caused the event: its rule, unless commands of several rules changed
    /// the task in the same second.
    private static Map<String, Object> facts(CrmEvent event, TaskTrace trace) {
        var rules = isBeginning(event)
                ? Stream.ofNullable(trace.madeBy()).map(Origin::rule).collect(Collectors.toSet())
                : trace.changes().getOrDefault(event.time(), Set.of());
        return rules.size() == 1 ? Map.of("own", true, "rule", rules.iterator().next()) : Map.of("own", true);
    }

    /// Whether a command of ours caused the event: it added the task, or changed it at the time that the CRM has
    /// confirmed.
    private static boolean isOwn(CrmEvent event, TaskTrace trace) {
        return isBeginning(event) ? trace.madeBy() != null : trace.changes().containsKey(event.time());
    }

    private static boolean isBeginning(CrmEvent event) {
        return event.kind() == EventKind.TASK_ADDED
                || event.facts()
                        .at("task.created_at")
                        .equals(Optional.of(event.time().getEpochSecond()));
    }
}
