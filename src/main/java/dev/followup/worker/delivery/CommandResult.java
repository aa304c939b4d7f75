package dev.followup.worker.delivery;

import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand;
import java.util.Locale;

/// How an order of the list ended, or why it has not.
record CommandResult(PendingCommand entry, Outcome outcome) {

    TaskCommand command() {
        return entry.command();
    }

    /// The key of the event that it answers.
    String event() {
        return command().origin().event();
    }

    /// Whether it has left the list.
    boolean isOver() {
        return !outcome.isPending();
    }

    /// The outcome in a word, such as `done`.
    String word() {
        return outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
