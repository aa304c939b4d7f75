package dev.followup.task;

/// One action of one rule for one event, decided and not to be decided again: its date, text and person are fixed.
public sealed interface TaskOrder {

    /// Where it comes from, and what makes it one of a kind.
    Origin origin();

    /// The order's key: the same for the same action of the same rule for the same event.
    default String key() {
        return origin().key();
    }

    /// Add a task.
    record Create(Origin origin, NewTask task) implements TaskOrder {}

    /// Complete a task.
    ///
    /// @param task the task's id
    /// @param result the text of its result
    record Complete(Origin origin, long task, String result) implements TaskOrder {}

    /// Change a task.
    ///
    /// @param task the task's id
    record Change(Origin origin, long task, TaskChange change) implements TaskOrder {}

    /// Where an order comes from.
    ///
    /// @param event the key of the event
    /// @param rule the name of the rule
    /// @param position which of the rule's actions, from 0
    record Origin(String event, String rule, int position) {

        /// Equal for equal origins, different for different ones.
        public String key() {
            return event + "|" + rule + "|" + position;
        }
    }
}
