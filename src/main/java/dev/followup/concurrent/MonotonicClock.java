package dev.followup.concurrent;

import java.time.Duration;

/// A clock that only runs forward, and can be waited for.
public interface MonotonicClock {

    /// The machine's own clock.
    MonotonicClock SYSTEM = new MonotonicClock() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void sleep(Duration length) throws InterruptedException {
            Thread.sleep(length);
        }
    };

    /// Nanoseconds since an arbitrary moment: only differences have a meaning.
    long nanos();

    /// Waits.
    void sleep(Duration length) throws InterruptedException;
}
