package dev.followup.simulation;

import java.util.ArrayList;
import java.util.List;

/// What really happened in the CRM: the occurrences that rules may answer, and the tasks that Followup has added.
final class CrmHistory {

    enum Kind {
        LEAD_ADDED,
        LEAD_MOVED,
        LEAD_HANDED_OVER,
        TASK_ADDED,
        TASK_COMPLETED
    }

    /// Something that a person did.
    ///
    /// @param at in nanoseconds since the world's begin
    /// @param lead the number of the lead
    /// @param task the id of the task; 0 if it is about a lead
    /// @param text of the task; empty if it is about a lead
    /// @param stage the stage that the lead has now
    /// @param before the stage that the lead had before
    /// @param webhookLost whether no webhook reports it
    record Occurrence(
            Kind kind,
            long at,
            int lead,
            long task,
            String text,
            int price,
            boolean contact,
            int stage,
            int before,
            boolean webhookLost) {}

    /// A task that Followup has added.
    ///
    /// @param at in nanoseconds since the world's begin
    /// @param lead the number of the lead
    /// @param text as it was added
    /// @param due in Unix seconds, as it was added
    record Added(long task, long at, int lead, String text, long due) {}

    final List<Occurrence> occurrences = new ArrayList<>();
    final List<Added> added = new ArrayList<>();
}
