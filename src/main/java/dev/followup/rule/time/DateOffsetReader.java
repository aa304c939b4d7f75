package dev.followup.rule.time;

import static java.time.temporal.ChronoUnit.HOURS;

import dev.followup.yaml.YamlNode;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The reader of moments that are counted from a date, such as `7d before at 10:00`.
///
/// @param zone the zone of the book; `null` if it names none
/// @param workingTime the working time of the book; `null` if it has none
/// @param mostDays the furthest from the date, in days of the calendar
public record DateOffsetReader(
        @Nullable ZoneId zone, @Nullable WorkingTime workingTime, int mostDays) {

    /// The furthest from a date; a longer time is a typing error.
    public static final int MOST_DAYS = 3650;

    private static final int DAYS_OF_WEEK = 7;

    private static final String WALL = "(?: at (?<wall>(?:[01]\\d|2[0-3]):[0-5]\\d))?";
    private static final String LENGTH = "(?<amount>\\d{1,9})(?<unit>[mhd])(?<working> working)? (?<side>before|after)";
    private static final Pattern FIRE = Pattern.compile("(?:(?<same>on the day)|" + LENGTH + ")" + WALL);
    private static final Pattern DUE = Pattern.compile(LENGTH + " (?<path>[^ ]+)" + WALL);

    private static final String EXPECTED_FIRE =
            "<n>m, <n>h or <n>d before or after, such as 7d before at 10:00, or on the day at 10:00";
    private static final String EXPECTED_DUE =
            "<n>m, <n>h or <n>d before or after a date, such as 1d working before lead.custom_fields.contract_end";

    /// Whether a text is to be a moment that is counted from a date.
    public static boolean isMeantBy(String word) {
        return word.contains(" before ") || word.contains(" after ");
    }

    /// Reads when a rule on a date fires; empty, with a problem noted, if it is invalid.
    ///
    /// @param hasTime whether the date has a time of day
    public Optional<DateOffset> fire(YamlNode node, boolean hasTime) {
        var form = FIRE.matcher(node.word());
        if (!form.matches()) {
            node.refuse(EXPECTED_FIRE);
            return Optional.empty();
        }
        boolean isDays = form.group("same") != null || form.group("unit").equals("d");
        if (isDays && !hasTime && form.group("wall") == null) {
            node.object("found \"%s\", but the date has no time of day, expected %1$s at 10:00".formatted(node.word()));
            return Optional.empty();
        }
        return offset(node, form, form.group("same") != null, hasTime);
    }

    /// The path of the date from which a deadline is counted; empty, with a problem noted, if it is invalid.
    public Optional<String> path(YamlNode node) {
        var form = DUE.matcher(node.word());
        if (!form.matches()) {
            node.refuse(EXPECTED_DUE);
            return Optional.empty();
        }
        return Optional.of(form.group("path"));
    }

    /// Reads a deadline that is counted from a date and has a path; empty, with a problem noted, if it is invalid.
    ///
    /// @param hasTime whether the date has a time of day
    public Optional<DateOffset> due(YamlNode node, boolean hasTime) {
        var form = DUE.matcher(node.word());
        return form.matches() ? offset(node, form, false, hasTime) : Optional.empty();
    }

    private Optional<DateOffset> offset(YamlNode node, Matcher form, boolean isSameDay, boolean hasTime) {
        boolean isBefore = !isSameDay && form.group("side").equals("before");
        if (isSameDay || form.group("unit").equals("d")) {
            int days = isSameDay ? 0 : Integer.parseInt(form.group("amount"));
            boolean isWorking = !isSameDay && form.group("working") != null;
            var calendar = isWorking ? required(node) : anyTime(node);
            return calendar.filter(time -> {
                        int most = mostDays * time.days().size() / DAYS_OF_WEEK;
                        return fits(node, days <= most, most + (isWorking ? " working days" : " days"));
                    })
                    .map(time -> new DateOffset.Days(days, isBefore, wall(form), time));
        }
        if (!hasTime) {
            node.object("found \"%s\", but the date has no time of day, expected days, such as 1d before at 10:00"
                    .formatted(node.word()));
            return Optional.empty();
        }
        if (form.group("wall") != null) {
            node.refuse("days with a time of day, such as 1d before at 10:00");
            return Optional.empty();
        }
        int amount = Integer.parseInt(form.group("amount"));
        var duration = form.group("unit").equals("h") ? Duration.ofHours(amount) : Duration.ofMinutes(amount);
        return form.group("working") == null ? elapsed(node, duration, isBefore) : worked(node, duration, isBefore);
    }

    private Optional<DateOffset> elapsed(YamlNode node, Duration duration, boolean isBefore) {
        boolean fits = duration.compareTo(Duration.ofDays(mostDays)) <= 0;
        return fits(node, fits, mostDays + " days")
                ? Optional.of(new DateOffset.Elapsed(isBefore ? duration.negated() : duration))
                : Optional.empty();
    }

    private Optional<DateOffset> worked(YamlNode node, Duration duration, boolean isBefore) {
        return required(node)
                .filter(time -> {
                    var most = Duration.ofSeconds(time.perWeek().toSeconds() * mostDays / DAYS_OF_WEEK)
                            .truncatedTo(HOURS);
                    return fits(node, duration.compareTo(most) <= 0, most.toHours() + " working hours");
                })
                .map(time -> new DateOffset.Worked(duration, isBefore, time));
    }

    private static @Nullable LocalTime wall(Matcher form) {
        return form.group("wall") == null ? null : LocalTime.parse(form.group("wall"));
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
