package dev.followup.event;

import java.time.Instant;
import java.util.Optional;

/// The conversion of the CRM's Unix seconds to times. A number that is no time of any calendar is none.
public final class UnixTime {

    /// The year 10000. Larger numbers, or smaller than its negative, are no times.
    private static final long END = 253_402_300_800L;

    private UnixTime() {}

    /// The time of so many seconds since 1970; empty if they are no time.
    public static Optional<Instant> of(long seconds) {
        return -END < seconds && seconds < END ? Optional.of(Instant.ofEpochSecond(seconds)) : Optional.empty();
    }
}
