package dev.followup.task;

import java.time.Instant;
import java.util.List;

/// The outcome of sending a command: how it ended, or why it is still pending.
public sealed interface Outcome {

    /// The CRM carried the command out.
    ///
    /// @param effects the task that was added, or those that were changed
    /// @param note who was chosen when it was sent, and why; empty if nobody was
    record Done(List<TaskEffect> effects, String note) implements Outcome {
        public Done {
            effects = List.copyOf(effects);
        }

        /// The outcome of a command of which nothing else is to be said.
        public Done(List<TaskEffect> effects) {
            this(effects, "");
        }

        /// The outcome of adding a task.
        public static Done added(long task) {
            return new Done(List.of(new TaskEffect(task, null)));
        }
    }

    /// The command was not sent, since a condition of the rule did not hold any more.
    record Skipped(String reason) implements Outcome {}

    /// The CRM refused the command for good.
    ///
    /// @param reason the CRM's own words, and what a person can do
    /// @param ofResponsible whether it refused nothing but the responsible user, who is deactivated, for
    /// example
    record Refused(String reason, boolean ofResponsible) implements Outcome {

        /// The refusal of a whole command.
        public Refused(String reason) {
            this(reason, false);
        }
    }

    /// The command was not carried out, since the CRM refused its responsible user. It is sent again for another.
    ///
    /// @param command the same command for the other user
    record Reassigned(TaskCommand command, String reason) implements Outcome {}

    /// The command was certainly not carried out and can be sent again.
    ///
    /// @param refusedAlone whether the CRM refused this very command, without a reason, while it took others
    record Deferred(String reason, boolean refusedAlone) implements Outcome {

        public Deferred(String reason) {
            this(reason, false);
        }

        /// The outcome of a command that must wait for an earlier one about the same entity.
        public static Deferred behindEarlier() {
            return new Deferred("an earlier command about the same entity is still pending");
        }
    }

    /// The command may have been carried out: the CRM's response was lost, or does not mention the command. It
    /// must be reconciled before it is sent again.
    ///
    /// @param sentAt when the first such attempt began
    /// @param answered whether the CRM has responded, and reported how other commands of the request
    /// ended: then it is no longer working on the request, and the next reconciliation and the next
    /// request are about fewer commands
    record Uncertain(String reason, Instant sentAt, boolean answered) implements Outcome {}

    /// The command was not carried out, because the CRM does not serve this account at present.
    record Blocked(String reason) implements Outcome {}

    /// Whether the command is still pending.
    default boolean isPending() {
        return switch (this) {
            case Done _, Skipped _ -> false;
            case Refused _ -> false; // would be refused again: closed with the CRM's reason
            case Reassigned _, Deferred _, Uncertain _, Blocked _ -> true;
        };
    }
}
