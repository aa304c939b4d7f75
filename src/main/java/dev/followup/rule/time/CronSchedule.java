package dev.followup.rule.time;

import com.cronutils.model.time.ExecutionTime;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// The times at which a rule fires by the clock. Made by a `CronScheduleReader`.
///
/// The times are wall times. One that a change of clocks skips has its moment when the clocks change, one that it
/// doubles the first time only: so that each has exactly one, in their order, which the cron library itself does not
/// grant.
///
/// @param times by wall clock
/// @param zone whose wall clock
public record CronSchedule(ExecutionTime times, ZoneId zone) {

    /// The latest of its moments that is after one time and not after another; empty if there is none.
    public Optional<Instant> latest(Instant after, Instant until) {
        return times.lastExecution(end(until).atZone(ZoneOffset.UTC))
                .map(slot -> WorkingHours.moment(slot.toLocalDateTime(), zone))
                .filter(moment -> moment.isAfter(after));
    }

    /// The wall time before which every slot has had its moment.
    private LocalDateTime end(Instant until) {
        var wall = LocalDateTime.ofInstant(until, zone);
        var change = zone.getRules().getTransition(wall);
        return change != null && !until.isBefore(change.getInstant())
                ? change.getDateTimeBefore()
                : wall.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
    }
}
