package dev.followup;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// A clock that stops until a test advances it.
public final class TestClock extends Clock {

    /// Saturday, 2026-11-21 09:00:00 UTC.
    public static final long START = 1_795_251_600;

    private volatile Instant now;

    public TestClock() {
        this(Instant.ofEpochSecond(START));
    }

    public TestClock(Instant now) {
        this.now = now;
    }

    /// Advances the clock by a duration.
    public void pass(Duration time) {
        now = now.plus(time);
    }

    /// Sets the clock.
    public void set(Instant time) {
        now = time;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
