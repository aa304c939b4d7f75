package dev.followup.rule.time;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import dev.followup.text.LogText;
import dev.followup.yaml.YamlNode;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The reader of schedules: the value of `every`.
public final class CronScheduleReader {

    private static final CronParser UNIX = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    /// Five fields, without the extensions of the library's own language.
    private static final Pattern FORM = Pattern.compile("[\\w*,/-]+( +[\\w*,/-]+){4}");

    private static final String EXPECTED =
            "minute, hour, day, month and day of week in quotes, such as \"0 9 * * MON-FRI\"";

    /// A time before which no schedule matters: a schedule that has no execution after it has none at all.
    private static final ZonedDateTime ANY_TIME = ZonedDateTime.parse("2026-01-01T00:00:00Z");

    private CronScheduleReader() {}

    /// Reads a schedule; empty, with a problem noted, if it is invalid or the book has no zone.
    ///
    /// @param zone the zone of the book; `null` if it names none
    public static Optional<CronSchedule> read(YamlNode node, @Nullable ZoneId zone) {
        if (zone == null) {
            node.object("found \"every\", which needs the book's zone, such as Europe/Moscow");
        }
        var times = times(node);
        return zone == null ? Optional.empty() : times.map(found -> new CronSchedule(found, zone));
    }

    private static Optional<ExecutionTime> times(YamlNode node) {
        if (node.isPlain() || !FORM.matcher(node.word()).matches()) {
            node.refuse(EXPECTED);
            return Optional.empty();
        }
        try {
            var times = ExecutionTime.forCron(UNIX.parse(node.word()));
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
}
