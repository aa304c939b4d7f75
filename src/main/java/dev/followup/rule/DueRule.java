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
public record DueRule(String rule, Instant slot, @Nullable TaskSearch tasks) {

    /// What it sets off in an account.
    ///
    /// @param found tasks of the account, of which it fires for those that it wants; of no use if it
    /// fires once
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
        facts.put("task", task.document());
        var about = task.about();
        if (about != null) {
            facts.put(about.type().singular(), Map.of("id", about.id()));
        }
        return new CrmEvent(kind(), account, about, slot, new Facts(facts), key(account) + ":" + task.id());
    }

    private EventKind kind() {
        return kind(tasks);
    }

    /// What a rule that runs by the clock sets off.
    ///
    /// @param tasks which tasks it looks at; `null` for none
    static EventKind kind(@Nullable TaskSearch tasks) {
        return tasks == null ? EventKind.SCHEDULE_TICK : EventKind.TASK_FOUND;
    }

    private String key(String account) {
        return account + ":" + rule + ":" + slot.getEpochSecond();
    }
}
