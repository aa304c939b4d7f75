package dev.followup.rule.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.followup.rule.RuleFixtures;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The comparison with a model that steps through time minute by minute. Days of clock changes and year ends
/// are more frequent than in reality.
class WorkingTimeTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /// Zones with their special days: clocks change by an hour, by half an hour, at midnight; a whole day is
    /// skipped.
    private static final List<Place> PLACES = List.of(
            new Place("Europe/Berlin", "2026-03-27"),
            new Place("Europe/Berlin", "2026-10-23"),
            new Place("America/New_York", "2026-10-30"),
            new Place("Australia/Lord_Howe", "2026-04-03"),
            new Place("Africa/Cairo", "2026-04-22"),
            new Place("Pacific/Apia", "2011-12-28"),
            new Place("Europe/Moscow", "2026-12-29"),
            new Place("UTC", "2028-02-27"));

    private final Random random = new Random(20261121);

    private record Place(String zone, String from) {

        Instant moment(Random random) {
            return LocalDate.parse(from)
                    .atStartOfDay(ZoneId.of(zone))
                    .toInstant()
                    .plus(Duration.ofMinutes(random.nextInt(5 * 1440)));
        }
    }

    @Test
    void working_time_has_passed_when_as_many_working_minutes_have() {
        for (int i = 0; i < 2_000; i++) {
            var place = any(PLACES);
            var time = anyTime(place);
            var event = place.moment(random);
            int minutes = random.nextInt(4) == 0 ? 0 : random.nextInt(1000);

            assertThat(time.after(event, Duration.ofMinutes(minutes)))
                    .as("%d working minutes after %s in %s", minutes, event, time)
                    .isEqualTo(steppedThrough(time, event, minutes));
        }
    }

    private static Instant steppedThrough(WorkingTime time, Instant event, int minutes) {
        var now = event;
        int left = minutes;
        while (left > 0) {
            left -= isWorkingMinute(time, now) ? 1 : 0;
            now = now.plus(MINUTE);
        }
        while (minutes == 0 && !isWorkingMinute(time, now) && !isWorkingMinute(time, now.minus(MINUTE))) {
            now = now.plus(MINUTE);
        }
        return now;
    }

    private static boolean isWorkingMinute(WorkingTime time, Instant start) {
        var wall = start.atZone(time.zone());
        int minute = wall.get(ChronoField.MINUTE_OF_DAY);
        return isWorkingDay(time, wall.toLocalDate())
                && time.hours().stream().anyMatch(hours -> {
                    int from = hours.from().get(ChronoField.MINUTE_OF_DAY);
                    return from <= minute && minute < from + hours.length().toMinutes();
                });
    }

    private static boolean isWorkingDay(WorkingTime time, LocalDate day) {
        boolean usual = time.days().contains(day.getDayOfWeek());
        return time.extraDays().contains(day) || (usual && !time.holidays().contains(day));
    }

    @Test
    void working_time_in_two_pieces_is_the_same_as_in_one() {
        for (int i = 0; i < 2_000; i++) {
            var place = any(PLACES);
            var time = anyTime(place);
            var event = place.moment(random).plusSeconds(random.nextInt(60));
            var one = Duration.ofMinutes(random.nextInt(2000));
            var two = Duration.ofMinutes(random.nextInt(2000));

            assertThat(time.after(time.after(event, one), two))
                    .as("%s and %s after %s in %s", one, two, event, time)
                    .isEqualTo(time.after(event, one.plus(two)));
        }
    }

    @Test
    void the_nth_working_day_is_a_working_day_with_n_of_them_since() {
        for (int i = 0; i < 2_000; i++) {
            var time = anyTime(any(PLACES));
            var start = LocalDate.of(2026, 12, 1).plusDays(random.nextInt(60));
            int n = random.nextInt(30);

            var day = time.day(start, n);

            long since = start.plusDays(1)
                    .datesUntil(day.plusDays(1))
                    .filter(time::isWorkingDay)
                    .count();
            assertThat(time.isWorkingDay(day)).isTrue();
            assertThat(since).isEqualTo(n == 0 && !time.isWorkingDay(start) ? 1 : n);
        }
    }

    @Test
    void a_due_date_on_working_days_is_not_before_its_event_and_on_the_day_or_the_next() {
        for (int i = 0; i < 2_000; i++) {
            var place = any(PLACES);
            var time = anyTime(place);
            var event = place.moment(random);
            var wall = random.nextBoolean() ? LocalTime.of(random.nextInt(24), 30) : null;
            int n = random.nextInt(4);

            var due =
                    new DueDate.Days(n, wall, time, true).after(event, _ -> {}).atZone(time.zone());

            var day = time.day(event.atZone(time.zone()).toLocalDate(), n);
            assertThat(due.toInstant()).isAfterOrEqualTo(event);
            // only Apia skips a working day whole
            if (!place.zone().equals("Pacific/Apia")) {
                assertThat(due.toLocalDate()).isIn(n == 0 ? List.of(day, time.day(day, 1)) : List.of(day));
            }
        }
    }

    @Test
    void a_time_outside_the_hours_moves_to_the_next_start_or_the_last_end() {
        for (int i = 0; i < 2_000; i++) {
            var time = anyTime(any(PLACES));
            var wall = LocalTime.of(random.nextInt(24), random.nextInt(60));

            var within = time.within(wall);

            boolean inside = time.hours().stream().anyMatch(hours -> hours.hold(wall));
            boolean late = time.hours().stream().allMatch(hours -> hours.from().isBefore(wall));
            assertThat(time.hours())
                    .anyMatch(hours -> hours.hold(within) || hours.until().equals(within));
            assertThat(within.equals(wall)).isEqualTo(inside);
            assertThat(within.isBefore(wall)).isEqualTo(!inside && late);
        }
    }

    /// Borders avoid hours that clock changes double: there the model would have two working spans.
    private WorkingTime anyTime(Place place) {
        var days = EnumSet.of(any(List.of(DayOfWeek.values())));
        for (int i = random.nextInt(6); i > 0; i--) {
            days.add(any(List.of(DayOfWeek.values())));
        }
        var hours = any(List.of(
                List.of(span("09:00", 540)),
                List.of(span("09:00", 240), span("14:00", 240)),
                List.of(span("00:00", 1440)),
                List.of(span("00:00", 360), span("22:00", 120)),
                List.of(span("00:30", 20), span("09:00", 480)),
                List.of(span("04:15", 20), span("08:00", 45), span("22:30", 30))));
        var holidays = new HashSet<LocalDate>();
        var extraDays = new HashSet<LocalDate>();
        for (int i = random.nextInt(8); i > 0; i--) {
            (random.nextInt(3) == 0 ? extraDays : holidays)
                    .add(LocalDate.parse(place.from()).plusDays(random.nextInt(20)));
        }
        holidays.removeAll(extraDays);
        return new WorkingTime(ZoneId.of(place.zone()), days, hours, holidays, extraDays);
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private static WorkingHours span(String from, int minutes) {
        return new WorkingHours(LocalTime.parse(from), Duration.ofMinutes(minutes));
    }

    @Test
    void a_skipped_border_moves_to_the_clock_change_and_a_doubled_one_counts_the_first_time() {
        var night = new WorkingTime(
                ZoneId.of("Europe/Berlin"),
                EnumSet.allOf(DayOfWeek.class),
                List.of(span("01:00", 60), span("02:30", 15), span("03:00", 60)),
                Set.of(),
                Set.of());
        var spring = Instant.parse("2026-03-29T00:00:00Z"); // 01:00
        var autumn = Instant.parse("2026-10-24T23:00:00Z"); // 01:00

        assertThat(night.after(spring, Duration.ofMinutes(61))).isEqualTo(spring.plus(61, ChronoUnit.MINUTES));
        assertThat(night.after(spring, Duration.ofMinutes(121)))
                .isEqualTo(spring.plus(1, ChronoUnit.DAYS)
                        .minus(1, ChronoUnit.HOURS)
                        .plusSeconds(60));
        assertThat(night.after(autumn, Duration.ofMinutes(61))).isEqualTo(autumn.plus(91, ChronoUnit.MINUTES));
    }

    @Test
    void does_not_tire_of_hardly_any_working_time() {
        var hardly = new WorkingTime(
                ZoneId.of("Europe/Moscow"),
                EnumSet.of(DayOfWeek.MONDAY),
                List.of(span("09:00", 1)),
                Set.of(),
                Set.of());

        assertThat(hardly.after(RuleFixtures.MORNING, Duration.ofHours(8))).isEqualTo("2036-01-28T06:01:00Z");
        assertThat(hardly.day(LocalDate.of(2026, 11, 21), 521)).isEqualTo("2036-11-10");
    }

    @Test
    void refuses_to_be_empty() {
        var zone = ZoneId.of("UTC");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WorkingTime(zone, Set.of(), List.of(WorkingHours.ALL), Set.of(), Set.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WorkingTime(zone, Set.of(DayOfWeek.MONDAY), List.of(), Set.of(), Set.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> span("09:00", 0));
        assertThatIllegalArgumentException().isThrownBy(() -> span("23:59", 2));
    }
}
