package dev.followup.sandbox.fault;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// The limit of calls in any second. Clients that ignore it are blocked.
final class RateLimit {

    enum Verdict {
        ADMITTED,
        TOO_MANY,
        BLOCKED
    }

    private static final Duration SECOND = Duration.ofSeconds(1);

    /// Rejections are forgotten after this time without another one.
    private static final Duration CALM = Duration.ofSeconds(10);

    private final Deque<Instant> admitted = new ArrayDeque<>();
    private Instant lastRejection = Instant.MIN;
    private int inARow;
    private long rejections;
    private @Nullable Instant blocked;

    synchronized Verdict arrival(Instant now, Behaviour behaviour) {
        Verdict verdict = verdict(now, behaviour);
        switch (verdict) {
            case ADMITTED -> admitted.addLast(now);
            case TOO_MANY -> reject(now, behaviour);
            case BLOCKED -> rejections++;
        }
        return verdict;
    }

    /// The number of rejections: 429 by the limit, and 403 by the block.
    synchronized long rejections() {
        return rejections;
    }

    /// Resets the counters for new limits. A block stays.
    synchronized void recount() {
        admitted.clear();
        inARow = 0;
    }

    private Verdict verdict(Instant now, Behaviour behaviour) {
        if (blocked != null
                && behaviour.blockAfterRejections() > 0
                && (behaviour.blockSeconds() == 0 || now.isBefore(blocked.plusSeconds(behaviour.blockSeconds())))) {
            return Verdict.BLOCKED;
        }
        blocked = null;
        while (!admitted.isEmpty() && !admitted.getFirst().plus(SECOND).isAfter(now)) {
            admitted.removeFirst();
        }
        int limit = behaviour.requestsPerSecond();
        return limit == 0 || admitted.size() < limit ? Verdict.ADMITTED : Verdict.TOO_MANY;
    }

    private void reject(Instant now, Behaviour behaviour) {
        rejections++;
        inARow = now.isAfter(lastRejection.plus(CALM)) ? 1 : inARow + 1;
        lastRejection = now;
        if (inARow == behaviour.blockAfterRejections()) {
            blocked = now;
            inARow = 0;
        }
    }
}
