package dev.followup.ledger.dynamodb;

import dev.followup.ledger.LedgerUnavailableException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// How often something is tried that others were in the way of, and what is waited in between.
final class ConflictBackoff {

    /// Enough for a dozen who write at once.
    static final int MAX_ATTEMPTS = 30;

    private static final Duration LONGEST_PAUSE = Duration.ofMillis(400);

    private ConflictBackoff() {}

    /// Waits a little, longer from time to time, and never as long as the others: so they meet no more.
    ///
    /// @param attempt which one has failed, from 1
    static void pauseAfter(int attempt) {
        try {
            long longest = Math.min(LONGEST_PAUSE.toMillis(), 10L << Math.min(attempt, 10));
            Thread.sleep(ThreadLocalRandom.current().nextLong(longest));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LedgerUnavailableException("interrupted while waiting for others", e);
        }
    }
}
