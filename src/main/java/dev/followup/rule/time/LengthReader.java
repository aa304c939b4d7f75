package dev.followup.rule.time;

import static java.time.temporal.ChronoUnit.HOURS;

import dev.followup.yaml.YamlNode;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/// The reader of lengths of time, such as `2h`, `30m working` or `3d`, by which moments are counted. A length that is
/// too long, or that needs a setting which the book lacks, is noted as a problem.
///
/// @param zone the zone of the book; `null` if it names none
/// @param workingTime the working time of the book; `null` if it has none
/// @param mostDays the longest, in days of the calendar
record LengthReader(@Nullable ZoneId zone, @Nullable WorkingTime workingTime, int mostDays) {

    /// A length as a part of a pattern.
    static final String PATTERN = "(?<amount>\\d{1,9})(?<unit>[mhd])(?<working> working)?";

    private static final int DAYS_OF_WEEK = 7;

    /// The duration that minutes or hours are.
    static Duration duration(Matcher form) {
        int amount = Integer.parseInt(form.group("amount"));
        return form.group("unit").equals("h") ? Duration.ofHours(amount) : Duration.ofMinutes(amount);
    }

    static boolean isWorking(Matcher form) {
        return form.group("working") != null;
    }

    /// The calendar in which days are counted; empty, with a problem noted, if the book has none or they are
    /// too many.
    ///
    /// @param isWorking whether working days are meant
    Optional<WorkingTime> calendar(YamlNode node, int days, boolean isWorking) {
        var calendar = isWorking ? required(node) : anyTime(node);
        return calendar.filter(time -> {
            int most = mostDays * time.days().size() / DAYS_OF_WEEK;
            return fits(node, days <= most, most + (isWorking ? " working days" : " days"));
        });
    }

    /// The working time in which a duration is counted; empty, with a problem noted, if the book has none or it is
    /// too long.
    Optional<WorkingTime> workingTime(YamlNode node, Duration duration) {
        return required(node).filter(time -> {
            var most = Duration.ofSeconds(time.perWeek().toSeconds() * mostDays / DAYS_OF_WEEK)
                    .truncatedTo(HOURS);
            return fits(node, duration.compareTo(most) <= 0, most.toHours() + " working hours");
        });
    }

    /// Whether elapsed time is short enough; else a problem is noted.
    boolean fits(YamlNode node, Duration elapsed) {
        return fits(node, elapsed.compareTo(Duration.ofDays(mostDays)) <= 0, mostDays + " days");
    }

    private static boolean fits(YamlNode node, boolean fits, String most) {
        if (!fits) {
            node.refuse("at most " + most);
        }
        return fits;
    }

    private Optional<WorkingTime> required(YamlNode node) {
        if (workingTime == null) {
            node.object("found \"" + node.word() + "\", which needs the book's working-time");
        }
        return Optional.ofNullable(workingTime);
    }

    private Optional<WorkingTime> anyTime(YamlNode node) {
        if (zone == null) {
            node.object("found \"" + node.word() + "\", which needs the book's zone, such as Europe/Moscow");
        }
        return Optional.ofNullable(zone).map(WorkingTime::always);
    }
}
