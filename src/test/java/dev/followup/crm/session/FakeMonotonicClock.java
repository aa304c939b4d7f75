package dev.followup.crm.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Time that passes when someone sleeps, and when a test says so.
final class FakeMonotonicClock implements MonotonicClock {

    static final long SECOND = Duration.ofSeconds(1).toNanos();

    /// Below zero, as a machine's own may be.
    static final long BEGIN = -3 * SECOND;

    private final List<Duration> slept = new ArrayList<>();
    private long now = BEGIN;

    /// By how much every sleep is too long.
    Duration oversleep = Duration.ZERO;

    /// What happens during the next sleep.
    Runnable whileAsleep = () -> {};

    @Override
    public synchronized long nanos() {
        return now;
    }

    @Override
    public synchronized void sleep(Duration length) {
        slept.add(length);
        var meanwhile = whileAsleep;
        whileAsleep = () -> {};
        meanwhile.run();
        now += length.toNanos() + oversleep.toNanos();
    }

    /// Time passes, backwards if negative.
    synchronized void pass(Duration time) {
        now += time.toNanos();
    }

    synchronized List<Duration> slept() {
        return List.copyOf(slept);
    }
}
