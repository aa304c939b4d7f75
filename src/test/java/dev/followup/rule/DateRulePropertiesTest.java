package dev.followup.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.task.WaitRequest.Follow;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The comparison of the times at which rules on dates fire with a model that goes from day to day, and from year to
/// year. Days of clock changes, year ends and leap days are more frequent than in reality.
class DateRulePropertiesTest {

    private static final int DATES = 60;

    private static final List<ZoneId> ZONES =
            List.of(ZoneId.of("Europe/Moscow"), ZoneId.of("America/New_York"), ZoneId.of("Australia/Lord_Howe"));

    private static final List<LocalDate> SPECIAL_DAYS = Stream.of(
                    "2026-12-31", "2028-02-29", "2027-02-28", "2026-03-08", "2026-11-01", "2027-04-04", "2026-10-04")
            .map(LocalDate::parse)
            .toList();

    private static final LocalDate HOLIDAY = LocalDate.parse("2027-01-01");

    private final Random random = new Random(20261128);

    /// Where the date stands, and when the rules on it fire.
    private enum Field {
        DATE(
                "lead.custom_fields.contract_end",
                "7d before at 10:00",
                "0d before at 10:00",
                "1d after at 02:30",
                "on the day at 02:30",
                "3d working before at 10:00",
                "2d working after at 10:00"),
        DATE_TIME(
                "lead.custom_fields.meeting",
                "90m before",
                "2h after",
                "3d before",
                "1d after at 10:00",
                "2d working before at 10:00"),
        BIRTHDAY(
                "lead.custom_fields.birthday",
                "on the day at 10:00",
                "30d before at 10:00",
                "5d after at 02:30",
                "1d working before at 10:00");

        final String path;
        final List<String> fires;

        Field(String path, String... fires) {
            this.path = path;
            this.fires = List.of(fires);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_date_fires_at_the_time_that_the_calendar_says(Field field) {
        for (var zone : ZONES) {
            for (var fire : field.fires) {
                var book = RuleFixtures.book(rule(field, fire, zone));
                for (int i = 0; i < DATES; i++) {
                    var day = SPECIAL_DAYS
                            .get(random.nextInt(SPECIAL_DAYS.size()))
                            .plusDays(random.nextInt(-3, 4));
                    var date = day.atTime(
                            field == Field.DATE_TIME
                                    ? LocalTime.of(random.nextInt(24), random.nextInt(60))
                                    : LocalTime.MIN);
                    var now = date.plusMinutes(random.nextInt(-60 * 24 * 12, 60 * 24 * 12))
                            .atZone(zone)
                            .toInstant()
                            .plusMillis(random.nextInt(1000));
                    var follow = book.follow("a-rule", event(field, date, zone, now), now, false);

                    assertThat(follow.map(Follow::dates).orElse(List.of()))
                            .as("%s %s %s, found at %s", date, fire, zone, now)
                            .extracting(CrmEvent::time)
                            .isEqualTo(model(field, fire, date, zone, now));
                }
            }
        }
    }

    private static String rule(Field field, String fire, ZoneId zone) {
        return """
                zone: %s
                working-time: { days: MON-FRI, hours: "09:00-18:00", holidays: [%s] }
                responsible: 101
                fields:
                  contract_end: { id: 77, type: date }
                  meeting: { id: 78, type: date-time }
                  birthday: { id: 79, type: birthday }
                rules:
                  - name: a-rule
                    on-date: %s
                    fire: %s
                    yearly: %s
                    then: [{ create-task: { text: "Call", due: 1h } }]
                """.formatted(zone, HOLIDAY, field.path, fire, field == Field.BIRTHDAY);
    }

    private static CrmEvent event(Field field, LocalDateTime date, ZoneId zone, Instant now) {
        var value = switch (field) {
            case DATE -> "77: ['" + date.atZone(zone).toOffsetDateTime() + "']";
            case DATE_TIME -> "78: [" + date.atZone(zone).toEpochSecond() + "]";
            case BIRTHDAY -> "79: ['" + date.format(DateTimeFormatter.ofPattern("dd.MM.yyyy")) + "']";
        };
        return new CrmEvent(
                EventKind.LEAD_UPDATED,
                "demo",
                new EntityRef(EntityRef.Type.LEADS, 501),
                now,
                RuleFixtures.facts("{lead: {id: 501, created_at: 1, custom_fields: {%s}}}".formatted(value)),
                "webhook");
    }

    /// A date, and when the rule fires for it.
    private record Time(LocalDateTime date, Instant at) {}

    private static List<Instant> model(Field field, String fire, LocalDateTime date, ZoneId zone, Instant now) {
        boolean isYearly = field == Field.BIRTHDAY;
        var second = now.truncatedTo(ChronoUnit.SECONDS);
        var dates = isYearly
                ? IntStream.range(date.getYear() - 10, date.getYear() + 10).mapToObj(year -> inYear(date, year))
                : Stream.of(date);
        return dates.flatMap(one -> {
                    var time = time(fire, one, zone);
                    var end = field == Field.DATE_TIME
                            ? one
                            : one.toLocalDate().plusDays(1).atStartOfDay();
                    return !time.isBefore(second)
                            ? Stream.of(new Time(one, time))
                            : end.atZone(zone).toInstant().isAfter(second)
                                    ? Stream.of(new Time(one, second))
                                    : Stream.of();
                })
                .sorted(Comparator.comparing(Time::at).thenComparing(Time::date))
                .limit(isYearly ? 2 : 1)
                .map(Time::at)
                .toList();
    }

    private static LocalDateTime inYear(LocalDateTime date, int year) {
        boolean isLeapDay = date.getMonthValue() == 2 && date.getDayOfMonth() == 29;
        return isLeapDay && year % 4 != 0 ? LocalDate.of(year, 2, 28).atTime(date.toLocalTime()) : date.withYear(year);
    }

    private static Instant time(String fire, LocalDateTime date, ZoneId zone) {
        var words = fire.split(" ");
        int step = fire.contains("before") ? -1 : 1;
        var wall = fire.contains(" at ") ? LocalTime.parse(words[words.length - 1]) : date.toLocalTime();
        if (fire.startsWith("on the day")) {
            return date.toLocalDate().atTime(wall).atZone(zone).toInstant();
        }
        int amount = Integer.parseInt(words[0].substring(0, words[0].length() - 1));
        char unit = words[0].charAt(words[0].length() - 1);
        if (unit != 'd') {
            var length = unit == 'm' ? Duration.ofMinutes(amount) : Duration.ofHours(amount);
            return date.atZone(zone).toInstant().plus(length.multipliedBy(step));
        }
        var day = date.toLocalDate();
        for (int left = amount; left > 0; ) {
            day = day.plusDays(step);
            left -= fire.contains("working") && !isWorked(day) ? 0 : 1;
        }
        return day.atTime(wall).atZone(zone).toInstant();
    }

    private static boolean isWorked(LocalDate day) {
        return day.getDayOfWeek() != DayOfWeek.SATURDAY
                && day.getDayOfWeek() != DayOfWeek.SUNDAY
                && !day.equals(HOLIDAY);
    }
}
