package dev.followup.ledger;

import dev.followup.event.CrmEvent;
import dev.followup.task.Draft;
import dev.followup.task.Occasion;
import dev.followup.task.TaskOrder;
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
/// @param ticked until when rules that run by the clock have been asked now; `null` if they were not
/// @param occasions what the drafts answer, by the keys of their events
public record Decisions(
        List<Draft> drafts,
        List<CrmEvent> deferred,
        Set<String> settled,
        Map<Long, Instant> completed,
        Set<Long> reopened,
        @Nullable Instant ticked,
        Map<String, Occasion> occasions) {

    public Decisions {
        drafts = List.copyOf(drafts);
        deferred = List.copyOf(deferred);
        settled = Set.copyOf(settled);
        completed = Map.copyOf(completed);
        reopened = Set.copyOf(reopened);
        occasions = Map.copyOf(occasions);
    }

    public Decisions(
            List<Draft> drafts,
            List<CrmEvent> deferred,
            Set<String> settled,
            Map<Long, Instant> completed,
            Set<Long> reopened,
            @Nullable Instant ticked) {
        this(drafts, deferred, settled, completed, reopened, ticked, Map.of());
    }

    /// What an order answers, if that was told.
    @Nullable
    Occasion occasion(TaskOrder order) {
        return occasions.get(order.origin().event());
    }

    /// To do what drafts say, and nothing besides.
    public static Decisions of(List<Draft> drafts) {
        return new Decisions(drafts, List.of(), Set.of(), Map.of(), Set.of(), null);
    }

    /// Whether there is nothing to write.
    public boolean isEmpty() {
        return drafts.isEmpty()
                && deferred.isEmpty()
                && settled.isEmpty()
                && completed.isEmpty()
                && reopened.isEmpty()
                && ticked == null;
    }
}
