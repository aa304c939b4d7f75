package dev.followup.sandbox.clock;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A clock that can be moved ahead, for the sandbox and whatever runs beside it. Work that sleeps by this clock
/// is due at the end of its sleep. A move stops at each time at which something is due, and goes on when
/// everything that was caused there is done.
public final class SandboxClock extends Clock {

    private final Clock base;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final Condition settled = lock.newCondition();

    /// When the work that sleeps is due.
    private final PriorityQueue<Instant> due = new PriorityQueue<>();

    /// How much work does not sleep.
    private int working;

    private volatile Duration offset;
    private long resets;
    private volatile Runnable whenReset = () -> {};

    /// @param base the real time
    public SandboxClock(Clock base) {
        this(base, Duration.ZERO);
    }

    /// @param offset how far the clock was moved before
    public SandboxClock(Clock base, Duration offset) {
        this.base = base;
        this.offset = offset;
    }

    /// Work that may sleep by this clock.
    @FunctionalInterface
    public interface Work {
        void run() throws InterruptedException;
    }

    /// A finished move.
    ///
    /// @param minutes how many minutes had something due
    public record Move(Instant from, Instant to, int minutes) {}

    @Override
    public Instant instant() {
        return base.instant().plus(offset);
    }

    @Override
    public ZoneId getZone() {
        return base.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        InstantSource source = () -> instant();
        return source.withZone(zone);
    }

    /// The real time, for limits that do not follow the moves.
    public Clock base() {
        return base;
    }

    /// How far the clock was moved.
    public Duration offset() {
        return offset;
    }

    /// Starts work in a thread of its own. It is counted from now on, so that no move passes over it.
    public Thread start(String name, Work work) {
        add(1);
        return Thread.ofVirtual().name(name).start(() -> {
            try {
                work.run();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt(); // what it belongs to is closed
            } finally {
                add(-1);
            }
        });
    }

    /// Lets started work sleep.
    public void sleep(Duration time) throws InterruptedException {
        sleepUntil(instant().plus(time));
    }

    /// Lets started work sleep until a time, or until a reset of the clock.
    public void sleepUntil(Instant time) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long before = resets;
            due.add(time);
            add(-1);
            try {
                long left = nanosUntil(time);
                while (left > 0 && resets == before) {
                    left = Math.min(moved.awaitNanos(left), nanosUntil(time));
                }
            } finally {
                due.remove(time);
                add(1);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Waits until all work sleeps.
    ///
    /// @param patience how long, in real time
    /// @throws TimeoutException if work is not done in time, or the clock is reset
    public void awaitSettled(Duration patience) throws InterruptedException, TimeoutException {
        lock.lockInterruptibly();
        try {
            settle(patience, resets);
        } finally {
            lock.unlock();
        }
    }

    /// Moves the clock. It stays at the time that it has reached if it cannot go on.
    ///
    /// @param patience how long, in real time, the work of one moment may take
    /// @throws IllegalArgumentException if the time is over
    /// @throws TimeoutException if work is not done in time, or the clock is reset
    Move moveTo(Instant target, Duration patience) throws InterruptedException, TimeoutException {
        lock.lockInterruptibly();
        try {
            var from = instant();
            if (target.isBefore(from)) {
                throw new IllegalArgumentException("found " + target + ", expected a time after the present, " + from
                        + ": time does not go back. POST /_sandbox/reset sets it back");
            }
            long before = resets;
            int minutes = 0;
            var last = Instant.MIN;
            settle(patience, before);
            for (var next = due.peek(); next != null && !next.isAfter(target); next = due.peek()) {
                advanceTo(next);
                settle(patience, before);
                var minute = next.truncatedTo(ChronoUnit.MINUTES);
                minutes += minute.equals(last) ? 0 : 1;
                last = minute;
            }
            advanceTo(target);
            return new Move(from, instant(), minutes);
        } finally {
            lock.unlock();
        }
    }

    /// Sets a moved clock back to the real time, and wakes up what sleeps.
    public void reset() {
        lock.lock();
        try {
            if (offset.isZero()) {
                return;
            }
            offset = Duration.ZERO;
            resets++;
            moved.signalAll();
            settled.signalAll();
            whenReset.run();
        } finally {
            lock.unlock();
        }
    }

    /// Runs something whenever time goes back.
    public void onReset(Runnable action) {
        whenReset = action;
    }

    private void advanceTo(Instant time) {
        if (time.isAfter(instant())) {
            offset = Duration.between(base.instant(), time);
            moved.signalAll();
        }
    }

    /// Waits until nothing works and nothing is due.
    private void settle(Duration patience, long resetsBefore) throws InterruptedException, TimeoutException {
        long left = patience.toNanos();
        while (working > 0 || (due.peek() != null && !due.peek().isAfter(instant()))) {
            if (left <= 0) {
                throw new TimeoutException("what was due at " + instant() + " was not done within "
                        + patience.toSeconds() + " s. Time stays here");
            }
            left = settled.awaitNanos(left);
        }
        if (resets != resetsBefore) {
            throw new TimeoutException("the sandbox was reset meanwhile");
        }
    }

    private long nanosUntil(Instant time) {
        return TimeUnit.NANOSECONDS.convert(Duration.between(instant(), time));
    }

    private void add(int work) {
        lock.lock();
        try {
            working += work;
            settled.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
