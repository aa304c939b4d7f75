package dev.followup.crm.session;

import dev.followup.concurrent.MonotonicClock;
import java.time.Duration;

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
    private final boolean isShared;
    private final MonotonicClock clock;
    private long next;
    private Pause pause;

    /// @param isShared whether other machines may call for the account too
    RateLimiter(double requestsPerSecond, boolean isShared, MonotonicClock clock) {
        this.spacing = Math.round(Duration.ofSeconds(1).toNanos() / requestsPerSecond);
        this.isShared = isShared;
        this.clock = clock;
        this.next = clock.nanos();
        this.pause = new Pause(next, 0);
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
    synchronized void pause(Duration length) {
        var wanted = new Pause(clock.nanos(), length.toNanos());
        if (wanted.end() - pause.end() >= 0) {
            pause = wanted;
        }
    }

    /// Waits until a call may leave, and takes the slot.
    ///
    /// @param fresh whether it is the first call of an invocation: it waits a whole spacing if the
    /// last call may have left from another machine
    /// @return whether the call may leave; `false`, without a wait, if its slot comes after the
    /// deadline
    boolean awaitSlot(boolean fresh, long deadline) throws InterruptedException {
        if (fresh && isShared) {
            skipSlot();
        }
        while (true) {
            var wait = takeSlot(deadline);
            if (wait <= 0) {
                return wait == 0;
            }
            clock.sleep(Duration.ofNanos(wait)); // another call may take the slot, or a pause may begin meanwhile
        }
    }

    private synchronized void skipSlot() {
        next = clock.nanos() + spacing;
    }

    /// Takes the slot if a call may leave now.
    ///
    /// @return 0 if it is taken; how long it is still to be waited for; less than 0 if that is after the
    /// deadline
    private synchronized long takeSlot(long deadline) {
        var now = clock.nanos();
        if (next - now > spacing) {
            next = now + spacing; // the clock was set back
        }
        pause = pause.asOf(now);
        var wait = Math.max(0, Math.max(next - now, pause.end() - now));
        if (deadline - now < wait) {
            return -1;
        }
        if (wait == 0) {
            next = now + spacing - Math.clamp(now - next, 0, spacing / SLACK);
        }
        return wait;
    }

    /// A pause that the CRM asked for.
    private record Pause(long begin, long length) {

        long end() {
            return begin + length;
        }

        /// The same pause, but as if it began now if the clock was set back to before its begin.
        Pause asOf(long now) {
            return now - begin < 0 ? new Pause(now, length) : this;
        }
    }
}
