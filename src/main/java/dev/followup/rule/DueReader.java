package dev.followup.rule;

import static java.time.temporal.ChronoUnit.HOURS;

import java.time.Duration;
import java.time.LocalTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads due dates such as `2h`, `15m working` or `1d working at 10:00`.
final class DueReader {

    /// No task of a sales team is planned further ahead; a longer one is a slip of the keyboard.
    private static final int MOST_DAYS = 3650;

    private static final int DAYS_OF_WEEK = 7;

    /// What the CRM shows as "all day".
    /// Source: CRM documentation, tasks of API v2, "complete_till_at"; read 2026-11-21.
    private static final LocalTime ALL_DAY = LocalTime.of(23, 59);

    private static final Pattern FORM = Pattern.compile("(?<amount>\\d{1,9})(?<unit>[mhd])(?<working> working)?"
            + "(?: at (?<wall>(?:[01]\\d|2[0-3]):[0-5]\\d)|(?<whole> all day))?");

    private DueReader() {}

    /// Reads a due date; empty, and noted, if it is none, or none that can be told in this book.
    static Optional<Due> read(Passage passage, Scope scope) {
        var form = FORM.matcher(passage.word());
        if (!form.matches()) {
            passage.refuse("<n>m, <n>h or <n>d, such as 2h or 1d working at 10:00");
            return Optional.empty();
        }
        return form.group("unit").equals("d") ? days(passage, form, scope) : time(passage, form, scope);
    }

    private static Optional<Due> days(Passage passage, Matcher form, Scope scope) {
        int days = Integer.parseInt(form.group("amount"));
        var calendar = isWorking(form) ? workingTime(passage, scope) : anyTime(passage, scope);
        return calendar.filter(time -> {
                    int most = MOST_DAYS * time.days().size() / DAYS_OF_WEEK;
                    return fits(passage, days <= most, most + (isWorking(form) ? " working days" : " days"));
                })
                .map(time -> new Due.Days(days, wall(form), time));
    }

    private static Optional<Due> time(Passage passage, Matcher form, Scope scope) {
        if (form.group("wall") != null || form.group("whole") != null) {
            passage.refuse("days before a time of day, such as 1d at 10:00");
            return Optional.empty();
        }
        int amount = Integer.parseInt(form.group("amount"));
        var duration = form.group("unit").equals("h") ? Duration.ofHours(amount) : Duration.ofMinutes(amount);
        return isWorking(form) ? worked(passage, duration, scope) : elapsed(passage, duration);
    }

    private static Optional<Due> worked(Passage passage, Duration duration, Scope scope) {
        return workingTime(passage, scope)
                .filter(time -> {
                    var most = Duration.ofSeconds(time.perWeek().toSeconds() * MOST_DAYS / DAYS_OF_WEEK)
                            .truncatedTo(HOURS);
                    return fits(passage, duration.compareTo(most) <= 0, most.toHours() + " working hours");
                })
                .map(time -> new Due.Worked(duration, time));
    }

    private static Optional<Due> elapsed(Passage passage, Duration duration) {
        boolean fits = duration.compareTo(Duration.ofDays(MOST_DAYS)) <= 0;
        return fits(passage, fits, MOST_DAYS + " days") ? Optional.of(new Due.Elapsed(duration)) : Optional.empty();
    }

    private static boolean fits(Passage passage, boolean fits, String most) {
        if (!fits) {
            passage.refuse("at most " + most);
        }
        return fits;
    }

    private static boolean isWorking(Matcher form) {
        return form.group("working") != null;
    }

    private static @Nullable LocalTime wall(Matcher form) {
        var wall = form.group("wall") == null ? null : LocalTime.parse(form.group("wall"));
        return form.group("whole") == null ? wall : ALL_DAY;
    }

    private static Optional<WorkingTime> workingTime(Passage passage, Scope scope) {
        if (scope.workingTime() == null) {
            passage.object("found \"" + passage.word() + "\", which needs the book's working-time");
        }
        return Optional.ofNullable(scope.workingTime());
    }

    private static Optional<WorkingTime> anyTime(Passage passage, Scope scope) {
        if (scope.zone() == null) {
            passage.object("found \"" + passage.word() + "\", which needs the book's zone, such as Europe/Moscow");
        }
        return Optional.ofNullable(scope.zone()).map(WorkingTime::always);
    }
}
