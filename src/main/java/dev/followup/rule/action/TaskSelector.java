package dev.followup.rule.action;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.task.OpenTaskFilter;
import dev.followup.task.TaskSelection;
import dev.followup.task.TaskType;
import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.UniqueNames;
import dev.followup.yaml.YamlMapping;
import dev.followup.yaml.YamlNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The tasks that an action completes or changes: the task of the event, or else open tasks of the event's
/// entity.
///
/// @param types of any of these types; of every type if empty
/// @param people of any of these people; of all people if empty
/// @param madeBy the key of the rule whose tasks alone are selected; `null` for all tasks
public record TaskSelector(
        Set<TaskType> types,
        List<Assignee> people,
        @Nullable String madeBy) {

    /// The warning for an event without an entity, whose tasks cannot be found.
    public static final String NO_ENTITY = "leads to nothing: the event names no lead, contact, company or customer";

    private static final AllowedWords KEYS = AllowedWords.of("type", "made-by", "responsible");
    private static final TaskSelector ALL = new TaskSelector(Set.of(), List.of(), null);

    /// Reads the tasks that an action is for.
    ///
    /// @param action the keys of the action
    static TaskSelector read(YamlMapping action, ReadContext context) {
        if (context.kinds().contains(EventKind.TASK_DELETED)) {
            action.mapping().object("found a rule on task.deleted, and then there is no such task any more");
        }
        context.requireEntity(action.mapping());
        var which = action.optional("which");
        boolean reported =
                !context.kinds().isEmpty() && context.kinds().stream().allMatch(EventKind::isOfTask);
        which.filter(_ -> reported)
                .ifPresent(found -> found.object("found \"which\", expected none: the task is that of the event"));
        return which.map(found -> read(found, context)).orElse(ALL);
    }

    private static TaskSelector read(YamlNode node, ReadContext context) {
        var keys = node.keys(KEYS);
        return new TaskSelector(
                keys.optional("type").map(context.types()::types).orElse(Set.of()),
                keys.optional("responsible")
                        .map(found -> people(found, context))
                        .orElse(List.of()),
                madeBy(keys, context));
    }

    /// Reads `made-by`: the key of the rule whose tasks are meant; `null` if it is left out.
    public static @Nullable String madeBy(YamlMapping keys, ReadContext context) {
        return keys.optional("made-by").flatMap(context::maker).orElse(null);
    }

    private static List<Assignee> people(YamlNode node, ReadContext context) {
        if (node.items().isEmpty()) {
            node.refuse(Assignee.OWNER.expected());
        }
        var names = new UniqueNames();
        return node.items().stream()
                .filter(item -> names.isNew(item.word(), item))
                .flatMap(item -> Assignee.usersOrOwner(item, context))
                .toList();
    }

    /// The paths of the facts that it uses.
    Stream<String> factPaths(CrmEvent event) {
        return event.kind().isOfTask()
                ? Stream.empty()
                : people.stream().flatMap(person -> person.factPaths(Assignee.owned(event)));
    }

    /// The tasks selected for an event; empty if there can be none.
    ///
    /// @param warnings receives the reason why there can be none
    Optional<TaskSelection> selection(CrmEvent event, Consumer<String> warnings) {
        if (event.kind().isOfTask()) {
            var task = event.facts().id("task.id");
            if (task.isEmpty()) {
                warnings.accept("leads to nothing: task.id is missing");
            }
            return task.map(id -> new TaskSelection.One(id, event.entity()));
        }
        if (event.entity() == null) {
            warnings.accept(NO_ENTITY);
            return Optional.empty();
        }
        return open(event, event.entity(), warnings);
    }

    private Optional<TaskSelection> open(CrmEvent event, EntityRef entity, Consumer<String> warnings) {
        var users = people.stream()
                .flatMap(person -> person.user(event.facts(), Assignee.owned(event)).stream())
                .collect(Collectors.toUnmodifiableSet());
        if (users.isEmpty() && !people.isEmpty()) {
            warnings.accept("leads to nothing: it is for the tasks of the owner, and " + entity + " has none");
            return Optional.empty();
        }
        return Optional.of(new TaskSelection.Open(new OpenTaskFilter(entity, types, users, madeBy)));
    }
}
