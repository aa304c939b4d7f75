package dev.followup.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/// Waits for something.
final class Wait {

    static final Duration SHORT = Duration.ofSeconds(20);
    static final Duration LONG = Duration.ofMinutes(3);
    static final Duration LONGEST = Duration.ofMinutes(30);

    private static final Duration LOOK = Duration.ofMillis(200);

    private Wait() {}

    /// For what lasts a second.
    static void aSecond() throws InterruptedException {
        Thread.sleep(1_100);
    }

    /// Waits until it is so, or until the time is over.
    static void until(BooleanSupplier condition, Duration most) throws InterruptedException {
        var end = Instant.now().plus(most);
        while (!condition.getAsBoolean() && Instant.now().isBefore(end)) {
            Thread.sleep(LOOK);
        }
    }
}
