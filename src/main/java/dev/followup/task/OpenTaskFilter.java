package dev.followup.task;

import dev.followup.event.EntityRef;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A filter of an entity's open tasks. The tasks are queried when a command is sent, not when it is planned.
///
/// @param entity the entity they are linked to
/// @param types of any of these types; of every type if empty
/// @param responsible of any of these users; of every user if empty
/// @param madeByRule whether the command's own rule must have added them
public record OpenTaskFilter(EntityRef entity, Set<TaskType> types, Set<Long> responsible, boolean madeByRule) {

    public OpenTaskFilter {
        types = Set.copyOf(types);
        responsible = Set.copyOf(responsible);
    }

    /// Whether a task matches, but for the rule that added it: the task alone does not show that.
    public boolean matches(Task task) {
        return !task.completed()
                && entity.equals(task.about())
                && (types.isEmpty() || types.contains(task.type()))
                && (responsible.isEmpty() || responsible.contains(task.responsible()));
    }

    /// The filter in words, as in `open task of type 1 or 2 for user 101 on leads/501, made by this rule`.
    @Override
    public String toString() {
        return "open task" + anyOf(" of type ", types.stream().map(TaskType::id))
                + anyOf(" for user ", responsible.stream()) + " on " + entity
                + (madeByRule ? ", made by this rule" : "");
    }

    private static String anyOf(String what, Stream<Long> ids) {
        var words = ids.sorted().map(String::valueOf).collect(Collectors.joining(" or "));
        return words.isEmpty() ? "" : what + words;
    }
}
