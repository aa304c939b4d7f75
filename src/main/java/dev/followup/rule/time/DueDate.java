package dev.followup.rule.time;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// When a task is due, counted from its event. Made by a `DueDateReader`.
public sealed interface DueDate {

    /// The moment, in whole seconds.
    ///
    /// @param warnings told of a moment that may not be working time after all
    Instant after(Instant event, Consumer<String> warnings);

    /// Time that passes, whatever the clocks show.
    record Elapsed(Duration duration) implements DueDate {

        @Override
        public Instant after(Instant event, Consumer<String> warnings) {
            return event.plus(duration).truncatedTo(ChronoUnit.SECONDS);
        }
    }

    /// Working time that passes.
    record Worked(Duration duration, WorkingTime time) implements DueDate {

        @Override
        public Instant after(Instant event, Consumer<String> warnings) {
            var due = time.after(event, duration);
            time.doubt(due).ifPresent(warnings);
            return due;
        }
    }

    /// A number of working days later, which are plain days if people always work. Where that would be before the
    /// event, the working day after. Wall times that a clock change skips or doubles are taken as `java.time`
    /// takes them.
    ///
    /// @param wall the wall time, in or out of the working hours; `null` for that of the event, moved
    /// into them
    record Days(int days, @Nullable LocalTime wall, WorkingTime time) implements DueDate {

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
