package dev.followup.crm.session;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/// Lets one call at a time leave for an account, one spacing after the last, and none while the CRM wants a
/// pause.
///
/// The spacing counts from when a call really left, not from when it should have: a thread that wakes late would
/// otherwise be followed too soon. No single wait is longer than the spacing or the pause it is for, so that a
/// clock that jumps costs no more than that.
final class RateLimiter {

    /// How late a thread may wake without the next one leaving later as well, as a part of the spacing: the usual
    /// imprecision of a sleep, which would add up to some percent of the rate.
    private static final int SLACK = 16;

    private final long spacing;
    private final MonotonicClock ticker;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final AtomicReference<Pause> pause;
    private long next;

    RateLimiter(double requestsPerSecond, MonotonicClock ticker) {
        this.spacing = Math.round(Duration.ofSeconds(1).toNanos() / requestsPerSecond);
        this.ticker = ticker;
        this.next = ticker.nanos();
        this.pause = new AtomicReference<>(new Pause(next, 0));
    }

    /// The moment so much later than now, as `awaitTurn` takes it.
    long in(Duration time) {
        return ticker.nanos() + time.toNanos();
    }

    /// How long ago a moment was.
    Duration since(long moment) {
        return Duration.ofNanos(ticker.nanos() - moment);
    }

    /// Whether a wait from now would be over before the deadline.
    boolean allows(Duration wait, long deadline) {
        return wait.toNanos() < deadline - ticker.nanos();
    }

    /// Nobody leaves before this time is over.
    void pause(Duration length) {
        var wanted = new Pause(ticker.nanos(), length.toNanos());
        pause.accumulateAndGet(wanted, (now, then) -> now.end() - then.end() > 0 ? now : then);
    }

    /// Waits until a call may leave, and takes its place.
    ///
    /// @param fresh whether it is an invocation's first: it waits a whole spacing, since the last may have
    /// left from another machine
    /// @return whether it may leave; if not, its turn would come after the deadline: that is not waited for
    boolean awaitSlot(boolean fresh, long deadline) throws InterruptedException {
        if (!lock.tryLock(deadline - ticker.nanos(), NANOSECONDS)) {
            return false;
        }
        try {
            var wait = fresh ? spacing : Math.min(next - ticker.nanos(), spacing);
            Pause seen;
            do {
                seen = pause.get();
                if (!sleep(Math.max(wait, seen.left(ticker.nanos())), deadline)) {
                    return false;
                }
                wait = 0;
            } while (!seen.equals(pause.get())); // it may have been prolonged meanwhile
            var now = ticker.nanos();
            next = now + spacing - Math.clamp(now - next, 0, spacing / SLACK);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean sleep(long nanos, long deadline) throws InterruptedException {
        if (deadline - ticker.nanos() < Math.max(nanos, 0)) {
            return false;
        }
        if (nanos > 0) {
            ticker.sleep(Duration.ofNanos(nanos));
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
