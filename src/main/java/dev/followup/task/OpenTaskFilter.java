package dev.followup.task;

import dev.followup.event.EntityRef;
import dev.followup.task.TaskCommand.Origin;
import java.time.Instant;
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
/// @param visibleFrom when the CRM shows the tasks of these commands at the latest, since they were added
/// just before; until then one that it does not show is not closed, but not to be seen yet. `null` if it
/// shows them
public record OpenTaskFilter(
        EntityRef entity,
        Set<TaskType> types,
        Set<Long> responsible,
        @Nullable String madeBy,
        Set<String> commands,
        @Nullable Instant visibleFrom) {

    public OpenTaskFilter {
        types = Set.copyOf(types);
        responsible = Set.copyOf(responsible);
        commands = Set.copyOf(commands);
    }

    public OpenTaskFilter(EntityRef entity, Set<TaskType> types, Set<Long> responsible, @Nullable String madeBy) {
        this(entity, types, responsible, madeBy, Set.of(), null);
    }

    /// The tasks that these commands have added.
    ///
    /// @param visibleFrom when the CRM shows them at the latest; `null` if it shows them
    public static OpenTaskFilter addedBy(EntityRef entity, Set<String> commands, @Nullable Instant visibleFrom) {
        return new OpenTaskFilter(entity, Set.of(), Set.of(), null, commands, visibleFrom);
    }

    /// Whether the CRM may have tasks of these commands that it does not show yet.
    ///
    /// @param shown the origins of the commands that added the tasks which it shows
    public boolean mayHaveMore(Set<Origin> shown, Instant now) {
        return visibleFrom != null
                && now.isBefore(visibleFrom)
                && !shown.stream().map(Origin::key).collect(Collectors.toSet()).containsAll(commands);
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
