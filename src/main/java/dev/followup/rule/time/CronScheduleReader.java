package dev.followup.rule.time;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import dev.followup.text.LogText;
import dev.followup.yaml.YamlNode;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The reader of schedules: the value of `every`.
public final class CronScheduleReader {

    private static final CronParser UNIX = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    /// Five fields, without the extensions of the library's own language.
    private static final Pattern FORM = Pattern.compile("[\\w*,/-]+( +[\\w*,/-]+){4}");

    private static final int FIELDS = 5;

    private static final String EXPECTED =
            "minute, hour, day, month and day of week in quotes, such as \"0 9 * * MON-FRI\"";

    /// A time before which no schedule matters: a schedule that has no execution after it has none at all.
    private static final ZonedDateTime ANY_TIME = ZonedDateTime.parse("2026-01-01T00:00:00Z");

    private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
    private static final Pattern RANGE_OF_DAYS =
            Pattern.compile("(SUN|MON|TUE|WED|THU|FRI|SAT)-(MON|TUE|WED|THU|FRI|SAT)");
    private static final Pattern LONG_NAMES = Pattern.compile("(SUN|MON|TUE|WED|THU|FRI|SAT)[A-Z]+");
    private static final Pattern TIME_OF_DAY = Pattern.compile("([01]?\\d|2[0-3]):([0-5]\\d)");

    /// Names of schedules in other crons.
    private static final Map<String, String> NAMES = Map.of(
            "@hourly", "0 * * * *",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@weekly", "0 0 * * SUN",
            "@monthly", "0 0 1 * *",
            "@yearly", "0 0 1 1 *");

    private CronScheduleReader() {}

    /// Reads a schedule; empty, with a problem noted, if it is invalid or the book has no zone.
    ///
    /// @param zone the zone of the book; `null` if it names none
    public static Optional<CronSchedule> read(YamlNode node, @Nullable ZoneId zone) {
        if (zone == null) {
            node.object("found \"every\", which needs the book's zone, such as Europe/Moscow");
        }
        var times = times(node);
        return zone == null
                ? Optional.empty()
                : times.map(found -> new CronSchedule(found, zone, isByElapsedTime(node.word())));
    }

    private static Optional<ExecutionTime> times(YamlNode node) {
        var mended = mended(node.word());
        if (mended.filter(cron -> node.isPlain() || !cron.equals(node.word())).isPresent()) {
            var certain = node.word().contains("?") || node.word().split(" +", -1).length <= FIELDS;
            node.refuse((node.isPlain() ? "it in quotes: " : "")
                    + '"'
                    + mended.get()
                    + '"'
                    + (certain ? "" : " if yours begins with seconds: a cron has five fields here"));
            return Optional.empty();
        }
        if (!FORM.matcher(node.word()).matches()) {
            node.refuse(EXPECTED);
            return Optional.empty();
        }
        try {
            var times = parsed(node.word());
            if (times.nextExecution(ANY_TIME).isEmpty()) {
                node.refuse("a day that exists");
            }
            return Optional.of(times);
        } catch (IllegalArgumentException wrong) {
            var reason = String.valueOf(wrong.getMessage()).replace("Failed to parse cron expression. ", "");
            node.refuse(EXPECTED + ": " + LogText.of(reason));
            return Optional.empty();
        }
    }

    private static ExecutionTime parsed(String cron) {
        return ExecutionTime.forCron(UNIX.parse(withWeeksInOrder(cron)));
    }

    /// Whether it has wildcards for hours or minutes: every hour, every quarter. It goes by elapsed time then.
    static boolean isByElapsedTime(String cron) {
        var fields = List.of(cron.split(" +"));
        return fields.stream().limit(2).anyMatch(field -> field.startsWith("*"));
    }

    /// The same cron with ranges of weekdays in the library's order: the week begins with 0, Sunday, and no
    /// range goes beyond its end.
    static String withWeeksInOrder(String cron) {
        int last = cron.lastIndexOf(' ') + 1;
        var days = Stream.of(cron.substring(last).split(","))
                .map(part -> {
                    var range = RANGE_OF_DAYS.matcher(part);
                    if (!range.matches()) {
                        return part;
                    }
                    int from = DAYS.indexOf(range.group(1)) % 7;
                    int to = DAYS.indexOf(range.group(2));
                    return from <= to ? from + "-" + to : from + "-6,0-" + to;
                })
                .collect(Collectors.joining(","));
        return cron.substring(0, last) + days;
    }

    /// The Unix cron that was meant by another form of schedule; the same for one that is valid, empty if it is not
    /// recognised.
    private static Optional<String> mended(String written) {
        var byName = NAMES.get(written);
        var daily = TIME_OF_DAY.matcher(written);
        if (byName != null || daily.matches()) {
            return Optional.of(
                    byName == null
                            ? Integer.parseInt(daily.group(2)) + " " + Integer.parseInt(daily.group(1)) + " * * *"
                            : byName);
        }
        var fields = List.of(written.strip().replace('?', '*').split("\\s+"));
        if (fields.size() == 6 || fields.size() == 7) {
            fields = fields.subList(1, 6); // seconds before, the year behind
        }
        var cron = String.join(" ", fields);
        var upper = cron.equals(written) ? cron : cron.toUpperCase(Locale.ROOT);
        var shortened = LONG_NAMES
                .matcher(upper.matches(".*[A-Za-z]{4}.*") ? upper.toUpperCase(Locale.ROOT) : upper)
                .replaceAll("$1");
        return isValid(shortened) ? Optional.of(shortened) : Optional.empty();
    }

    private static boolean isValid(String cron) {
        try {
            return FORM.matcher(cron).matches()
                    && parsed(cron).nextExecution(ANY_TIME).isPresent();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
