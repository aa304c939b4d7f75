package dev.followup.rule.time;

import static org.assertj.core.api.Assertions.assertThat;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronScheduleTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOURS = Duration.ofHours(9);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 9 * * MON-FRI | 2026-11-20T08:00:00Z
            0 9 * * *       | 2026-11-21T08:00:00Z
            */15 * * * *    | 2026-11-21T10:45:00Z
            59 11 * * *     | 2026-11-20T10:59:00Z
            0 12 * * *      | 2026-11-20T11:00:00Z
            0 9 1 * MON     | 2026-11-16T08:00:00Z
            0 9 * * 7       | 2026-11-15T08:00:00Z
            30 17 31 * *    | 2026-10-31T16:30:00Z
            0 0 29 2 *      | 2024-02-28T23:00:00Z
            """)
    void is_due_at_its_latest_time(String cron, Instant slot) {
        var now = Instant.parse("2026-11-21T10:58:59.999Z");
        assertThat(schedule(cron, BERLIN).latest(Instant.EPOCH, now)).contains(slot);
    }

    @Test
    void is_due_from_its_time_until_it_was_checked() {
        var slot = Instant.parse("2026-11-20T08:00:00Z");
        var nine = schedule("0 9 * * *", BERLIN);
        assertThat(nine.latest(slot.minus(MINUTE), slot.minusMillis(1))).isEmpty();
        assertThat(nine.latest(slot.minus(MINUTE), slot)).contains(slot);
        assertThat(nine.latest(slot.minusMillis(1), slot.plus(MINUTE))).contains(slot);
        assertThat(nine.latest(slot, slot.plus(MINUTE))).isEmpty();
        assertThat(nine.latest(slot.plus(MINUTE), slot.minus(MINUTE))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            30 1 * * *    | 2026-03-29T00:30:00Z
            30 2 * * *    | 2026-03-29T01:00:00Z
            */20 2 * * *  | 2026-03-29T01:00:00Z
            30 2 * * SUN  | 2026-03-29T01:00:00Z
            0 3 * * *     | 2026-03-29T01:00:00Z
            30 3 * * *    | 2026-03-29T01:30:00Z
            30 1-3 * * *  | 2026-03-29T00:30:00Z 2026-03-29T01:00:00Z 2026-03-29T01:30:00Z
            """)
    void a_time_that_the_clocks_skip_is_due_at_the_change(String cron, String slots) {
        assertThat(slots(schedule(cron, BERLIN), Instant.parse("2026-03-28T23:30:00Z"), Duration.ofHours(12)))
                .isEqualTo(instants(slots));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            30 1 * * *    | 2026-10-24T23:30:00Z
            30 2 * * *    | 2026-10-25T00:30:00Z
            0,30 2 * * *  | 2026-10-25T00:00:00Z 2026-10-25T00:30:00Z
            30 2 * * SUN  | 2026-10-25T00:30:00Z
            0 3 * * *     | 2026-10-25T02:00:00Z
            """)
    void a_fixed_time_that_the_clocks_repeat_is_due_once(String cron, String slots) {
        assertThat(slots(schedule(cron, BERLIN), Instant.parse("2026-10-24T23:00:00Z"), Duration.ofHours(6)))
                .isEqualTo(instants(slots));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 * * * *     | 2026-10-25T00:00:00Z 2026-10-25T01:00:00Z 2026-10-25T02:00:00Z
            */30 2 * * *  | 2026-10-25T00:00:00Z 2026-10-25T00:30:00Z 2026-10-25T01:00:00Z 2026-10-25T01:30:00Z
            0 */2 * * *   | 2026-10-25T00:00:00Z 2026-10-25T01:00:00Z
            """)
    void every_hour_and_every_quarter_go_on_by_elapsed_time_while_the_clocks_repeat_an_hour(String cron, String slots) {
        assertThat(slots(schedule(cron, BERLIN), Instant.parse("2026-10-24T23:00:00Z"), Duration.ofHours(3)))
                .isEqualTo(instants(slots));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 9 * * SUN-THU | 0 9 * * 0-4
            0 9 * * FRI-MON | 0 9 * * 5-6,0-1
            0 9 * * MON-FRI | 0 9 * * 1-5
            0 9 * * MON,WED | 0 9 * * MON,WED
            """)
    void weeks_may_begin_on_any_day(String cron, String inOrder) {
        assertThat(CronScheduleReader.withWeeksInOrder(cron)).isEqualTo(inOrder);
        assertThat(schedule(cron, BERLIN).latest(Instant.EPOCH, Instant.parse("2026-11-23T12:00:00Z")))
                .contains(Instant.parse("2026-11-23T08:00:00Z"));
    }

    /// Around the changes of clocks: Lord Howe's change by half an hour, Kathmandu's never.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Europe/Berlin       | 2026-03-28T21:00:00Z 2026-10-24T21:00:00Z
            Australia/Lord_Howe | 2026-04-04T11:00:00Z 2026-10-03T11:00:00Z
            Asia/Kathmandu      | 2026-03-28T21:00:00Z
            """)
    void checked_every_minute_it_is_due_at_every_wall_time_once_and_in_order(ZoneId zone, String starts) {
        for (var cron : List.of("*/7 * * * *", "10,40 1-3 * * *", "59 23 * * *", "0 0 * * SUN")) {
            for (var start : instants(starts)) {
                assertThat(slots(schedule(cron, zone), start, HOURS))
                        .as("%s in %s from %s", cron, zone, start)
                        .isEqualTo(wallTimes(cron, zone, start, start.plus(HOURS)));
            }
        }
    }

    /// The due moments of a schedule that is checked every minute.
    private static List<Instant> slots(CronSchedule schedule, Instant start, Duration length) {
        var slots = new ArrayList<Instant>();
        for (var tick = start.plus(MINUTE); !tick.isAfter(start.plus(length)); tick = tick.plus(MINUTE)) {
            schedule.latest(tick.minus(MINUTE), tick).ifPresent(slots::add);
        }
        return slots;
    }

    /// The moments of all wall-clock times that match, found by trying each minute of the wall clock.
    private static List<Instant> wallTimes(String cron, ZoneId zone, Instant after, Instant until) {
        var times = times(cron);
        var first = LocalDateTime.ofInstant(after, zone).minusHours(3);
        var moments = new ArrayList<Instant>();
        for (var wall = first; wall.isBefore(first.plusHours(15)); wall = wall.plusMinutes(1)) {
            if (times.isMatch(wall.atZone(ZoneOffset.UTC))) {
                moments.add(WorkingHours.moment(wall, zone));
                if (CronScheduleReader.isByElapsedTime(cron)
                        && zone.getRules().getValidOffsets(wall).size() > 1) {
                    moments.add(wall.atZone(zone).withLaterOffsetAtOverlap().toInstant());
                }
            }
        }
        return moments.stream()
                .filter(moment -> moment.isAfter(after) && !moment.isAfter(until))
                .distinct()
                .sorted()
                .toList();
    }

    private static List<Instant> instants(String written) {
        return List.of(written.split(" ")).stream().map(Instant::parse).toList();
    }

    private static CronSchedule schedule(String cron, ZoneId zone) {
        return new CronSchedule(times(cron), zone, CronScheduleReader.isByElapsedTime(cron));
    }

    private static ExecutionTime times(String cron) {
        return ExecutionTime.forCron(new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX))
                .parse(CronScheduleReader.withWeeksInOrder(cron)));
    }
}
