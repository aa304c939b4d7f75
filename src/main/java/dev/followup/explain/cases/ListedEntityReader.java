package dev.followup.explain.cases;

import dev.followup.event.EntityRef;
import dev.followup.explain.cases.RuleCase.ListedEntity;
import dev.followup.task.TaskType;
import dev.followup.yaml.YamlMapping;
import dev.followup.yaml.YamlNode;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The reader of what the CRM has at a moment of a story: `leads`, `contacts`, `companies` and `customers`.
final class ListedEntityReader {

    private static final String OPEN_TASKS = "open-tasks";
    private static final String CLOSEST_TASK = "closest_task_at";

    private ListedEntityReader() {}

    /// Reads the lists of a step; problems are noted.
    ///
    /// @param happens whether the step is an event, and no moment
    /// @param zone the zone of times without an offset
    static Map<EntityRef.Type, List<ListedEntity>> read(YamlMapping step, boolean happens, ZoneId zone) {
        var listed = new LinkedHashMap<EntityRef.Type, List<ListedEntity>>();
        for (var type : EntityRef.Type.values()) {
            step.optional(type.word()).ifPresent(list -> {
                if (happens) {
                    list.object("found it beside an event, expected it at a moment, at which a scheduled rule is due");
                }
                listed.put(type, entities(list, zone));
            });
        }
        if (listed.isEmpty()) {
            step.optional("users")
                    .ifPresent(users -> users.object("found it alone, expected it beside leads or the like"));
        }
        return listed;
    }

    private static List<ListedEntity> entities(YamlNode list, ZoneId zone) {
        if (!list.isList()) {
            list.refuse("a list, such as [{ id: 501, name: Roof, responsible_user_id: 102 }], or [] for none");
            return List.of();
        }
        var ids = new HashSet<Long>();
        return list.items().stream()
                .flatMap(item -> entity(item, ids, zone).stream())
                .toList();
    }

    private static Optional<ListedEntity> entity(YamlNode item, Set<Long> ids, ZoneId zone) {
        var facts = new LinkedHashMap<String, @Nullable Object>();
        Set<TaskType> openTasks = Set.of();
        for (var entry : item.entries("an entity, such as { id: 501, name: Roof, responsible_user_id: 102 }")) {
            if (entry.name().equals(OPEN_TASKS)) {
                openTasks = types(entry.value());
            } else {
                facts.put(entry.name(), fact(entry.name(), entry.value(), zone));
            }
        }
        if (!openTasks.isEmpty()) {
            facts.putIfAbsent(CLOSEST_TASK, 1L);
        }
        if (!(facts.get("id") instanceof Long id) || id <= 0) {
            item.object("found an entity without its id, expected one such as { id: 501, name: Roof }");
            return Optional.empty();
        }
        if (!ids.add(id)) {
            item.object("found the id " + id + " twice, expected each entity once");
        }
        return Optional.of(new ListedEntity(id, facts, openTasks));
    }

    /// The value of a fact. A time in the book's zone stands for the seconds that the CRM has.
    private static @Nullable Object fact(String name, YamlNode value, ZoneId zone) {
        boolean isSeconds = value.value().filter(Long.class::isInstance).isPresent();
        if (name.endsWith("_at") && !isSeconds && !value.isNull()) {
            return SampleEventReader.time(value, zone)
                    .map(time -> (Object) time.getEpochSecond())
                    .orElse(null);
        }
        return RuleCasesReader.value(value);
    }

    private static Set<TaskType> types(YamlNode list) {
        var types = new HashSet<TaskType>();
        for (var item : list.isList() ? list.items() : List.of(list)) {
            Optional.ofNullable(TaskType.COMMON.get(item.word()))
                    .or(() -> item.value().orElse(0) instanceof Long id && id > 0
                            ? Optional.of(new TaskType(id))
                            : Optional.empty())
                    .ifPresentOrElse(types::add, () -> item.refuse("follow-up, meeting, or the id of a type of task"));
        }
        return types;
    }

    /// Reads the names of users, by their ids; problems are noted.
    static Map<Long, String> users(YamlNode node) {
        var users = new LinkedHashMap<Long, String>();
        for (var entry : node.entries("users' ids with their names, such as 102: Anna")) {
            if (!entry.name().matches("[1-9]\\d{0,17}")) {
                entry.value().object("found \"" + entry.name() + "\", expected the id of a user");
            } else if (RuleCasesReader.isText(entry.value())) {
                users.put(Long.valueOf(entry.name()), entry.value().word());
            }
        }
        return users;
    }
}
