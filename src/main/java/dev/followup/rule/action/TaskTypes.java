package dev.followup.rule.action;

import dev.followup.directory.DirectoryNames;
import dev.followup.directory.NameKind;
import dev.followup.task.TaskType;
import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.UniqueNames;
import dev.followup.yaml.ValueText;
import dev.followup.yaml.YamlNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The task types that the rules of a book may name.
///
/// @param byName the common types of every account, and those that the book names
/// @param names the names of the account's types
public record TaskTypes(Map<String, TaskType> byName, DirectoryNames names) {

    private static final String ANY = "any";

    public TaskTypes {
        byName = Map.copyOf(byName);
    }

    /// The task types of a book that names none of its own.
    public static TaskTypes common(DirectoryNames names) {
        return new TaskTypes(TaskType.COMMON, names);
    }

    /// Reads the value of `task-types`; problems are noted.
    public static TaskTypes read(YamlNode node, DirectoryNames names) {
        var byName = new HashMap<>(TaskType.COMMON);
        var ids = new UniqueNames();
        for (var entry : node.entries("names and ids of task types, such as { visit: 2743001 }")) {
            checkName(entry.key());
            names.read(NameKind.TASK_TYPE, entry.value(), "the id of a task type")
                    .filter(_ -> ids.isNew(entry.value().word(), entry.value()))
                    .ifPresent(id -> byName.put(entry.name(), new TaskType(id)));
        }
        return new TaskTypes(byName, names);
    }

    private static void checkName(YamlNode name) {
        if (TaskType.COMMON.containsKey(name.word()) || name.word().equals(ANY)) {
            name.object("found \"" + name.word() + "\", which has a meaning of its own");
        } else if (!name.isName()) {
            name.refuse("up to 64 small letters, digits and hyphens, such as visit");
        }
    }

    /// Reads one type by its name or id; empty, with a problem noted, for anything else.
    Optional<TaskType> type(YamlNode node) {
        var named = Optional.ofNullable(byName.get(node.word()))
                .filter(_ -> node.value().orElse(0) instanceof String);
        return named.or(() -> names.read(NameKind.TASK_TYPE, node, words()).map(TaskType::new));
    }

    private AllowedWords words() {
        var names = byName.keySet().stream().sorted().toList();
        var expected = Stream.concat(names.stream(), Stream.of("the id of a task type"))
                .toList();
        return new AllowedWords(ValueText.or(expected), names);
    }

    /// Reads one type, or a list of them; none for `any`.
    public Set<TaskType> types(YamlNode node) {
        if (node.word().equals(ANY)) {
            return Set.of();
        }
        if (node.items().isEmpty()) {
            node.refuse("at least one task type, or any");
        }
        var types = new HashSet<TaskType>();
        for (var item : node.items()) {
            type(item)
                    .filter(type -> !types.add(type))
                    .ifPresent(type -> item.object("found task type " + type.id() + " a second time"));
        }
        return Set.copyOf(types);
    }
}
