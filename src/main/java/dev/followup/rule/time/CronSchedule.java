package dev.followup.rule.time;

import com.cronutils.model.time.ExecutionTime;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// The schedule of a rule that runs by the clock. Made by a `CronScheduleReader`.
///
/// Its times are wall-clock times. A time that a clock change skips is due at the change, one that it doubles
/// only the first time: so each time has exactly one moment, in order, which the cron library itself does not
/// guarantee.
///
/// @param times the times by wall clock
/// @param zone the time zone of the wall clock
public record CronSchedule(ExecutionTime times, ZoneId zone) {

    /// The latest due moment after one time and not after another; empty if there is none.
    public Optional<Instant> latest(Instant after, Instant until) {
        return times.lastExecution(end(until).atZone(ZoneOffset.UTC))
                .map(slot -> WorkingHours.moment(slot.toLocalDateTime(), zone))
                .filter(moment -> moment.isAfter(after));
    }

    /// The wall-clock time before which every slot is due.
    private LocalDateTime end(Instant until) {
        var wall = LocalDateTime.ofInstant(until, zone);
        var change = zone.getRules().getTransition(wall);
        return change != null && !until.isBefore(change.getInstant())
                ? change.getDateTimeBefore()
                : wall.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
    }
}
