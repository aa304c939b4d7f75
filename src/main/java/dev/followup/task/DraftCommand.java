package dev.followup.task;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A command as a rule drafts it. The ledger decides when it writes the command down who is next in the
/// rotation and whether the rule may fire at all, since both depend on earlier commands.
///
/// @param command the command; without a responsible user if there is a rotation
/// @param rotation the users who are responsible in turn; empty if there is no rotation
/// @param once restricts the rule to one event for each entity; `null` if it is not restricted
/// @param limit restricts how many events the rule answers in an hour; `null` if it is not restricted
/// @param closable what a later event must know to close the task; `null` if no event closes it
public record DraftCommand(
        TaskCommand command,
        List<Long> rotation,
        @Nullable OnceGuard once,
        @Nullable RuleLimit limit,
        @Nullable CloseGuard closable) {

    public DraftCommand {
        rotation = List.copyOf(rotation);
    }

    /// A draft of a task that no event closes.
    public DraftCommand(TaskCommand command, List<Long> rotation, @Nullable OnceGuard once, @Nullable RuleLimit limit) {
        this(command, rotation, once, limit, null);
    }

    /// The same draft of a task that later events close.
    ///
    /// @param guard what they must know; `null` if none closes it
    public DraftCommand closable(@Nullable CloseGuard guard) {
        return new DraftCommand(command, rotation, once, limit, guard);
    }

    /// A draft whose command is final.
    public static DraftCommand of(TaskCommand command) {
        return new DraftCommand(command, List.of(), null, null);
    }

    /// What the log and the journal say of a rule that has fired for the entity before.
    public String ruledOutByOnce() {
        return "ignores it, since it has fired before: " + once;
    }

    /// What they say of a rule whose limit is reached.
    public String ruledOutByLimit() {
        return "ignores it, since its limit of " + limit + " is reached";
    }

    /// The command for the user who is next in the rotation. The users after that one, and then the command's own
    /// substitutes, are its substitutes.
    ///
    /// @param turn how many commands of the rotation were written before
    public TaskCommand command(long turn) {
        if (rotation.isEmpty()) {
            return command;
        }
        int next = Math.floorMod(turn, rotation.size());
        var users = Stream.of(rotation.subList(next, rotation.size()), rotation.subList(0, next), command.substitutes())
                .flatMap(List::stream)
                .distinct()
                .toList();
        return command.assigned(users);
    }
}
