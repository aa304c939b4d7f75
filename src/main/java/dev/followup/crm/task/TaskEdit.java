package dev.followup.crm.task;

import dev.followup.task.TaskChange;

/// A change of one task, with the task's id.
public record TaskEdit(long task, TaskChange change) {}
