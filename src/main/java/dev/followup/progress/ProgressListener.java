package dev.followup.progress;

import dev.followup.event.CrmEvent;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.Ledger.WriteResult;
import dev.followup.rule.Plan;
import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand;
import dev.followup.task.WaitEnd;
import java.time.Instant;
import java.util.List;

/// A listener to the progress of events: what the rules decide, and what becomes of commands and waits. It is called
/// when the ledger has it, by the thread that works on the account: it must be quick, and must not throw.
///
/// A deployed function has [#NONE].
public interface ProgressListener {

    /// The listener that ignores everything.
    ProgressListener NONE = new ProgressListener() {};

    /// An event was planned.
    ///
    /// @param storedAt when the inbox stored its message
    /// @param plan with the verdict of each rule that was asked
    /// @param written what of the plan is new in the ledger, and why the rest is not
    /// @param words what became of the event, in words
    default void planned(CrmEvent event, Instant storedAt, Plan plan, WriteResult written, String words) {}

    /// An event was not planned: it repeats another, no rule listens to it, or it waits for facts.
    ///
    /// @param words what became of the event, in words
    default void notPlanned(CrmEvent event, String words) {}

    /// Commands are about to be sent.
    default void sent(List<TaskCommand> commands) {}

    /// A command was sent, or could not be: it has ended, or stays pending.
    ///
    /// @param pending the command before that
    default void concluded(PendingCommand pending, Outcome outcome) {}

    /// The time of a date has come, and the rules on it were asked. Their waits end next.
    ///
    /// @param event with the facts of now
    /// @param askedAt when they were asked
    /// @param written what of their commands is new in the ledger, and why not
    default void dateReached(CrmEvent event, Instant askedAt, WriteResult written) {}

    /// The time of a wait has come.
    ///
    /// @param end what becomes of it
    /// @param written what of its command is new in the ledger, and why not
    default void waitEnded(WaitEnd end, WriteResult written) {}
}
