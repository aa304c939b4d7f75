package dev.followup.rule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// When a task is due, counted from its event.
sealed interface Due {

    /// No task of a sales team is planned further ahead; a longer one is a slip of the keyboard.
    Duration LONGEST = Duration.ofDays(3650);

    /// What the CRM shows as "all day".
    /// Source: CRM documentation, tasks of API v2, "complete_till_at"; read 2026-11-21.
    LocalTime ALL_DAY = LocalTime.of(23, 59);

    Pattern FORM = Pattern.compile("(?<amount>\\d{1,9})(?<unit>[mhd])(?<working> working)?"
            + "(?: at (?<time>(?:[01]\\d|2[0-3]):[0-5]\\d)|(?<whole> all day))?");

    /// The moment, in whole seconds.
    Instant after(Instant event);

    /// Time that passes, whatever the clocks show.
    record Elapsed(Duration duration) implements Due {

        @Override
        public Instant after(Instant event) {
            return event.plus(duration).truncatedTo(ChronoUnit.SECONDS);
        }
    }

    /// A number of days later. Where that would be before the event, the day after. Wall times that a clock change
    /// skips or doubles are taken as `java.time` takes them.
    ///
    /// @param time the wall time; `null` for that of the event
    record Days(int days, @Nullable LocalTime time, ZoneId zone) implements Due {

        @Override
        public Instant after(Instant event) {
            var start = event.truncatedTo(ChronoUnit.SECONDS).atZone(zone);
            var day = start.toLocalDate().plusDays(days);
            var due = on(day, start);
            return (due.isBefore(start) ? on(day.plusDays(1), start) : due).toInstant();
        }

        private ZonedDateTime on(LocalDate day, ZonedDateTime start) {
            var wall = time == null ? start.toLocalTime() : time;
            return ZonedDateTime.ofLocal(day.atTime(wall), zone, start.getOffset());
        }
    }

    /// Reads `2h` or `1d at 10:00`; empty, and noted, if it is no such thing.
    ///
    /// @param zone what days are counted in; `null` if the book names none
    static Optional<Due> read(Passage passage, @Nullable ZoneId zone) {
        var form = FORM.matcher(passage.word());
        if (!form.matches()) {
            passage.refuse("<n>m, <n>h or <n>d, such as 2h or 1d at 10:00");
            return Optional.empty();
        }
        if (form.group("working") != null) {
            passage.object("found \"" + passage.word() + "\", but this version does not have working time yet");
            return Optional.empty();
        }
        return form.group("unit").equals("d") ? days(passage, form, zone) : elapsed(passage, form);
    }

    private static Optional<Due> elapsed(Passage passage, Matcher form) {
        int amount = Integer.parseInt(form.group("amount"));
        var duration = form.group("unit").equals("h") ? Duration.ofHours(amount) : Duration.ofMinutes(amount);
        if (form.group("time") != null || form.group("whole") != null) {
            passage.refuse("days before a time of day, such as 1d at 10:00");
        }
        return bounded(passage, duration).map(Elapsed::new);
    }

    private static Optional<Due> days(Passage passage, Matcher form, @Nullable ZoneId zone) {
        int days = Integer.parseInt(form.group("amount"));
        if (zone == null) {
            passage.object("found \"" + passage.word() + "\", which needs the book's zone, such as Europe/Moscow");
            return Optional.empty();
        }
        var time = form.group("time") == null ? null : LocalTime.parse(form.group("time"));
        var wall = form.group("whole") == null ? time : ALL_DAY;
        return bounded(passage, Duration.ofDays(days)).map(_ -> new Days(days, wall, zone));
    }

    private static Optional<Duration> bounded(Passage passage, Duration duration) {
        if (duration.compareTo(LONGEST) > 0) {
            passage.refuse("at most " + LONGEST.toDays() + " days");
            return Optional.empty();
        }
        return Optional.of(duration);
    }
}
