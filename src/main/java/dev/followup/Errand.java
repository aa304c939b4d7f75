package dev.followup;

import dev.followup.task.Effect;
import dev.followup.task.Outcome;
import dev.followup.task.TaskOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An order on its way, with what is sent for it.
///
/// @param order the order, as it stands on the list
/// @param shares what is sent for it: the order itself, or its share in each of the tasks that it selects
/// @param settled how it ended before anything was sent; `null` if it is to be sent
record Errand(
        TaskOrder order, List<TaskOrder> shares, @Nullable Outcome settled) {

    static Errand of(TaskOrder order, List<TaskOrder> shares) {
        return new Errand(order, List.copyOf(shares), null);
    }

    static Errand settled(TaskOrder order, Outcome outcome) {
        return new Errand(order, List.of(), outcome);
    }

    /// How the order ended; and if it stays on the list, how those of its shares did that the CRM has done, by
    /// their own keys.
    ///
    /// @param ends by the keys of the shares
    Map<String, Outcome> outcomes(Map<String, Outcome> ends) {
        var outcome = outcome(ends);
        var outcomes = new HashMap<String, Outcome>();
        for (var share : shares) {
            if (outcome.staysOnTheList() && ends.get(share.key()) instanceof Outcome.Done done) {
                outcomes.put(share.key(), done);
            }
        }
        outcomes.put(order.key(), outcome);
        return outcomes;
    }

    /// How the order ended, by how its shares did. It stays on the list if one of them does; a share that the
    /// CRM refuses does not undo what it did for the others.
    ///
    /// @param outcomes by the keys of the shares
    private Outcome outcome(Map<String, Outcome> outcomes) {
        var ends = shares.stream()
                .map(share -> outcomes.getOrDefault(share.key(), new Outcome.Later("the CRM was not asked for it")))
                .toList();
        return ends.stream().filter(Outcome::staysOnTheList).findFirst().orElseGet(() -> together(ends));
    }

    private static Outcome together(List<Outcome> ends) {
        List<Effect> effects = ends.stream()
                .flatMap(end -> end instanceof Outcome.Done done ? done.effects().stream() : null)
                .toList();
        return effects.isEmpty() ? ends.getFirst() : new Outcome.Done(effects);
    }
}
