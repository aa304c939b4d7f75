package dev.followup.rule;

import dev.followup.event.CrmEvent;
import dev.followup.event.EventKind;
import dev.followup.event.Facts;
import dev.followup.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// That the time of a rule which runs by the clock has come.
///
/// @param rule the name of the rule
/// @param slot the time, in whole minutes
/// @param tasks which tasks it looks at, to fire for each; `null` if it fires once
public record Firing(String rule, Instant slot, @Nullable TaskSearch tasks) {

    /// What it sets off in an account.
    ///
    /// @param found tasks of the account, of which it fires for those that it wants; of no use if it fires once
    public List<CrmEvent> events(String account, List<Task> found) {
        if (tasks == null) {
            var facts = Map.<String, @Nullable Object>of("event", Map.of("kind", kind().word(), "rule", rule));
            return List.of(new CrmEvent(kind(), account, null, slot, new Facts(facts), key(account)));
        }
        return found.stream()
                .filter(task -> tasks.wants(task, slot))
                .map(task -> event(account, task))
                .toList();
    }

    private CrmEvent event(String account, Task task) {
        var facts = new LinkedHashMap<String, @Nullable Object>();
        var age = Math.max(0, Duration.between(task.createdAt(), slot).toSeconds());
        facts.put("event", Map.of("kind", kind().word(), "rule", rule, "age", age));
        facts.put("task", document(task));
        var about = task.about();
        if (about != null) {
            facts.put(about.type().singular(), Map.of("id", about.id()));
        }
        return new CrmEvent(kind(), account, about, slot, new Facts(facts), key(account) + ":" + task.id());
    }

    private EventKind kind() {
        return Schedule.kind(tasks != null);
    }

    private String key(String account) {
        return account + ":" + rule + ":" + slot.getEpochSecond();
    }

    /// A task under the names of API v4, as hooks tell of it: what says nothing is left out.
    private static Map<String, Object> document(Task task) {
        var document = new LinkedHashMap<String, Object>();
        document.put("id", task.id());
        document.put("task_type_id", task.type().id());
        if (!task.text().isBlank()) {
            document.put("text", task.text());
        }
        document.put("complete_till", task.due().getEpochSecond());
        document.put("duration", task.duration().toSeconds());
        document.put("responsible_user_id", task.responsible());
        document.put("group_id", task.group());
        document.put("is_completed", task.completed());
        if (task.result() != null) {
            document.put("result", Map.of("text", task.result()));
        }
        if (task.about() != null) {
            document.put("entity_id", task.about().id());
            document.put("entity_type", task.about().type().word());
        }
        document.put("created_by", task.createdBy());
        document.put("updated_by", task.updatedBy());
        document.put("created_at", task.createdAt().getEpochSecond());
        document.put("updated_at", task.updatedAt().getEpochSecond());
        document.put("account_id", task.accountId());
        return document;
    }
}
