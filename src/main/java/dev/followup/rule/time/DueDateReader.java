package dev.followup.rule.time;

import dev.followup.yaml.YamlNode;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The reader of due dates such as `2h`, `15m working` or `1d working at 10:00`.
public final class DueDateReader {

    /// The latest due date. Sales teams plan no task further ahead; a longer one is a typing error.
    private static final int MOST_DAYS = 3650;

    private static final Pattern FORM =
            Pattern.compile(LengthReader.PATTERN + "(?: at (?<wall>(?:[01]\\d|2[0-3]):[0-5]\\d)|(?<whole> all day))?");

    private static final Pattern SHORT_HOUR = Pattern.compile("(?<before>|.* at )(?<time>\\d:[0-5]\\d)");
    private static final Pattern TIME_OF_DAY = Pattern.compile("(?:[01]\\d|2[0-3]):[0-5]\\d");
    private static final Pattern IN_WORDS =
            Pattern.compile("(\\d{1,9}) ?(m|h|d)(?:in|ins|inutes?|rs?|ours?|ays?)?(?: working)?");

    private DueDateReader() {}

    /// Reads a due date; empty, with a problem noted, if it is invalid or needs a setting that the book lacks.
    ///
    /// @param zone the zone of the book; `null` if it names none
    /// @param workingTime the working time of the book; `null` if it has none
    public static Optional<DueDate> read(YamlNode node, @Nullable ZoneId zone, @Nullable WorkingTime workingTime) {
        return read(node, zone, workingTime, MOST_DAYS);
    }

    /// Reads a moment in the grammar of due dates; empty, with a problem noted, if it is invalid or needs a setting
    /// that the book lacks.
    ///
    /// @param mostDays the latest, in days of the calendar
    public static Optional<DueDate> read(
            YamlNode node, @Nullable ZoneId zone, @Nullable WorkingTime workingTime, int mostDays) {
        var form = FORM.matcher(node.word());
        if (!form.matches()) {
            node.refuse(mended(node.word()).orElse("<n>m, <n>h or <n>d, such as 2h or 1d working at 10:00"));
            return Optional.empty();
        }
        var lengths = new LengthReader(zone, workingTime, mostDays);
        return form.group("unit").equals("d") ? days(node, form, lengths) : time(node, form, lengths);
    }

    /// What was probably meant; empty if that cannot be seen.
    private static Optional<String> mended(String word) {
        var hour = SHORT_HOUR.matcher(word);
        var length = IN_WORDS.matcher(word.toLowerCase(Locale.ROOT));
        if (hour.matches()) {
            return Optional.of("two digits for the hour: "
                    + (hour.group("before").isEmpty() ? "0d at " : hour.group("before")) + "0" + hour.group("time"));
        }
        if (length.matches()) {
            return Optional.of(length.group(1) + length.group(2));
        }
        if (word.matches("\\d{1,4}")) {
            return Optional.of("a unit: %sm, %sh or %sd".formatted(word, word, word));
        }
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "today" -> Optional.of("0d at 18:00 or 0d all day");
            case "tomorrow" -> Optional.of("1d at 10:00 or 1d all day");
            default -> TIME_OF_DAY.matcher(word).matches() ? Optional.of("0d at " + word) : Optional.empty();
        };
    }

    private static Optional<DueDate> days(YamlNode node, Matcher form, LengthReader lengths) {
        int days = Integer.parseInt(form.group("amount"));
        return lengths.calendar(node, days, LengthReader.isWorking(form))
                .map(time -> new DueDate.Days(days, wall(form), time, LengthReader.isWorking(form)));
    }

    private static Optional<DueDate> time(YamlNode node, Matcher form, LengthReader lengths) {
        if (form.group("wall") != null || form.group("whole") != null) {
            node.refuse("days before a time of day, such as 1d at 10:00");
            return Optional.empty();
        }
        var duration = LengthReader.duration(form);
        if (LengthReader.isWorking(form)) {
            return lengths.workingTime(node, duration).map(time -> new DueDate.Worked(duration, time));
        }
        return lengths.fits(node, duration) ? Optional.of(new DueDate.Elapsed(duration)) : Optional.empty();
    }

    private static @Nullable LocalTime wall(Matcher form) {
        var wall = form.group("wall") == null ? null : LocalTime.parse(form.group("wall"));
        return form.group("whole") == null ? wall : WorkingTime.END_OF_CALENDAR_DAY;
    }
}
