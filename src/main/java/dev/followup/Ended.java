package dev.followup;

import dev.followup.ledger.Ledger.Entry;
import dev.followup.task.Outcome;
import dev.followup.task.TaskOrder;
import java.util.Locale;

/// How an order of the list ended, or why it has not.
record Ended(Entry entry, Outcome outcome) {

    TaskOrder order() {
        return entry.order();
    }

    /// The key of the event that it answers.
    String event() {
        return order().origin().event();
    }

    /// Whether it has left the list.
    boolean isOver() {
        return !outcome.staysOnTheList();
    }

    /// The outcome in a word, such as `done`.
    String word() {
        return outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
