package dev.followup.task;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// An order as a rule drafts it. What depends on what was done before, whose turn it is and whether the rule may answer
/// at all, is decided when it is written down.
///
/// @param order the order; without anybody responsible if they take turns
/// @param rotation who takes turns; empty if nobody does
/// @param once that the rule answers an entity only once; `null` for always
/// @param limit how many events the rule answers; `null` for any number
public record Draft(
        TaskOrder order,
        List<Long> rotation,
        @Nullable Once once,
        @Nullable Limit limit) {

    public Draft {
        rotation = List.copyOf(rotation);
    }

    /// One that is decided in all.
    public static Draft of(TaskOrder order) {
        return new Draft(order, List.of(), null, null);
    }

    /// The order, for whoever it is the turn of.
    ///
    /// @param turn how many turns were taken before
    public TaskOrder order(long turn) {
        return rotation.isEmpty() ? order : order.assigned(rotation.get(Math.floorMod(turn, rotation.size())));
    }
}
