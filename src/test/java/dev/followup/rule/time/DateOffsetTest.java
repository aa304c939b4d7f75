package dev.followup.rule.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The comparison of moments before and after dates with a model that steps from minute to minute and from day
/// to day. Days of clock changes, year ends and leap days are more frequent than in reality.
class DateOffsetTest {

    private static final List<Place> PLACES = List.of(
            new Place(ZoneId.of("Europe/Moscow"), LocalDate.parse("2026-12-27")),
            new Place(ZoneId.of("Europe/Moscow"), LocalDate.parse("2028-02-25")),
            new Place(ZoneId.of("America/New_York"), LocalDate.parse("2026-03-05")),
            new Place(ZoneId.of("America/New_York"), LocalDate.parse("2026-10-29")),
            new Place(ZoneId.of("America/New_York"), LocalDate.parse("2028-02-25")));

    /// A zone, and the first of some days around which its clock or its calendar is special.
    private record Place(ZoneId zone, LocalDate from) {}

    private final Random random = new Random(20261128);

    @Test
    void days_before_and_after_a_date_are_those_of_the_calendar() {
        for (int i = 0; i < 3_000; i++) {
            var time = random.nextBoolean()
                    ? anyTime()
                    : WorkingTime.always(anyTime().zone());
            var date = anyDate(time.zone());
            int days = random.nextInt(6);
            boolean isBefore = random.nextBoolean();
            var wall = random.nextBoolean() ? LocalTime.of(random.nextInt(24), random.nextInt(60)) : null;
            var offset = new DateOffset.Days(days, isBefore, wall, time, true);

            assertThat(offset.from(date, _ -> {}))
                    .as("%s from %s", offset, date)
                    .isEqualTo(model(offset, date));
        }
    }

    private static Instant model(DateOffset.Days offset, CrmDate date) {
        var time = offset.time();
        var start = LocalDateTime.ofInstant(date.at(), time.zone());
        var day = start.toLocalDate();
        int step = offset.isBefore() ? -1 : 1;
        for (int left = offset.days(); left > 0 || !isWorked(time, day); ) {
            day = day.plusDays(step);
            left -= isWorked(time, day) ? 1 : 0;
        }
        var wall = offset.wall();
        if (wall == null) {
            wall = date.hasTime() ? within(time, start.toLocalTime()) : end(time);
        }
        return moment(day.atTime(wall), time.zone());
    }

    /// The first moment at which clocks show this, else what they would show if they had not been changed.
    private static Instant moment(LocalDateTime wall, ZoneId zone) {
        var from = wall.toInstant(ZoneOffset.UTC).minus(Duration.ofHours(15));
        for (int minute = 0; minute < 30 * 60; minute++) {
            var candidate = from.plus(Duration.ofMinutes(minute));
            if (LocalDateTime.ofInstant(candidate, zone).equals(wall)) {
                return candidate;
            }
        }
        var before = zone.getRules()
                .getOffset(wall.minusHours(6).toInstant(ZoneOffset.UTC).minusSeconds(0));
        return wall.toInstant(before);
    }

    private static boolean isWorked(WorkingTime time, LocalDate day) {
        return time.extraDays().contains(day)
                || (time.days().contains(day.getDayOfWeek()) && !time.holidays().contains(day));
    }

    private static LocalTime within(WorkingTime time, LocalTime wall) {
        for (var span : time.hours()) {
            var minutes = span.length().toMinutes();
            for (long minute = 0; minute <= minutes; minute++) {
                var inside = span.from().toSecondOfDay() / 60 + minute;
                if (inside >= wall.toSecondOfDay() / 60) {
                    return inside == wall.toSecondOfDay() / 60 ? wall : LocalTime.ofSecondOfDay(inside * 60 % 86_400);
                }
            }
        }
        var last = time.hours().getLast();
        return last.from().plus(last.length());
    }

