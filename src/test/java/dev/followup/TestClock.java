package dev.followup;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// A clock that stands still until it is told to go on.
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

    /// Lets so much time pass.
    public void pass(Duration time) {
        now = now.plus(time);
    }

    /// Makes it this late.
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
