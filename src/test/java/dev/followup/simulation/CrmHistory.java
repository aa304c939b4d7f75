package dev.followup.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
    /// @param second when, by the CRM's clock
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
            long second,
            boolean webhookLost) {}

    /// A task that Followup has added.
    ///
    /// @param at in nanoseconds since the world's begin
    /// @param lead the number of the lead
    /// @param text as it was added
    /// @param due in Unix seconds, as it was added
    /// @param user who got it
    record Added(long task, long at, int lead, String text, long due, long user) {}

    final List<Occurrence> occurrences = new ArrayList<>();
    final List<Added> added = new ArrayList<>();

    /// The seconds in which Followup edited tasks, by the tasks' ids.
    private final Map<Long, Set<Long>> edits = new HashMap<>();

    /// When tasks were completed or deleted first, by a person or by Followup, in nanoseconds, by their ids.
    final Map<Long, Long> ended = new HashMap<>();

    /// The lengths that Followup gave to tasks, in seconds and in their order, by the tasks' ids.
    private final Map<Long, List<Integer>> lengths = new HashMap<>();

    /// Followup gives a task another length. The same again is a repetition.
    void lengthened(long task, int seconds) {
        var all = lengths.computeIfAbsent(task, _ -> new ArrayList<>());
        if (all.isEmpty() || all.getLast() != seconds) {
            all.add(seconds);
        }
    }

    List<Integer> lengths(long task) {
        return lengths.getOrDefault(task, List.of());
    }

    void editedByUs(long task, long second) {
        edits.computeIfAbsent(task, _ -> new HashSet<>()).add(second);
    }

    /// Whether Followup edited the task in the second in which a person did.
    boolean isEditedWith(Occurrence one) {
        return edits.getOrDefault(one.task(), Set.of()).contains(one.second());
    }
}
