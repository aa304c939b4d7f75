package dev.followup.rule.time;

import dev.followup.yaml.YamlNode;
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

    private static final String WALL = "(?: at (?<wall>(?:[01]\\d|2[0-3]):[0-5]\\d))?";
    private static final String LENGTH = LengthReader.PATTERN + " (?<side>before|after)";
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
        var lengths = new LengthReader(zone, workingTime, mostDays);
        boolean isBefore = !isSameDay && form.group("side").equals("before");
        if (isSameDay || form.group("unit").equals("d")) {
            int days = isSameDay ? 0 : Integer.parseInt(form.group("amount"));
            boolean isWorking = !isSameDay && LengthReader.isWorking(form);
            return lengths.calendar(node, days, isWorking)
                    .map(time -> new DateOffset.Days(days, isBefore, wall(form), time, isWorking));
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
        var duration = LengthReader.duration(form);
        if (LengthReader.isWorking(form)) {
            return lengths.workingTime(node, duration).map(time -> new DateOffset.Worked(duration, isBefore, time));
        }
        return lengths.fits(node, duration)
                ? Optional.of(new DateOffset.Elapsed(isBefore ? duration.negated() : duration))
                : Optional.empty();
    }

    private static @Nullable LocalTime wall(Matcher form) {
        return form.group("wall") == null ? null : LocalTime.parse(form.group("wall"));
    }
}
