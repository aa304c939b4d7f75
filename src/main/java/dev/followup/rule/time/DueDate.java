package dev.followup.rule.time;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A due date, counted from the event. Made by a `DueDateReader`.
public sealed interface DueDate {

    /// The moment, in whole seconds.
    ///
    /// @param warnings receives a warning for a moment that may not be working time
    Instant after(Instant event, Consumer<String> warnings);

    /// The same due date in the calendar of a person.
    ///
    /// @param calendar `null` for a person without one: it counts in the book's
    default DueDate in(@Nullable WorkingTime calendar) {
        return switch (this) {
            case Elapsed elapsed -> elapsed;
            case Worked worked -> calendar == null ? worked : new Worked(worked.duration, calendar);
            case Days plain ->
                calendar == null
                        ? plain
                        : new Days(
                                plain.days,
                                plain.wall,
                                plain.isWorking ? calendar : WorkingTime.always(calendar.zone()),
                                plain.isWorking);
        };
    }

    /// Whether it depends on the calendar.
    default boolean dependsOnCalendar() {
        return !(this instanceof Elapsed);
    }

    /// Elapsed time, whatever the clocks show.
    record Elapsed(Duration duration) implements DueDate {

        @Override
        public Instant after(Instant event, Consumer<String> warnings) {
            return event.plus(duration).truncatedTo(ChronoUnit.SECONDS);
        }
    }

    /// Elapsed working time.
    record Worked(Duration duration, WorkingTime time) implements DueDate {

        @Override
        public Instant after(Instant event, Consumer<String> warnings) {
            var due = time.after(event, duration);
            time.doubt(due).ifPresent(warnings);
            return due;
        }
    }

    /// A number of working days later; plain days without working time. If that is before the event, the next
    /// working day. Wall-clock times that a clock change skips or doubles are resolved as in `java.time`.
    ///
    /// @param wall the time of day, inside or outside working hours; `null` for that of the event, moved into
    /// them
    /// @param isWorking whether working days count, and not all days
    record Days(int days, @Nullable LocalTime wall, WorkingTime time, boolean isWorking) implements DueDate {

        @Override
        public Instant after(Instant event, Consumer<String> warnings) {
            var start = event.truncatedTo(ChronoUnit.SECONDS).atZone(time.zone());
            var day = time.day(start.toLocalDate(), days);
            var planned = on(day, start);
            var due = (planned.isBefore(start) ? on(time.day(day, 1), start) : planned).toInstant();
            time.doubt(due).ifPresent(warnings);
            return due;
        }

        private ZonedDateTime on(LocalDate day, ZonedDateTime start) {
            var then = wall == null ? time.within(start.toLocalTime()) : wall;
            return ZonedDateTime.ofLocal(day.atTime(then), time.zone(), start.getOffset());
        }
    }
}
