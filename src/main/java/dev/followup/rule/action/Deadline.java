package dev.followup.rule.action;

import dev.followup.event.CrmEvent;
import dev.followup.rule.time.DateOffset;
import dev.followup.rule.time.DateOffsetReader;
import dev.followup.rule.time.DueDate;
import dev.followup.rule.time.DueDateReader;
import dev.followup.rule.time.WorkingTime;
import dev.followup.yaml.YamlNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The deadline of a task, the value of `due`.
sealed interface Deadline {

    /// Reads a deadline; empty, with a problem noted, if it is invalid.
    static Optional<Deadline> read(YamlNode node, ReadContext context) {
        if (!DateOffsetReader.isMeantBy(node.word())) {
            return DueDateReader.read(node, context.zone(), context.workingTime())
                    .map(FromEvent::new);
        }
        var reader = new DateOffsetReader(context.zone(), context.workingTime(), DateOffsetReader.MOST_DAYS);
        return reader.path(node)
                .flatMap(path -> DateField.read(node, path, context.facts()))
                .flatMap(field -> reader.due(node, field.hasTime())
                        .map(offset -> new FromDate(field, offset, context.yearlyDate(field))));
    }

    /// The moment, in whole seconds.
    ///
    /// @param calendar of the person whose task it is; `null` for that of the book
    /// @param warnings receives what is missing or doubtful
    Instant of(CrmEvent event, @Nullable WorkingTime calendar, Consumer<String> warnings);

    /// Whether it depends on the calendar.
    boolean dependsOnCalendar();

    /// The path of the fact that it needs; none if it needs none.
    Stream<String> paths();

    /// Counted from the event.
    record FromEvent(DueDate due) implements Deadline {

        @Override
        public Instant of(CrmEvent event, @Nullable WorkingTime calendar, Consumer<String> warnings) {
            return due.in(calendar).after(event.time(), warnings);
        }

        @Override
        public boolean dependsOnCalendar() {
            return due.dependsOnCalendar();
        }

        @Override
        public Stream<String> paths() {
            return Stream.of();
        }
    }

    /// Counted from a date among the facts. What would be due before the event is due at once, and so is what has no
    /// date.
    ///
    /// @param yearly the date of the rule, if it is this one and comes again each year; else `null`
    record FromDate(
            DateField field, DateOffset offset, @Nullable YearlyDate yearly) implements Deadline {

        @Override
        public Instant of(CrmEvent event, @Nullable WorkingTime calendar, Consumer<String> warnings) {
            var now = event.time().truncatedTo(ChronoUnit.SECONDS);
            var date = field.in(event.facts());
            if (date.isEmpty()) {
                warnings.accept(field.path() + " is missing, the task is due at once");
                return now;
            }
            var counted = yearly == null ? date.get() : yearly.of(date.get(), event.time());
            var due = offset.in(calendar).from(counted, warnings);
            return due.isBefore(now) ? now : due;
        }

        @Override
        public boolean dependsOnCalendar() {
            return offset.dependsOnCalendar();
        }

        @Override
        public Stream<String> paths() {
            return Stream.of(field.path());
        }
    }
}
