package dev.followup.rule;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads when a rule fires by the clock: what stands behind `every`.
final class ScheduleReader {

    private static final CronParser UNIX = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    /// Five fields, and none of what the library's own language has besides.
    private static final Pattern FORM = Pattern.compile("[\\w*,/-]+( +[\\w*,/-]+){4}");

    private static final String EXPECTED =
            "minute, hour, day, month and day of week in quotes, such as \"0 9 * * MON-FRI\"";

    /// What a cron has that ever fires, whenever one begins to wait.
    private static final ZonedDateTime ANY_TIME = ZonedDateTime.parse("2026-01-01T00:00:00Z");

    private ScheduleReader() {}

    /// Reads a schedule; empty, and noted, if it is none, or none that can be told in this book.
    ///
    /// @param tasks which tasks it looks at; `null` for none
    static Optional<Schedule> read(Passage passage, @Nullable TaskSearch tasks, Scope book) {
        var zone = book.zone();
        if (zone == null) {
            passage.object("found \"every\", which needs the book's zone, such as Europe/Moscow");
        }
        var times = times(passage);
        return zone == null ? Optional.empty() : times.map(found -> new Schedule(found, zone, tasks));
    }

    private static Optional<ExecutionTime> times(Passage passage) {
        if (passage.isPlain() || !FORM.matcher(passage.word()).matches()) {
            passage.refuse(EXPECTED);
            return Optional.empty();
        }
        try {
            var times = ExecutionTime.forCron(UNIX.parse(passage.word()));
            if (times.nextExecution(ANY_TIME).isEmpty()) {
                passage.refuse("a day that comes");
            }
            return Optional.of(times);
        } catch (IllegalArgumentException wrong) {
            var reason = String.valueOf(wrong.getMessage()).replace("Failed to parse cron expression. ", "");
            passage.refuse(EXPECTED + ": " + Wording.inOneLine(reason));
            return Optional.empty();
        }
    }
}
