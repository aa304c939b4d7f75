package dev.followup.task;

import java.util.Map;

/// The type of a task, by its id in the CRM. Two types exist in every account; the ids of an account's own
/// types are larger.
public record TaskType(long id) {

    /// A follow-up; a call in Russian accounts.
    /// Source: CRM documentation, "Tasks", common information; read 2026-11-21.
    public static final TaskType FOLLOW_UP = new TaskType(1);

    /// A meeting. Source as above.
    public static final TaskType MEETING = new TaskType(2);

    /// The types of every account, by their names in rule books.
    public static final Map<String, TaskType> COMMON = Map.of("follow-up", FOLLOW_UP, "meeting", MEETING);

    public TaskType {
        if (id <= 0) {
            throw new IllegalArgumentException("task type is " + id + ", expected a positive id");
        }
    }
}
