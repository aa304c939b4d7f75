package dev.followup.task;

import dev.followup.event.EntityRef;
import java.util.Set;

/// The open tasks of an entity, or some of them. Which these are is asked when an order is sent, not when it is
/// decided.
///
/// @param entity what they hang on
/// @param types of any of these types; of every type if empty
/// @param responsible of any of these users; of everybody if empty
/// @param madeByRule whether the order's own rule must have made them
public record OpenTasks(EntityRef entity, Set<TaskType> types, Set<Long> responsible, boolean madeByRule) {

    public OpenTasks {
        types = Set.copyOf(types);
        responsible = Set.copyOf(responsible);
    }

    /// Whether a task is one of them, as far as the task itself can tell: which rule made it, it cannot.
    public boolean hold(Task task) {
        return !task.completed()
                && entity.equals(task.about())
                && (types.isEmpty() || types.contains(task.type()))
                && (responsible.isEmpty() || responsible.contains(task.responsible()));
    }
}
