package dev.followup.worker.delivery;

import dev.followup.task.TaskCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// The refusals that this instance has logged as errors, and the causes for which commands wait that it has
/// logged as warnings. A scheduled rule repeats a refused command at each of its runs, and a cause lasts for
/// many invocations: one line a day is enough, and more would hide others.
final class ReportedRefusals {

    private static final String REQUEST_ID = " \\[X-Request-Id [^]]*]";

    private static final Duration VALIDITY = Duration.ofDays(1);

    /// Enough for the rules of some accounts; the oldest is forgotten, and logged as an error again.
    private static final int MAX_ENTRIES = 1000;

    private final Map<String, Instant> reported = new LinkedHashMap<>();

    /// Whether the refusal is new, and is remembered from now on.
    ///
    /// @param subject what the command is about, such as `leads/501`
    synchronized boolean isNew(String account, TaskCommand command, String subject, String reason, Instant now) {
        var origin = command.origin();
        var words = reason.replaceAll(REQUEST_ID, "");
        return isNew(
                String.join("|", account, origin.rule(), Integer.toString(origin.position()), subject, words), now);
    }

    /// Whether a cause for which commands of an account wait is new, and is remembered from now on. Numbers make no
    /// difference: they are ids and times.
    synchronized boolean isNewCause(String account, String reason, Instant now) {
        var words = reason.replaceAll(REQUEST_ID, "").replaceAll("\\d+", "…");
        return isNew(causesOf(account) + words, now);
    }

    /// Forgets the causes for which commands of an account waited: the CRM carries out commands again.
    synchronized void forgetCauses(String account) {
        reported.keySet().removeIf(key -> key.startsWith(causesOf(account)));
    }

    /// The beginning of the keys of an account's causes. In keys of refusals the third part is a number.
    private static String causesOf(String account) {
        return account + "|waits|because|";
    }

    private boolean isNew(String key, Instant now) {
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
