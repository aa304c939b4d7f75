package dev.followup.worker.delivery;

import dev.followup.task.TaskCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// The refusals that this instance has logged as errors. A scheduled rule repeats a refused command at each of its
/// runs: one error a day is enough, and more would hide others.
final class ReportedRefusals {

    private static final Duration VALIDITY = Duration.ofDays(1);

    /// Enough for the rules of some accounts; the oldest is forgotten, and logged as an error again.
    private static final int MAX_ENTRIES = 1000;

    private final Map<String, Instant> reported = new LinkedHashMap<>();

    /// Whether the refusal is new, and is remembered from now on.
    ///
    /// @param subject what the command is about, such as `leads/501`
    synchronized boolean isNew(String account, TaskCommand command, String subject, String reason, Instant now) {
        var origin = command.origin();
        var words = reason.replaceAll(" \\[X-Request-Id [^]]*]", "");
        var key = String.join("|", account, origin.rule(), Integer.toString(origin.position()), subject, words);
        var before = reported.get(key);
        if (before != null && before.plus(VALIDITY).isAfter(now)) {
            return false;
        }
        reported.remove(key);
        reported.put(key, now);
        if (reported.size() > MAX_ENTRIES) {
            reported.remove(reported.keySet().iterator().next());
        }
        return true;
    }
}
