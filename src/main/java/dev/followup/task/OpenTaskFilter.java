package dev.followup.task;

import dev.followup.event.EntityRef;
import dev.followup.task.TaskCommand.Origin;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A filter of an entity's open tasks. The tasks are queried when a command is sent, not when it is planned.
///
/// @param entity the entity they are linked to
/// @param types of any of these types; of every type if empty
/// @param responsible of any of these users; of every user if empty
/// @param madeBy the key of the rule that must have added them; `null` for any rule or person
/// @param commands the keys of the commands of which one must have added them; empty for any
public record OpenTaskFilter(
        EntityRef entity,
        Set<TaskType> types,
        Set<Long> responsible,
        @Nullable String madeBy,
        Set<String> commands) {

    public OpenTaskFilter {
        types = Set.copyOf(types);
        responsible = Set.copyOf(responsible);
        commands = Set.copyOf(commands);
    }

    public OpenTaskFilter(EntityRef entity, Set<TaskType> types, Set<Long> responsible, @Nullable String madeBy) {
        this(entity, types, responsible, madeBy, Set.of());
    }

    /// The tasks that these commands have added.
    public static OpenTaskFilter addedBy(EntityRef entity, Set<String> commands) {
        return new OpenTaskFilter(entity, Set.of(), Set.of(), null, commands);
    }

    /// Whether a task that was added may match, but for the rule and the command that added it. Who has it now is not
    /// known.
    public boolean mayMatch(TaskAddition added) {
        return entity.equals(added.about()) && (types.isEmpty() || types.contains(added.type()));
    }

    /// Whether a task matches, but for the rule and the command that added it: the task alone does not show that.
    public boolean matches(Task task) {
        return !task.completed()
                && entity.equals(task.about())
                && (types.isEmpty() || types.contains(task.type()))
                && (responsible.isEmpty() || responsible.contains(task.responsible()));
    }

    /// Whether the command that added a task is one that the filter wants.
    ///
    /// @param origin of that command; `null` if no command did
    public boolean isMadeBy(@Nullable Origin origin) {
        return (madeBy == null || (origin != null && origin.rule().equals(madeBy)))
                && (commands.isEmpty() || (origin != null && commands.contains(origin.key())));
    }

    /// The filter in words, as in `open task of type 1 or 2 for user 101 on leads/501, made by rule call`.
    @Override
    public String toString() {
        return "open task" + anyOf(" of type ", types.stream().map(TaskType::id))
                + anyOf(" for user ", responsible.stream()) + " on " + entity
                + (madeBy == null ? "" : ", made by rule " + madeBy)
                + (commands.isEmpty() ? "" : ", added before");
    }

    private static String anyOf(String what, Stream<Long> ids) {
        var words = ids.sorted().map(String::valueOf).collect(Collectors.joining(" or "));
        return words.isEmpty() ? "" : what + words;
    }
}
