package dev.followup.ledger.dynamodb;

import dev.followup.ledger.LedgerUnavailableException;
import java.time.Duration;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/// The number of attempts to access items that others access at the same time, and the pauses between them.
final class ConflictBackoff {

    /// Enough for a dozen concurrent writers.
    static final int MAX_ATTEMPTS = 30;

    private static final BackoffStrategy PAUSES =
            BackoffStrategy.exponentialDelay(Duration.ofMillis(20), Duration.ofMillis(400));

    private ConflictBackoff() {}

    /// Pauses for a random time, up to 20 ms after the first attempt and twice as long after each further one,
    /// so that concurrent writers do not meet again.
    ///
    /// @param attempt which one has failed, from 1
    static void pauseAfter(int attempt) {
        try {
            Thread.sleep(PAUSES.computeDelay(attempt + 1)); // the SDK counts the attempt that follows
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LedgerUnavailableException("interrupted between two attempts", e);
        }
    }
}
