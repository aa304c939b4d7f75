package dev.followup.crm.session;

import dev.followup.concurrent.MonotonicClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A clock whose time passes during a sleep, and when a test lets it pass.
final class FakeMonotonicClock implements MonotonicClock {

    static final long SECOND = Duration.ofSeconds(1).toNanos();

    /// A start below zero, which a machine's clock may have.
    static final long BEGIN = -3 * SECOND;

    private final List<Duration> slept = new ArrayList<>();
    private long now = BEGIN;

    /// The time by which every sleep is too long.
    Duration oversleep = Duration.ZERO;

    /// The action during the next sleep.
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

    /// Lets time pass, backwards if negative.
    synchronized void pass(Duration time) {
        now += time.toNanos();
    }

    synchronized List<Duration> slept() {
        return List.copyOf(slept);
    }
}
