package dev.followup.rule.time;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A moment counted from a date, before it or after it. Made by a `DateOffsetReader`.
public sealed interface DateOffset {

    /// The moment, in whole seconds.
    ///
    /// @param warnings receives a warning for a moment that may not be working time
    Instant from(CrmDate date, Consumer<String> warnings);

    /// The same moment in the calendar of a person.
    ///
    /// @param calendar `null` for a person without one: it counts in the book's
    default DateOffset in(@Nullable WorkingTime calendar) {
        return switch (this) {
            case Elapsed elapsed -> elapsed;
            case Worked worked -> calendar == null ? worked : new Worked(worked.duration, worked.isBefore, calendar);
            case Days plain ->
                calendar == null
                        ? plain
                        : new Days(
                                plain.days,
                                plain.isBefore,
                                plain.wall,
                                plain.isWorking ? calendar : WorkingTime.always(calendar.zone()),
                                plain.isWorking,
                                plain.zone);
        };
    }

    /// Whether it depends on the calendar.
    default boolean dependsOnCalendar() {
        return !(this instanceof Elapsed);
    }

    /// Elapsed time, whatever the clocks show.
    ///
    /// @param duration negative before the date
    record Elapsed(Duration duration) implements DateOffset {

        @Override
        public Instant from(CrmDate date, Consumer<String> warnings) {
            return date.at().plus(duration).truncatedTo(ChronoUnit.SECONDS);
        }
    }

    /// Elapsed working time.
    ///
    /// @param isBefore whether it is before the date
    record Worked(Duration duration, boolean isBefore, WorkingTime time) implements DateOffset {

        @Override
        public Instant from(CrmDate date, Consumer<String> warnings) {
            var moment = isBefore ? time.before(date.at(), duration) : time.after(date.at(), duration);
            time.doubt(moment).ifPresent(warnings);
            return moment;
        }
    }

    /// A number of working days; plain days without working time. Of no days, it is the day itself, or the working
    /// day that is next to it. Wall-clock times that a clock change skips or doubles are resolved as in
    /// `java.time`.
    ///
    /// @param isBefore whether it is before the date
    /// @param wall the time of day, inside or outside working hours; `null` for that of the date, moved
    /// into them, or for the end of the day if the date has none
    /// @param isWorking whether working days count, and not all days
    /// @param zone in which a date without a time of day is a day: that of the book, for everybody
    record Days(int days, boolean isBefore, @Nullable LocalTime wall, WorkingTime time, boolean isWorking, ZoneId zone)
            implements DateOffset {

        Days(int days, boolean isBefore, @Nullable LocalTime wall, WorkingTime time, boolean isWorking) {
            this(days, isBefore, wall, time, isWorking, time.zone());
        }

        @Override
        public Instant from(CrmDate date, Consumer<String> warnings) {
            var start = date.at().atZone(time.zone());
            var from = date.hasTime() ? start.toLocalDate() : date.day(zone);
            var day = isBefore ? time.dayBefore(from, days) : time.day(from, days);
            var usual = date.hasTime() ? time.within(start.toLocalTime()) : time.endOfDay();
            var then = ZonedDateTime.of(day, wall == null ? usual : wall, time.zone());
            time.doubt(then.toInstant()).ifPresent(warnings);
            return then.toInstant().truncatedTo(ChronoUnit.SECONDS);
        }
    }
}
