package dev.followup.crm.session;

import java.time.Clock;
import java.time.Instant;

/// The end of a session's time, by two clocks. Waits are measured by the monotonic clock, which stands still
/// while the instance is frozen. The lease of the account does not: so right before a call leaves, the wall
/// clock is asked too.
///
/// @param nanos the last moment by the monotonic clock
/// @param last the last moment by the wall clock; it is before the lease's end by more than a call takes
record SessionDeadline(long nanos, Clock clock, Instant last) {

    /// The end of a part of the session.
    SessionDeadline at(long earlier) {
        return new SessionDeadline(earlier, clock, last);
    }

    /// Whether the time is over by the wall clock, for example because the instance was frozen.
    boolean isPast() {
        return clock.instant().isAfter(last);
    }
}
