package dev.followup.worker.delivery;

import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand;
import java.util.Locale;

/// A pending command and its outcome.
record CommandResult(PendingCommand pending, Outcome outcome) {

    TaskCommand command() {
        return pending.command();
    }

    /// The key of the event that it answers.
    String event() {
        return command().origin().event();
    }

    /// Whether it is no longer pending.
    boolean isOver() {
        return !outcome.isPending();
    }

    /// The outcome in a word, such as `done`.
    String word() {
        return outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
