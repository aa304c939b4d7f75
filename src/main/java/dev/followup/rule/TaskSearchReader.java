package dev.followup.rule;

import dev.followup.event.EntityRef;
import dev.followup.rule.action.ReadContext;
import dev.followup.rule.time.DurationReader;
import dev.followup.task.TaskQuery;
import dev.followup.task.TaskQuery.Entities;
import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.YamlMapping;
import dev.followup.yaml.YamlNode;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/// The reader of a task search: the value of `tasks`.
final class TaskSearchReader {

    private static final AllowedWords KEYS =
            AllowedWords.of("open", "type", "responsible", "entity", "overdue", "due-within", "idle-for");
    private static final AllowedWords ENTITIES = AllowedWords.of(
            Arrays.stream(EntityRef.Type.values()).map(EntityRef.Type::word).toArray(String[]::new));

    private TaskSearchReader() {}

    /// Reads a search. Problems are noted, and the rest is read as if they were not there.
    static TaskSearch read(YamlNode node, ReadContext context) {
        var keys = node.keys(KEYS);
        var open = keys.optional("open").flatMap(TaskSearchReader::flag).orElse(true);
        var overdue = keys.optional("overdue").flatMap(DurationReader::daysOrNone);
        var dueWithin = keys.optional("due-within").flatMap(DurationReader::days);
        if (overdue.isPresent() && dueWithin.isPresent()) {
            node.object("found \"overdue\" and \"due-within\", expected one of them: no task is both");
        }
        if (!open && (overdue.isPresent() || dueWithin.isPresent())) {
            node.object("found \"overdue\" or \"due-within\" beside open: false, expected it of open tasks only:"
                    + " completed ones are due no more");
        }
        boolean ofAway = keys.optional("responsible")
                .filter(found -> isOfAway(found, context))
                .isPresent();
        return new TaskSearch(
                asked(keys, context, ofAway).withCompleted(!open),
                overdue.orElse(null),
                dueWithin.orElse(null),
                keys.optional("idle-for").flatMap(DurationReader::days).orElse(null),
                ofAway);
    }

    /// Whether the tasks of those who are away are meant; a problem is noted if the book names nobody.
    private static boolean isOfAway(YamlNode node, ReadContext context) {
        boolean isMeant = node.word().equals("away");
        if (isMeant && context.people().all().isEmpty()) {
            node.object("found \"away\", but the book has no \"people\"");
        }
        return isMeant;
    }

    private static TaskQuery asked(YamlMapping keys, ReadContext context, boolean ofAway) {
        var wanted = keys.optional("type").map(context.types()::types);
        var users = keys.optional("responsible").filter(_ -> !ofAway).map(context::userIds);
        var query = TaskQuery.ALL.withTypes(wanted.orElse(Set.of())).withResponsible(users.orElse(Set.of()));
        return keys.optional("entity")
                .flatMap(TaskSearchReader::entity)
                .map(type -> query.withEntities(new Entities(type, Set.of())))
                .orElse(query);
    }

    private static Optional<Boolean> flag(YamlNode node) {
        if (node.value().orElse("") instanceof Boolean flag) {
            return Optional.of(flag);
        }
        node.refuse("true or false");
        return Optional.empty();
    }

    private static Optional<EntityRef.Type> entity(YamlNode node) {
        return ENTITIES.admits(node) ? EntityRef.Type.of(node.word()) : Optional.empty();
    }
}
