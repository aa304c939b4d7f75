package dev.followup.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.rule.DateTrigger.Occurrence;
import dev.followup.rule.action.DateField;
import dev.followup.rule.time.CrmDate;
import dev.followup.rule.time.DateOffset;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The comparison of the times of dates with a model that looks at one day after the other.
class DateTriggerTest {

    private static final List<ZoneId> ZONES = List.of(ZoneId.of("Europe/Moscow"), ZoneId.of("America/New_York"));

    private final Random random = new Random(20261128);

    @Test
    void a_yearly_date_fires_next_as_on_the_calendar_on_the_wall() {
        for (int i = 0; i < 1_000; i++) {
            var zone = ZONES.get(random.nextInt(2));
            var born = random.nextInt(4) == 0
                    ? LocalDate.of(1988, 2, 29)
                    : LocalDate.of(1960, 1, 1).plusDays(random.nextInt(20_000));
            var from = anyMoment();
            int days = random.nextInt(-365, 366);
            var wall = LocalTime.of(random.nextInt(24), random.nextInt(60));

            assertThat(times(trigger(zone, days, wall, true).occurrences(date(born, zone), from)))
                    .as("%s, %d days from it at %s, from %s in %s", born, days, wall, from, zone)
                    .isEqualTo(modelOfYears(born, zone, days, wall, from));
        }
    }

    private static List<Instant> modelOfYears(LocalDate born, ZoneId zone, int days, LocalTime wall, Instant from) {
        var times = new ArrayList<Instant>();
        var today = from.atZone(zone).toLocalDate();
        for (var day = today.minusDays(800); day.isBefore(today.plusDays(1200)); day = day.plusDays(1)) {
            if (isAnniversary(born, day)) {
                times.addAll(model(day, zone, days, wall, from));
            }
        }
        return times.stream().sorted(Comparator.naturalOrder()).limit(2).toList();
    }

    private static boolean isAnniversary(LocalDate born, LocalDate day) {
        boolean isLeapDay = born.getMonthValue() == 2 && born.getDayOfMonth() == 29;
        int dayOfMonth = isLeapDay && !day.isLeapYear() ? 28 : born.getDayOfMonth();
        return day.getMonth() == born.getMonth() && day.getDayOfMonth() == dayOfMonth;
    }

    private static List<Instant> model(LocalDate day, ZoneId zone, int days, LocalTime wall, Instant from) {
        var time = day.plusDays(days).atTime(wall).atZone(zone).toInstant();
        if (!time.isBefore(from)) {
            return List.of(time);
        }
        boolean isOver = !day.plusDays(1).atTime(0, 0).atZone(zone).toInstant().isAfter(from);
        return isOver ? List.of() : List.of(from);
    }

    @Test
    void a_date_fires_at_its_time_or_late_while_it_is_ahead_or_never() {
        for (int i = 0; i < 1_000; i++) {
            var zone = ZONES.get(random.nextInt(2));
            var from = anyMoment();
            var day = from.atZone(zone).toLocalDate().plusDays(random.nextInt(-5, 15));
            int days = random.nextInt(-10, 5);
            var wall = LocalTime.of(random.nextInt(24), random.nextInt(60));

            assertThat(times(trigger(zone, days, wall, false).occurrences(date(day, zone), from)))
                    .as("%s, %d days from it at %s, from %s in %s", day, days, wall, from, zone)
                    .isEqualTo(model(day, zone, days, wall, from));
        }
    }

    private static List<Instant> times(List<Occurrence> occurrences) {
        return occurrences.stream().map(Occurrence::at).toList();
    }

    private static CrmDate date(LocalDate day, ZoneId zone) {
        return new CrmDate(day.atStartOfDay(zone).toInstant(), false);
    }

    private static DateTrigger trigger(ZoneId zone, int days, LocalTime wall, boolean yearly) {
        var written = "%dd %s at %s".formatted(Math.abs(days), days < 0 ? "before" : "after", wall);
        return new DateTrigger(
                new DateField("contact.custom_fields.birthday", false),
                offset(zone, written),
                yearly,
                zone,
                new DateSearch("contact", written));
    }

    /// The offset as a book would have it.
    private static DateOffset offset(ZoneId zone, String written) {
        return RuleFixtures.fire(zone, written);
    }

    /// A moment in whole seconds, often in a leap year or around its end.
    private Instant anyMoment() {
        return Instant.parse(random.nextBoolean() ? "2027-12-15T00:00:00Z" : "2026-02-01T00:00:00Z")
                .plus(Duration.ofSeconds(random.nextInt(120 * 86_400)));
    }
}
