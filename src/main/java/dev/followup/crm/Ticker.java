package dev.followup.crm;

import java.time.Duration;

/// Time that only runs forward, and waiting for it.
interface Ticker {

    /// The machine's own.
    Ticker SYSTEM = new Ticker() {
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
