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

    /// The most additions that the next invocation knows, the last ones.
    private static final int MAX_HANDED_OVER = 200;

    /// Those of the additions that the CRM may not show yet.
    public static List<TaskAddition> lasting(List<TaskAddition> additions, Instant now) {
        return additions.stream().filter(one -> one.isLasting(now)).toList();
    }

    /// Those of the additions that the next invocation must know.
    public static List<TaskAddition> handedOver(List<TaskAddition> additions, Instant now) {
        var lasting = lasting(additions, now);
        return lasting.subList(Math.max(0, lasting.size() - MAX_HANDED_OVER), lasting.size());
    }

    /// A time far ahead comes from a clock that was wrong: nothing waits for it.
    private boolean isLasting(Instant now) {
        return Duration.between(at, now).abs().compareTo(LONGEST_INVISIBLE) < 0;
    }
}
