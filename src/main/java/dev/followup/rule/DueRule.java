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

/// A rule that runs by the clock and is due.
///
/// @param rule the name of the rule
/// @param slot the time at which it is due, in whole minutes
/// @param tasks the tasks that it looks for, one event for each; `null` if it makes a single event
public record DueRule(String rule, Instant slot, @Nullable TaskSearch tasks) {

    /// The events that it causes in an account.
    ///
    /// @param found tasks of the account, filtered here by the rule's search; unused if the rule makes a
    /// single event
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

    /// The kind of event of a rule that runs by the clock.
    ///
    /// @param tasks the tasks that it looks for; `null` for none
    static EventKind kind(@Nullable TaskSearch tasks) {
        return tasks == null ? EventKind.SCHEDULE_TICK : EventKind.TASK_FOUND;
    }

    private String key(String account) {
        return account + ":" + rule + ":" + slot.getEpochSecond();
    }
}
