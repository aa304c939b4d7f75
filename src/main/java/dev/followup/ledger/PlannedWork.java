package dev.followup.ledger;

import dev.followup.event.CrmEvent;
import dev.followup.task.CommandCause;
import dev.followup.task.DraftCommand;
import dev.followup.task.TaskCommand;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is to be written down at once.
///
/// @param drafts what is to be done; those of one event stand together
/// @param deferred events that cannot be planned yet
/// @param settled the keys of events that were deferred and are not any more
/// @param completed the tasks of whose completion was heard, and when it happened
/// @param reopened the tasks that were heard to be open
/// @param scheduledUntil until when rules that run by the clock have been asked now; `null` if they were not
/// @param causes what the drafts answer, by the keys of their events
public record PlannedWork(
        List<DraftCommand> drafts,
        List<CrmEvent> deferred,
        Set<String> settled,
        Map<Long, Instant> completed,
        Set<Long> reopened,
        @Nullable Instant scheduledUntil,
        Map<String, CommandCause> causes) {

    public PlannedWork {
        drafts = List.copyOf(drafts);
        deferred = List.copyOf(deferred);
        settled = Set.copyOf(settled);
        completed = Map.copyOf(completed);
        reopened = Set.copyOf(reopened);
        causes = Map.copyOf(causes);
    }

    public PlannedWork(
            List<DraftCommand> drafts,
            List<CrmEvent> deferred,
            Set<String> settled,
            Map<Long, Instant> completed,
            Set<Long> reopened,
            @Nullable Instant scheduledUntil) {
        this(drafts, deferred, settled, completed, reopened, scheduledUntil, Map.of());
    }

    /// What an order answers, if that was told.
    public @Nullable CommandCause cause(TaskCommand command) {
        return causes.get(command.origin().event());
    }

    /// To do what drafts say, and nothing besides.
    public static PlannedWork of(List<DraftCommand> drafts) {
        return new PlannedWork(drafts, List.of(), Set.of(), Map.of(), Set.of(), null);
    }

    /// Whether there is nothing to write.
    public boolean isEmpty() {
        return drafts.isEmpty()
                && deferred.isEmpty()
                && settled.isEmpty()
                && completed.isEmpty()
                && reopened.isEmpty()
                && scheduledUntil == null;
    }
}
