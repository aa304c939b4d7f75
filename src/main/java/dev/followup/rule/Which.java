package dev.followup.rule;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.task.OpenTasks;
import dev.followup.task.Selection;
import dev.followup.task.TaskType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which tasks an action completes or changes: the task to which the event happened, or else open tasks of the
/// event's entity.
///
/// @param types of any of these types; of every type if empty
/// @param people of any of these people; of everybody if empty
/// @param madeByRule only those that the rule itself has made
record Which(Set<TaskType> types, List<Assignee> people, boolean madeByRule) {

    /// What is noted of an event whose tasks cannot be found.
    static final String NO_ENTITY = "leads to nothing: the event names no lead, contact, company or customer";

    private static final Vocabulary KEYS = Vocabulary.of("type", "made-by", "responsible");
    private static final Vocabulary MAKERS = Vocabulary.of("this-rule");
    private static final Which ALL = new Which(Set.of(), List.of(), false);

    /// Reads which tasks an action is for.
    ///
    /// @param action the keys of the action
    static Which read(Keys action, Scope scope) {
        if (scope.kinds().contains(EventKind.TASK_DELETED)) {
            action.mapping().object("found a rule on task.deleted, and then there is no such task any more");
        }
        scope.needEntity(action.mapping());
        var which = action.optional("which");
        boolean told = !scope.kinds().isEmpty() && scope.kinds().stream().allMatch(EventKind::isOfTask);
        which.filter(_ -> told)
                .ifPresent(
                        found -> found.object("found which tasks, but the event tells: it is the task it happened to"));
        return which.map(found -> read(found, scope)).orElse(ALL);
    }

    private static Which read(Passage passage, Scope scope) {
        var keys = passage.keys(KEYS);
        return new Which(
                keys.optional("type").map(scope.types()::types).orElse(Set.of()),
                keys.optional("responsible").map(Which::people).orElse(List.of()),
                madeByRule(keys, scope));
    }

    /// Reads `made-by`, if it is there.
    static boolean madeByRule(Keys keys, Scope scope) {
        var maker = keys.optional("made-by").filter(MAKERS::admits);
        maker.filter(_ -> !scope.adds())
                .ifPresent(found -> found.object("found \"this-rule\", and the rule adds no task"));
        return maker.isPresent();
    }

    private static List<Assignee> people(Passage passage) {
        if (passage.items().isEmpty()) {
            passage.refuse("a user's id, owner, or a list of them");
        }
        var names = new Names();
        return passage.items().stream()
                .filter(item -> names.isNew(item.word(), item))
                .flatMap(item -> Assignee.userOrOwner(item).stream())
                .toList();
    }

    /// The paths of the facts that it asks for.
    Stream<String> mentions(CrmEvent event) {
        return event.kind().isOfTask()
                ? Stream.empty()
                : people.stream().flatMap(person -> person.mentions(Assignee.owned(event)));
    }

    /// The tasks that are meant on an event; empty if there can be none.
    ///
    /// @param warnings told why there can be none
    Optional<Selection> selection(CrmEvent event, Consumer<String> warnings) {
        if (event.kind().isOfTask()) {
            var task = event.facts().id("task.id");
            if (task.isEmpty()) {
                warnings.accept("leads to nothing: task.id is missing");
            }
            return task.map(id -> new Selection.One(id, event.entity()));
        }
        if (event.entity() == null) {
            warnings.accept(NO_ENTITY);
            return Optional.empty();
        }
        return open(event, event.entity(), warnings);
    }

    private Optional<Selection> open(CrmEvent event, EntityRef entity, Consumer<String> warnings) {
        var users = people.stream()
                .flatMap(person -> person.user(event.facts(), Assignee.owned(event)).stream())
                .collect(Collectors.toUnmodifiableSet());
        if (users.isEmpty() && !people.isEmpty()) {
            warnings.accept("leads to nothing: it is for the tasks of the owner, and " + entity + " has none");
            return Optional.empty();
        }
        return Optional.of(new Selection.Open(new OpenTasks(entity, types, users, madeByRule)));
    }
}
