package dev.followup.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/// The times in log lines, in the zone of the account's rule book with its offset, such as
/// `2026-11-27T22:10:40+03:00`, and the durations. Elsewhere, as at the start, times are in UTC.
public final class LogTime {

    private static final ScopedValue<ZoneId> ZONE = ScopedValue.newInstance();

    /// Up to this tenths of a second are shown.
    private static final Duration PRECISE = Duration.ofSeconds(10);

    private LogTime() {}

    /// Does something whose log lines have times in this zone.
    public static <T, X extends Throwable> T in(ZoneId zone, ScopedValue.CallableOp<T, X> action) throws X {
        return ScopedValue.where(ZONE, zone).call(action);
    }

    /// A duration as a log line shows it, such as `345 ms`, `3.4 s`, `1 min 12 s` or `2 h 5 min`.
    public static String of(Duration duration) {
        if (duration.isNegative()) {
            return "-" + of(duration.negated());
        }
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
            return duration.toMillis() + " ms";
        }
        if (duration.compareTo(PRECISE) < 0) {
            int tenths = duration.toMillisPart() / 100;
            return duration.toSeconds() + (tenths == 0 ? "" : "." + tenths) + " s";
        }
        if (duration.toHours() == 0) {
            return inTwo(duration.toMinutes(), "min", duration.toSecondsPart(), "s");
        }
        return duration.toDays() == 0
                ? inTwo(duration.toHours(), "h", duration.toMinutesPart(), "min")
                : inTwo(duration.toDays(), "d", duration.toHoursPart(), "h");
    }

    private static String inTwo(long more, String unit, int less, String smallerUnit) {
        if (more == 0) {
            return less + " " + smallerUnit;
        }
        return more + " " + unit + (less == 0 ? "" : " " + less + " " + smallerUnit);
    }

    /// A time as a log line shows it, in whole seconds.
    public static String of(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS)
                .atZone(ZONE.orElse(ZoneOffset.UTC))
                .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    }
}
