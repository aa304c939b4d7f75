package dev.followup.worker.planning;

import dev.followup.event.CrmEvent;
import dev.followup.event.EventKind;
import dev.followup.event.UnixTime;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.task.NewTask;
import dev.followup.task.SelectedChange;
import dev.followup.task.TaskCommand;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The tasks and changes of tasks that were sent without a response: it is not known yet whether the CRM has carried
/// them out. An event of such a task waits until it is known, since Followup may have caused it.
final class SentTasks {

    private final List<SentTask> tasks = new ArrayList<>();
    private final List<SentChange> changes = new ArrayList<>();

    SentTasks(List<PendingCommand> pending) {
        for (var one : pending) {
            var sent = one.sent();
            if (sent != null && one.command() instanceof TaskCommand.Create create) {
                tasks.add(new SentTask(create.task(), sent.at()));
            } else if (sent != null) {
                one.command().selectedChange().ifPresent(change -> changes.add(new SentChange(change, sent.at())));
            }
        }
    }

    /// Whether one of the tasks may be the one that an event reports.
    boolean mayContainTaskOf(CrmEvent event) {
        return tasks.stream().anyMatch(sent -> sent.mayBeTaskOf(event));
    }

    /// Whether one of the changes may be the one that an event reports.
    ///
    /// @param task the id of the event's task
    boolean mayContainChangeIn(CrmEvent event, long task) {
        return event.kind() != EventKind.TASK_ADDED
                && changes.stream().anyMatch(sent -> sent.mayBeReportedBy(event, task));
    }

    private record SentChange(SelectedChange change, Instant sentAt) {

        boolean mayBeReportedBy(CrmEvent event, long task) {
            return !event.time().isBefore(sentAt.minus(NewTask.MAX_CLOCK_SKEW)) && change.mayBeOf(task, event.entity());
        }
    }

    private record SentTask(NewTask task, Instant sentAt) {

        boolean mayBeTaskOf(CrmEvent event) {
            var createdAt =
                    event.facts().id("task.created_at").flatMap(UnixTime::of).orElse(event.time());
            return !createdAt.isBefore(sentAt.minus(NewTask.MAX_CLOCK_SKEW))
                    && similarity(event) >= NewTask.MIN_SIMILARITY;
        }

        private int similarity(CrmEvent event) {
            var text = event.facts().at("task.text").map(Object::toString).orElse(null);
            var due =
                    event.facts().id("task.complete_till").flatMap(UnixTime::of).orElse(null);
            return task.similarity(text, event.entity(), due);
        }
    }
}
