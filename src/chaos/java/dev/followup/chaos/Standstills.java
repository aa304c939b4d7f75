package dev.followup.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// How long accounts stood still after failures, by the failures' causes: faults of the CRM by their kinds, and
/// two of the workers. While a worker's failure lasts, faults of the CRM are not counted: their time is its.
final class Standstills {

    /// The cause of a worker that was killed, or took too long, or crashed: until another invocation begins.
    static final String KILLED = "a kill";

    /// The cause of a worker that answered that messages must be received again, as while the table is away: until
    /// an invocation completes one.
    static final String FAILED = "failed messages";

    private static final Set<String> OF_WORKERS = Set.of(KILLED, FAILED);

    /// When the current standstills began, by account and cause.
    private final Map<String, Map<String, Instant>> current = new HashMap<>();

    private final Map<String, Longest> longest = new TreeMap<>();

    /// Notes that an invocation for these accounts has failed.
    ///
    /// @param cause [#KILLED] or [#FAILED]
    synchronized void begin(Set<String> accounts, String cause) {
        var now = Instant.now();
        for (var account : accounts) {
            var causes = causes(account);
            if (cause.equals(KILLED) || !causes.containsKey(KILLED)) {
                var since = cause.equals(KILLED) ? now : causes.getOrDefault(cause, now);
                causes.clear();
                causes.put(cause, since);
            }
        }
    }

    /// Notes that the CRM has answered an account's call wrongly.
    synchronized void fault(String account, String kind, Instant at) {
        var causes = causes(account);
        if (causes.keySet().stream().noneMatch(OF_WORKERS::contains)) {
            causes.putIfAbsent(kind, at);
        }
    }

    /// Notes that an invocation for these accounts has begun at a time, and has answered.
    ///
    /// @param completed those of the accounts of which it completed messages
    synchronized void end(Set<String> accounts, Set<String> completed, Instant begin) {
        for (var account : accounts) {
            end(account, KILLED, begin);
            if (completed.contains(account)) {
                end(account, FAILED, begin);
            }
        }
    }

    /// Notes that the CRM has carried out an account's commands.
    synchronized void carriedOut(String account, Instant at) {
        for (var cause : Set.copyOf(causes(account).keySet())) {
            if (!OF_WORKERS.contains(cause)) {
                end(account, cause, at);
            }
        }
    }

    /// Forgets what an account stands still for now: what follows is intended.
    synchronized void forget(String account) {
        current.remove(account);
    }

    /// The longest times that an account stood still, by cause.
    synchronized Map<String, Longest> longest() {
        return Map.copyOf(longest);
    }

    private void end(String account, String cause, Instant at) {
        var since = causes(account).remove(cause);
        if (since != null) {
            longest.merge(cause, new Longest(Duration.between(since, at), 1), Longest::with);
        }
    }

    private Map<String, Instant> causes(String account) {
        return current.computeIfAbsent(account, _ -> new HashMap<>());
    }

    /// The longest of some standstills.
    ///
    /// @param count how many there were
    record Longest(Duration time, int count) {

        private Longest with(Longest other) {
            return new Longest(time.compareTo(other.time) > 0 ? time : other.time, count + other.count);
        }
    }
}
