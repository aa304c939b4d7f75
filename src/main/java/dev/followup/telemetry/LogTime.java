package dev.followup.telemetry;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/// The times in log lines: in the zone of the account's rule book, with its offset, such as
/// `2026-11-27T22:10:40+03:00`. Elsewhere, as at the start, they are in UTC.
public final class LogTime {

    private static final ScopedValue<ZoneId> ZONE = ScopedValue.newInstance();

    private LogTime() {}

    /// Does something whose log lines have times in this zone.
    public static <T, X extends Throwable> T in(ZoneId zone, ScopedValue.CallableOp<T, X> action) throws X {
        return ScopedValue.where(ZONE, zone).call(action);
    }

    /// A time as a log line shows it, in whole seconds.
    public static String of(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS)
                .atZone(ZONE.orElse(ZoneOffset.UTC))
                .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    }
}