    private static LocalTime end(WorkingTime time) {
        var last = time.hours().getLast();
        var end = last.from().plus(last.length());
        return end.equals(LocalTime.MIDNIGHT) ? LocalTime.of(23, 59) : end;
    }

    @Test
    void so_much_working_time_is_left_until_a_date_or_has_passed_since() {
        for (int i = 0; i < 2_000; i++) {
            var time = anyTime();
            var date = anyDate(time.zone());
            int minutes = random.nextInt(4) == 0 ? 0 : random.nextInt(1000);
            var offset = new DateOffset.Worked(Duration.ofMinutes(minutes), true, time);

            assertThat(offset.from(date, _ -> {}))
                    .as("%s from %s", offset, date)
                    .isEqualTo(steppedBack(time, date.at(), minutes));
        }
    }

    private static Instant steppedBack(WorkingTime time, Instant date, int minutes) {
        var now = date;
        int left = minutes;
        while (left > 0) {
            now = now.minusSeconds(60);
            left -= isWorkingMinute(time, now) ? 1 : 0;
        }
        while (minutes == 0 && !isWorkingMinute(time, now) && !isWorkingMinute(time, now.minusSeconds(60))) {
            now = now.minusSeconds(60);
        }
        return now;
    }

    private static boolean isWorkingMinute(WorkingTime time, Instant start) {
        var wall = LocalDateTime.ofInstant(start, time.zone());
        return isWorked(time, wall.toLocalDate())
                && time.hours().stream()
                        .anyMatch(span -> !wall.toLocalTime().isBefore(span.from())
                                && Duration.between(span.from(), wall.toLocalTime())
                                                .compareTo(span.length())
                                        < 0);
    }

    @Test
    void elapsed_time_takes_no_notice_of_clocks() {
        var date = new CrmDate(Instant.parse("2026-11-01T06:30:00Z"), true);

        assertThat(new DateOffset.Elapsed(Duration.ofDays(-1)).from(date, _ -> {}))
                .isEqualTo("2026-10-31T06:30:00Z");
    }

    @Test
    void counts_in_the_calendar_of_a_person_who_has_one() {
        var zone = ZoneId.of("Europe/Moscow");
        var book = office(zone, Set.of());
        var own = office(ZoneId.of("Asia/Omsk"), Set.of());
        var elapsed = new DateOffset.Elapsed(Duration.ofHours(1));
        var worked = new DateOffset.Worked(Duration.ofHours(1), true, book);
        var days = new DateOffset.Days(1, true, null, book, true);
        var plain = new DateOffset.Days(1, true, null, WorkingTime.always(zone), false);

        assertThat(List.of(elapsed, worked, days, plain))
                .allSatisfy(offset -> assertThat(offset.in(null)).isEqualTo(offset));
        assertThat(elapsed.in(own)).isEqualTo(elapsed);
        assertThat(worked.in(own)).isEqualTo(new DateOffset.Worked(Duration.ofHours(1), true, own));
        assertThat(days.in(own)).isEqualTo(new DateOffset.Days(1, true, null, own, true, zone));
        assertThat(plain.in(own))
                .isEqualTo(new DateOffset.Days(1, true, null, WorkingTime.always(own.zone()), false, zone));
        assertThat(List.of(elapsed, worked, days, plain))
                .extracting(DateOffset::dependsOnCalendar)
                .containsExactly(false, true, true, true);
    }

    @Test
    void a_date_without_a_time_of_day_is_the_day_of_the_book_whoever_has_the_calendar() {
        var zone = ZoneId.of("Europe/Moscow");
        var west = office(ZoneId.of("Europe/Kaliningrad"), Set.of());
        var day = new CrmDate(LocalDate.of(2027, 3, 2).atStartOfDay(zone).toInstant(), false);
        var eve = new DateOffset.Days(1, true, LocalTime.of(10, 0), WorkingTime.always(zone), false);

        assertThat(eve.from(day, _ -> {})).isEqualTo("2027-03-01T07:00:00Z");
        assertThat(eve.in(west).from(day, _ -> {})).isEqualTo("2027-03-01T08:00:00Z");
        assertThat(eve.in(office(ZoneId.of("Asia/Omsk"), Set.of())).from(day, _ -> {}))
                .isEqualTo("2027-03-01T04:00:00Z");
    }

