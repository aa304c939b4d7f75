package dev.followup.crm.session;

import java.time.Duration;

/// Time that only runs forward, and waiting for it.
interface MonotonicClock {

    /// The machine's own.
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

    /// Nanoseconds since a moment of its own choice: only differences mean anything.
    long nanos();

    /// Waits.
    void sleep(Duration length) throws InterruptedException;
}
