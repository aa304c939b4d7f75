package dev.followup.crm.session;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/// The rate limiter of one account. It lets one call leave at a time, one spacing after the last, and none
/// during a pause that the CRM asked for.
///
/// The spacing counts from when a call really left, not from when it should have left: else a call would
/// leave too soon after a thread that woke late. No single wait is longer than its spacing or its pause, so
/// that a jump of the clock costs no more than that.
final class RateLimiter {

    /// How late a thread may wake without delaying the next one, as a part of the spacing. The usual
    /// imprecision of a sleep would otherwise add up to some percent of the rate.
    private static final int SLACK = 16;

    private final long spacing;
    private final MonotonicClock clock;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final AtomicReference<Pause> pause;
    private long next;

    RateLimiter(double requestsPerSecond, MonotonicClock clock) {
        this.spacing = Math.round(Duration.ofSeconds(1).toNanos() / requestsPerSecond);
        this.clock = clock;
        this.next = clock.nanos();
        this.pause = new AtomicReference<>(new Pause(next, 0));
    }

    /// The moment that is this much later than now, as a deadline for `awaitSlot`.
    long in(Duration time) {
        return clock.nanos() + time.toNanos();
    }

    /// The time since a moment.
    Duration since(long moment) {
        return Duration.ofNanos(clock.nanos() - moment);
    }

    /// Whether a wait that begins now would end before the deadline.
    boolean allows(Duration wait, long deadline) {
        return wait.toNanos() < deadline - clock.nanos();
    }

    /// Lets no call leave before this time is over.
    void pause(Duration length) {
        var wanted = new Pause(clock.nanos(), length.toNanos());
        pause.accumulateAndGet(wanted, (now, then) -> now.end() - then.end() > 0 ? now : then);
    }

    /// Waits until a call may leave, and takes the slot.
    ///
    /// @param fresh whether it is the first call of an invocation: it waits a whole spacing, since the
    /// last call may have left from another machine
    /// @return whether the call may leave; `false`, without a wait, if its slot comes after the
    /// deadline
    boolean awaitSlot(boolean fresh, long deadline) throws InterruptedException {
        if (!lock.tryLock(deadline - clock.nanos(), NANOSECONDS)) {
            return false;
        }
        try {
            var wait = fresh ? spacing : Math.min(next - clock.nanos(), spacing);
            Pause seen;
            do {
                seen = pause.get();
                if (!sleep(Math.max(wait, seen.left(clock.nanos())), deadline)) {
                    return false;
                }
                wait = 0;
            } while (!seen.equals(pause.get())); // another thread may have prolonged the pause
            var now = clock.nanos();
            next = now + spacing - Math.clamp(now - next, 0, spacing / SLACK);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean sleep(long nanos, long deadline) throws InterruptedException {
        if (deadline - clock.nanos() < Math.max(nanos, 0)) {
            return false;
        }
        if (nanos > 0) {
            clock.sleep(Duration.ofNanos(nanos));
        }
        return true;
    }

    private record Pause(long begin, long length) {

        long end() {
            return begin + length;
        }

        long left(long now) {
            return Math.min(end() - now, length);
        }
    }
}