    @Test
    void warns_of_a_moment_in_a_year_whose_holidays_the_book_does_not_know() {
        var known = office(ZoneId.of("Europe/Moscow"), Set.of(LocalDate.of(2026, 1, 1)));
        var offsets = List.of(
                new DateOffset.Worked(Duration.ofHours(1), true, known),
                new DateOffset.Days(1, true, null, known, true));
        for (var offset : offsets) {
            var warnings = new ArrayList<String>();
            offset.from(new CrmDate(Instant.parse("2026-12-10T09:00:00Z"), true), warnings::add);
            assertThat(warnings).isEmpty();
            offset.from(new CrmDate(Instant.parse("2027-12-10T09:00:00Z"), true), warnings::add);
            assertThat(warnings).singleElement().asString().endsWith("and the book has no holidays for 2027");
        }
    }

    private static WorkingTime office(ZoneId zone, Set<LocalDate> holidays) {
        return new WorkingTime(
                zone,
                EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
                List.of(new WorkingHours(LocalTime.of(9, 0), Duration.ofHours(9))),
                holidays,
                Set.of());
    }

    @Test
    void the_29th_of_february_is_the_28th_in_other_years() {
        for (var zone : List.of(ZoneId.of("Europe/Moscow"), ZoneId.of("America/New_York"))) {
            var born = new CrmDate(LocalDate.of(2000, 2, 29).atStartOfDay(zone).toInstant(), false);

            assertThat(born.inYear(2027, zone).day(zone)).isEqualTo("2027-02-28");
            assertThat(born.inYear(2028, zone).day(zone)).isEqualTo("2028-02-29");
            assertThat(born.inYear(2100, zone).day(zone)).isEqualTo("2100-02-28");
        }
    }

    @Test
    void a_day_lasts_until_midnight_whatever_the_clocks_do() {
        var zone = ZoneId.of("America/New_York");
        var day = new CrmDate(LocalDate.of(2026, 11, 1).atStartOfDay(zone).toInstant(), false);

        assertThat(day.end(zone)).isEqualTo("2026-11-02T05:00:00Z");
        assertThat(day.key(zone)).isEqualTo("2026-11-01");
    }

    private CrmDate anyDate(ZoneId zone) {
        var place =
                PLACES.stream().filter(one -> one.zone().equals(zone)).toList().get(random.nextInt(2));
        var day = place.from().plusDays(random.nextInt(6));
        boolean hasTime = random.nextBoolean();
        var start = day.atStartOfDay(zone).toInstant();
        return new CrmDate(hasTime ? start.plus(Duration.ofMinutes(random.nextInt(1440))) : start, hasTime);
    }

    private WorkingTime anyTime() {
        var zone = PLACES.get(random.nextInt(PLACES.size())).zone();
        var days = EnumSet.of(DayOfWeek.of(1 + random.nextInt(7)), DayOfWeek.TUESDAY, DayOfWeek.FRIDAY);
        var hours = random.nextBoolean()
                ? List.of(new WorkingHours(LocalTime.of(9, 0), Duration.ofHours(9)))
                : List.of(
                        new WorkingHours(LocalTime.of(8, 30), Duration.ofMinutes(200)),
                        new WorkingHours(LocalTime.of(14, 0), Duration.ofHours(10)));
        var holiday = PLACES.get(random.nextInt(PLACES.size())).from().plusDays(random.nextInt(8));
        return new WorkingTime(zone, days, hours, Set.of(holiday), Set.of(holiday.plusDays(1)));
    }
}
