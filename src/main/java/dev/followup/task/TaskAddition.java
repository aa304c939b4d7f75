package dev.followup.task;

import dev.followup.event.EntityRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// The addition of a task by a command, for as long as the CRM may not show the task among others.
///
/// @param task the id of the task, which was open
/// @param about the entity on which it hangs
/// @param at when the CRM reported that it is there
public record TaskAddition(long task, EntityRef about, TaskType type, Instant at) {

    /// How long the CRM may need until it shows a task among others. One client reports a second for entities.
    private static final Duration LONGEST_INVISIBLE = Duration.ofMinutes(1);

    /// The most additions that are remembered, the last ones.
    private static final int MAX_REMEMBERED = 200;

    /// Those of the additions that must still be remembered.
    public static List<TaskAddition> lasting(List<TaskAddition> additions, Instant now) {
        var lasting = additions.stream()
                .filter(one -> now.isBefore(one.at.plus(LONGEST_INVISIBLE)))
                .toList();
        return lasting.subList(Math.max(0, lasting.size() - MAX_REMEMBERED), lasting.size());
    }
}
