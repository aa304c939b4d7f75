package dev.followup.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// How long accounts stood still after failures.
final class Standstills {

    private final Map<String, Standstill> current = new HashMap<>();
    private final Map<Cause, Duration> longest = new EnumMap<>(Cause.class);

    /// Why an account stands still.
    enum Cause {
        /// Its worker was killed, or took too long, or crashed: until another invocation begins.
        KILLED,

        /// Its worker answered that messages must be received again: until an invocation completes one.
        FAILED
    }

    /// Notes that an invocation for these accounts has failed.
    synchronized void begin(Set<String> accounts, Cause cause) {
        var now = Instant.now();
        for (var account : accounts) {
            if (cause == Cause.KILLED) {
                current.put(account, new Standstill(cause, now));
            } else {
                current.putIfAbsent(account, new Standstill(cause, now));
            }
        }
    }

    /// Notes that an invocation for these accounts has begun at a time, and has answered.
    ///
    /// @param completed those of the accounts of which it completed messages
    synchronized void end(Set<String> accounts, Set<String> completed, Instant begin) {
        for (var account : accounts) {
            var standstill = current.get(account);
            if (standstill != null && (standstill.cause == Cause.KILLED || completed.contains(account))) {
                current.remove(account);
                var time = Duration.between(standstill.since, begin);
                longest.merge(standstill.cause, time, (one, other) -> one.compareTo(other) > 0 ? one : other);
            }
        }
    }

    /// The longest time that an account stood still for this cause; zero if none did.
    synchronized Duration longest(Cause cause) {
        return longest.getOrDefault(cause, Duration.ZERO);
    }

    private record Standstill(Cause cause, Instant since) {}
}
