package dev.followup.task;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// An order as a rule drafts it. What depends on what was done before, whose turn it is and whether the rule
/// may answer at all, is decided when it is written down.
///
/// @param command the order; without anybody responsible if they take turns
/// @param rotation who takes turns; empty if nobody does
/// @param once that the rule answers an entity only once; `null` for always
/// @param limit how many events the rule answers; `null` for any number
public record DraftCommand(
        TaskCommand command,
        List<Long> rotation,
        @Nullable OnceGuard once,
        @Nullable RuleLimit limit) {

    public DraftCommand {
        rotation = List.copyOf(rotation);
    }

    /// One that is decided in all.
    public static DraftCommand of(TaskCommand command) {
        return new DraftCommand(command, List.of(), null, null);
    }

    /// The order, for whoever it is the turn of.
    ///
    /// @param turn how many turns were taken before
    public TaskCommand command(long turn) {
        return rotation.isEmpty() ? command : command.assigned(rotation.get(Math.floorMod(turn, rotation.size())));
    }
}
