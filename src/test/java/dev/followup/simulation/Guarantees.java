package dev.followup.simulation;

import dev.followup.crm.eventlog.EventsApi;
import dev.followup.crm.task.TasksApi;
import dev.followup.inbox.BatchResponse;
import dev.followup.inbox.Inbox;
import dev.followup.inbox.MessageBatch;
import dev.followup.ledger.Ledger;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/// What the worker works with. The test of the simulation replaces a part by one that guarantees less.
interface Guarantees {

    /// Everything as in production.
    Guarantees ALL = new Guarantees() {};

    /// The settings that differ from the defaults.
    default Map<String, String> settings() {
        return Map.of();
    }

    /// How long a message that is being processed is hidden, as the template has it.
    default Duration visibility() {
        return Duration.ofMinutes(3);
    }

    /// The clock by which an instance knows that its time to call the CRM is over.
    ///
    /// @param clock the instance's clock
    /// @param running the same clock, but for the times in which the instance was frozen
    default Clock deadlineClock(Clock clock, Clock running) {
        return clock;
    }

    /// The text of a rule book.
    default String book(String text) {
        return text;
    }

    default Ledger ledger(Ledger ledger) {
        return ledger;
    }

    /// Whether the table does not check the conditions of a write.
    ///
    /// @param write such as `Check A#demo LEASE`
    default boolean isUnchecked(String write) {
        return false;
    }

    /// Whether the table does not keep a write.
    ///
    /// @param key such as `A#demo LEASE`
    default boolean isForgotten(String key) {
        return false;
    }

    default TasksApi tasks(TasksApi tasks) {
        return tasks;
    }

    default EventsApi events(EventsApi events) {
        return events;
    }

    default Inbox inbox(Inbox inbox) {
        return inbox;
    }

    /// The reply about a batch.
    default BatchResponse response(MessageBatch batch, BatchResponse response) {
        return response;
    }
}
