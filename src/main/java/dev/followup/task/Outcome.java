package dev.followup.task;

import java.time.Instant;
import java.util.List;

/// How an order ended, or why it has not ended yet.
public sealed interface Outcome {

    /// The CRM did it.
    ///
    /// @param effects the task that was added, or those that were changed
    record Done(List<TaskEffect> effects) implements Outcome {
        public Done {
            effects = List.copyOf(effects);
        }

        /// It has added a task.
        public static Done added(long task) {
            return new Done(List.of(new TaskEffect(task, null)));
        }
    }

    /// A guard held: it was not to be done.
    record Skipped(String reason) implements Outcome {}

    /// The CRM will never do it.
    ///
    /// @param reason the CRM's own words, and what to do about it
    record Refused(String reason) implements Outcome {}

    /// It surely was not done, and may be tried again.
    record Deferred(String reason) implements Outcome {

        /// It must wait for a command about the same entity that was decided earlier.
        public static Deferred behindEarlier() {
            return new Deferred("an earlier command about the same entity is still pending");
        }
    }

    /// It may have been done: the answer was lost, or says nothing of it. To be looked up before it is tried again.
    ///
    /// @param sentAt when the first such attempt began
    /// @param answered whether the CRM has answered, and said how other orders of the call ended: then it
    /// is not at it any more, and what is asked and sent next is about fewer orders
    record Uncertain(String reason, Instant sentAt, boolean answered) implements Outcome {}

    /// It was not done, because the CRM serves this account nothing at present.
    record Blocked(String reason) implements Outcome {}

    /// Whether the order still is to do.
    default boolean isPending() {
        return switch (this) {
            case Done _, Skipped _ -> false;
            case Refused _ -> false; // would be refused again: closed with the CRM's reason
            case Deferred _, Uncertain _, Blocked _ -> true;
        };
    }
}
