package dev.followup.rule.time;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Working time: the days and hours at which people work. Hours are the same on every working day; an hour that
/// a clock change skips is no working time, one that it doubles counts twice. Every week has working time,
/// except for its holidays.
///
/// @param days the regular working days, at least one
/// @param hours the hours of a working day, at least one span, in order and without overlap
/// @param holidays days without work
/// @param extraDays days with work that are not regular working days
public record WorkingTime(
        ZoneId zone, Set<DayOfWeek> days, List<WorkingHours> hours, Set<LocalDate> holidays, Set<LocalDate> extraDays) {

    /// The time of day that the CRM shows as "all day".
    /// Source: CRM documentation, tasks of API v2, "complete_till_at"; read 2026-11-21.
    static final LocalTime END_OF_CALENDAR_DAY = LocalTime.of(23, 59);

    public WorkingTime {
        if (days.isEmpty() || hours.isEmpty()) {
            throw new IllegalArgumentException("no working time: days " + days + ", hours " + hours);
        }
        days = Set.copyOf(days);
        hours = List.copyOf(hours);
        holidays = Set.copyOf(holidays);
        extraDays = Set.copyOf(extraDays);
    }

    /// Working time around the clock on every day.
    static WorkingTime always(ZoneId zone) {
        return new WorkingTime(zone, EnumSet.allOf(DayOfWeek.class), List.of(WorkingHours.ALL), Set.of(), Set.of());
    }

    /// Whether people work at a moment. The end of a span does not belong to it.
    public boolean holds(Instant moment) {
        var day = moment.atZone(zone).toLocalDate();
        return isWorkingDay(day)
                && hours.stream()
                        .anyMatch(span ->
                                !moment.isBefore(span.start(day, zone)) && moment.isBefore(span.end(day, zone)));
    }

    boolean isWorkingDay(LocalDate day) {
        return extraDays.contains(day) || (days.contains(day.getDayOfWeek()) && !holidays.contains(day));
    }

    /// The n-th working day after a day; for 0 the day itself, or the next working day if it is none.
    LocalDate day(LocalDate start, int n) {
        var day = start;
        int left = n;
        while (left > 0 || !isWorkingDay(day)) {
            day = day.plusDays(1);
            left -= isWorkingDay(day) ? 1 : 0;
        }
        return day;
    }

    /// The n-th working day before a day; for 0 the day itself, or the working day before it if it is none.
    LocalDate dayBefore(LocalDate start, int n) {
        var day = start;
        int left = n;
        while (left > 0 || !isWorkingDay(day)) {
            day = day.minusDays(1);
            left -= isWorkingDay(day) ? 1 : 0;
        }
        return day;
    }

    /// The time of day at which people have done what is due on a day.
    LocalTime endOfDay() {
        var end = hours.getLast().until();
        return end.equals(LocalTime.MIN) ? END_OF_CALENDAR_DAY : end;
    }

    /// A time of day moved into the hours: forward to the next span, or back to the end of the last.
    LocalTime within(LocalTime wall) {
        for (var span : hours) {
            if (wall.isBefore(span.from())) {
                return span.from();
            }
            if (span.hold(wall)) {
                return wall;
            }
        }
        return hours.getLast().until();
    }

    /// The moment at which so much working time has passed. The end of a span belongs to it: an hour from 17:00
    /// ends at 18:00, not at the beginning of the next span. In whole seconds.
    Instant after(Instant event, Duration work) {
        var now = event.truncatedTo(ChronoUnit.SECONDS);
        var left = work;
        // the day before may end at midnight, and midnight belongs to it
        for (var day = day(now.atZone(zone).toLocalDate().minusDays(1), 0); ; day = day(day, 1)) {
            for (var span : hours) {
                var start = span.start(day, zone);
                var end = span.end(day, zone);
                var begin = start.isBefore(now) ? now : start;
                var rest = Duration.between(begin, end);
                if (start.isBefore(end) && left.compareTo(rest) <= 0) {
                    return begin.plus(left);
                }
                left = rest.isPositive() ? left.minus(rest) : left;
            }
        }
    }

    /// The moment until which so much working time is left before another one. The beginning of a span belongs to it:
    /// an hour before 10:00 is 09:00, not the end of the day before. In whole seconds.
    Instant before(Instant event, Duration work) {
        var now = event.truncatedTo(ChronoUnit.SECONDS);
        var left = work;
        for (var day = dayBefore(now.atZone(zone).toLocalDate().plusDays(1), 0); ; day = dayBefore(day, 1)) {
            for (var span : hours.reversed()) {
                var start = span.start(day, zone);
                var end = span.end(day, zone);
                var last = end.isAfter(now) ? now : end;
                var rest = Duration.between(start, last);
                if (start.isBefore(end) && left.compareTo(rest) <= 0) {
                    return last.minus(left);
                }
                left = rest.isPositive() ? left.minus(rest) : left;
            }
        }
    }

    /// The regular working time of a week.
    Duration perWeek() {
        var perDay = hours.stream().mapToLong(span -> span.length().toSeconds()).sum();
        return Duration.ofSeconds(perDay * days.size());
    }

    /// The reason why a moment may not be working time: the book has holidays, but none for that year.
    Optional<String> doubt(Instant due) {
        var day = due.atZone(zone).toLocalDate();
        boolean known = holidays.isEmpty() || holidays.stream().anyMatch(holiday -> holiday.getYear() == day.getYear());
        return known
                ? Optional.empty()
                : Optional.of("due on " + day + ", and the book has no holidays for " + day.getYear());
    }
}
