package dev.followup.rule;

import dev.followup.event.EntityRef;
import dev.followup.task.TaskQuery;
import dev.followup.task.TaskQuery.Entities;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads which tasks a rule looks at: what stands behind `tasks`.
final class TaskSearchReader {

    private static final Vocabulary KEYS =
            Vocabulary.of("open", "type", "responsible", "entity", "overdue", "due-within", "idle-for");
    private static final Vocabulary ENTITIES = Vocabulary.of(
            Arrays.stream(EntityRef.Type.values()).map(EntityRef.Type::word).toArray(String[]::new));

    private TaskSearchReader() {}

    /// Reads a search. What is wrong is noted, and the rest read as if it were not there.
    static TaskSearch read(Passage passage, TaskTypes types) {
        var keys = passage.keys(KEYS);
        var open = keys.optional("open").flatMap(TaskSearchReader::flag).orElse(true);
        var overdue = keys.optional("overdue").flatMap(Span::daysOrNone);
        var dueWithin = keys.optional("due-within").flatMap(Span::days);
        if (overdue.isPresent() && dueWithin.isPresent()) {
            passage.object("found \"overdue\" and \"due-within\", expected one of them: no task is both");
        }
        if (!open && (overdue.isPresent() || dueWithin.isPresent())) {
            passage.object("found \"overdue\" or \"due-within\" beside open: false, expected it of open tasks only:"
                    + " completed ones are due no more");
        }
        return new TaskSearch(
                asked(keys, types).withCompleted(!open),
                overdue.orElse(null),
                dueWithin.orElse(null),
                keys.optional("idle-for").flatMap(Span::days).orElse(null));
    }

    private static TaskQuery asked(Keys keys, TaskTypes types) {
        var wanted = keys.optional("type").map(types::types);
        var users = keys.optional("responsible").map(TaskSearchReader::users);
        var query = TaskQuery.ALL.withTypes(wanted.orElse(Set.of())).withResponsible(users.orElse(Set.of()));
        return keys.optional("entity")
                .flatMap(TaskSearchReader::entity)
                .map(type -> query.withEntities(new Entities(type, Set.of())))
                .orElse(query);
    }

    private static Optional<Boolean> flag(Passage passage) {
        if (passage.value().orElse("") instanceof Boolean flag) {
            return Optional.of(flag);
        }
        passage.refuse("true or false");
        return Optional.empty();
    }

    private static Set<Long> users(Passage passage) {
        if (passage.items().isEmpty()) {
            passage.refuse("a user's id or a list of them");
        }
        var names = new Names();
        return passage.items().stream()
                .filter(item -> names.isNew(item.word(), item))
                .flatMap(item -> Assignee.id(item).stream())
                .collect(Collectors.toSet());
    }

    private static Optional<EntityRef.Type> entity(Passage passage) {
        return ENTITIES.admits(passage) ? EntityRef.Type.of(passage.word()) : Optional.empty();
    }
}
