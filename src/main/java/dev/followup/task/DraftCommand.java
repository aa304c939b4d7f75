package dev.followup.task;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A command as a rule drafts it. The ledger decides when it writes the command down who is next in the
/// rotation and whether the rule may fire at all, since both depend on earlier commands.
///
/// @param command the command; without a responsible user if there is a rotation
/// @param rotation the users who are responsible in turn; nobody if there is no rotation
/// @param once restricts the rule to one event for each entity; `null` if it is not restricted
/// @param limit restricts how many events the rule answers in an hour; `null` if it is not restricted
/// @param closable what a later event must know to close the task; `null` if no event closes it
/// @param passedOver who does not get the task although named, and why, such as `anna is away until
/// 2027-01-08`
public record DraftCommand(
        TaskCommand command,
        Rotation rotation,
        @Nullable OnceGuard once,
        @Nullable RuleLimit limit,
        @Nullable CloseGuard closable,
        List<String> passedOver) {

    public DraftCommand {
        passedOver = List.copyOf(passedOver);
    }

    /// A draft of a task that no event closes.
    public DraftCommand(TaskCommand command, List<Long> rotation, @Nullable OnceGuard once, @Nullable RuleLimit limit) {
        this(command, Rotation.of(rotation), once, limit, null, List.of());
    }

    /// The same draft under the guards of its rule.
    ///
    /// @param guarded its command with the guard that is checked when it is sent
    public DraftCommand guarded(TaskCommand guarded, @Nullable OnceGuard newOnce, @Nullable RuleLimit newLimit) {
        return new DraftCommand(guarded, rotation, newOnce, newLimit, closable, passedOver);
    }

    /// The same draft of a task that later events close.
    ///
    /// @param guard what they must know; `null` if none closes it
    public DraftCommand closable(@Nullable CloseGuard guard) {
        return new DraftCommand(command, rotation, once, limit, guard, passedOver);
    }

    /// A draft whose command is final.
    public static DraftCommand of(TaskCommand command) {
        return new DraftCommand(command, Rotation.NONE, null, null, null, List.of());
    }

    /// What the log and the journal say of a rule that has fired for the entity before.
    public String ruledOutByOnce() {
        return "ignores it, since it has fired before: " + once;
    }

    /// What they say of a rule whose limit is reached.
    public String ruledOutByLimit() {
        return "ignores it, since its limit of " + limit + " is reached";
    }

    /// The command for the first of the users whose turn it is. The others, and then the command's own substitutes,
    /// are its substitutes.
    ///
    /// @param inTurn those of the rotation who are there, the next one first
    public TaskCommand command(List<Rotation.Member> inTurn) {
        var users = Stream.concat(inTurn.stream().map(Rotation.Member::user), command.substitutes().stream())
                .distinct()
                .toList();
        return users.isEmpty() ? command : command.assigned(users);
    }
}
