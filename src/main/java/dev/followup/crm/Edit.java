package dev.followup.crm;

import dev.followup.task.TaskChange;

/// A change and the id of the task that it is for.
record Edit(long task, TaskChange change) {}
