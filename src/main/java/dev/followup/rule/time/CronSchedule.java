package dev.followup.rule.time;

import com.cronutils.model.time.ExecutionTime;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/// The schedule of a rule that runs by the clock. Made by a `CronScheduleReader`.
///
/// Its times are wall-clock times. A time that a clock change skips is due at the change. In the hour that
/// clocks repeat a fixed time such as 02:30 is due only the first time; a schedule of every hour or every
/// quarter of it goes on by elapsed time, and is due in both. So each time has its moments in order, which the
/// cron library itself does not guarantee.
///
/// @param times the times by wall clock
/// @param zone the time zone of the wall clock
/// @param repeats whether it is due in both hours that clocks show the same
public record CronSchedule(ExecutionTime times, ZoneId zone, boolean repeats) {

    /// The latest due moment after one time and not after another; empty if there is none.
    public Optional<Instant> latest(Instant after, Instant until) {
        var first = times.lastExecution(end(until).atZone(ZoneOffset.UTC))
                .map(slot -> WorkingHours.moment(slot.toLocalDateTime(), zone));
        var repeated = Optional.of(minuteAfter(until))
                .filter(_ -> repeats)
                .flatMap(end -> times.lastExecution(end.atZone(ZoneOffset.UTC)))
                .map(ZonedDateTime::toLocalDateTime)
                .filter(slot -> zone.getRules().getValidOffsets(slot).size() > 1)
                .map(slot -> slot.atZone(zone).withLaterOffsetAtOverlap().toInstant())
                .filter(moment -> !moment.isAfter(until));
        return Stream.of(first, repeated)
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder())
                .filter(moment -> moment.isAfter(after));
    }

    /// The wall-clock time before which every slot is due.
    private LocalDateTime end(Instant until) {
        var wall = LocalDateTime.ofInstant(until, zone);
        var change = zone.getRules().getTransition(wall);
        return change != null && !until.isBefore(change.getInstant()) ? change.getDateTimeBefore() : minuteAfter(until);
    }

    private LocalDateTime minuteAfter(Instant until) {
        return LocalDateTime.ofInstant(until, zone)
                .truncatedTo(ChronoUnit.MINUTES)
                .plusMinutes(1);
    }
}
