package dev.followup.crm.task;

import dev.followup.task.TaskChange;

/// A change and the id of the task that it is for.
public record TaskEdit(long task, TaskChange change) {}
