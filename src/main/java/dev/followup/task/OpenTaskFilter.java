package dev.followup.task;

import dev.followup.event.EntityRef;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The open tasks of an entity, or some of them. Which these are is asked when an order is sent, not when it is
/// decided.
///
/// @param entity what they hang on
/// @param types of any of these types; of every type if empty
/// @param responsible of any of these users; of everybody if empty
/// @param madeByRule whether the order's own rule must have made them
public record OpenTaskFilter(EntityRef entity, Set<TaskType> types, Set<Long> responsible, boolean madeByRule) {

    public OpenTaskFilter {
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

    /// One of them in words, as in `open task of type 1 or 2 for user 101 on leads/501, made by this rule`.
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
