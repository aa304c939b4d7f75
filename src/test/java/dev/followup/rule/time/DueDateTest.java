package dev.followup.rule.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.event.CrmEvent;
import dev.followup.event.EventKind;
import dev.followup.rule.RuleBook;
import dev.followup.rule.RuleFixtures;
import dev.followup.task.TaskCommand;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DueDateTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource({
        "15m, 2026-11-21T10:15:30.700+03:00, 2026-11-21T10:30:30+03:00",
        "0m, 2026-11-21T10:15:30+03:00, 2026-11-21T10:15:30+03:00",
        "36h, 2026-11-21T10:15:30+03:00, 2026-11-22T22:15:30+03:00",
        "0d, 2026-11-21T10:15:30.700+03:00, 2026-11-21T10:15:30+03:00",
        "1d, 2026-11-21T10:15:30+03:00, 2026-11-22T10:15:30+03:00",
        "40d, 2026-11-22T10:00:00+03:00, 2027-01-01T10:00:00+03:00",
        "1d at 09:05, 2026-11-21T10:15:30+03:00, 2026-11-22T09:05:00+03:00",
        "1d at 00:00, 2026-11-21T10:15:30+03:00, 2026-11-22T00:00:00+03:00",
        "0d at 18:00, 2026-11-21T10:15:30+03:00, 2026-11-21T18:00:00+03:00",
        "0d at 18:00, 2026-11-21T18:00:00.900+03:00, 2026-11-21T18:00:00+03:00",
        "0d at 18:00, 2026-11-21T18:00:01+03:00, 2026-11-22T18:00:00+03:00",
        "0d all day, 2026-12-31T10:15:30+03:00, 2026-12-31T23:59:00+03:00",
        "0d all day, 2026-12-31T23:59:01+03:00, 2027-01-01T23:59:00+03:00",
        "2d all day, 2026-11-21T00:30:00+03:00, 2026-11-23T23:59:00+03:00",
    })
    void counts_from_the_event_in_the_books_zone(String due, Instant event, Instant expected) {
        assertThat(due(due, "Europe/Moscow", event)).isEqualTo(expected);
    }

    /// Berlin skips 02:00 to 03:00 on 2026-03-29 and has it twice on 2026-10-25.
    @ParameterizedTest
    @CsvSource({
        "24h, 2026-03-28T12:00:00+01:00, 2026-03-29T13:00:00+02:00",
        "1d, 2026-03-28T12:00:00+01:00, 2026-03-29T12:00:00+02:00",
        "1d, 2026-03-28T02:30:00+01:00, 2026-03-29T03:30:00+02:00",
        "0d at 02:30, 2026-03-29T05:00:00+02:00, 2026-03-30T02:30:00+02:00",
        "0d at 02:30, 2026-03-29T01:00:00+01:00, 2026-03-29T03:30:00+02:00",
        "24h, 2026-10-24T12:00:00+02:00, 2026-10-25T11:00:00+01:00",
        "1d, 2026-10-24T12:00:00+02:00, 2026-10-25T12:00:00+01:00",
        "1d at 02:30, 2026-10-24T12:00:00+02:00, 2026-10-25T02:30:00+02:00",
        "0d at 02:30, 2026-10-25T02:45:00+02:00, 2026-10-26T02:30:00+01:00",
        "0d at 02:45, 2026-10-25T02:30:00+01:00, 2026-10-25T02:45:00+01:00",
        "0d all day, 2026-10-25T00:00:00+02:00, 2026-10-25T23:59:00+01:00",
    })
    void keeps_the_wall_time_over_a_change_of_clocks(String due, Instant event, Instant expected) {
        assertThat(due(due, "Europe/Berlin", event)).isEqualTo(expected);
    }

    @Test
    void is_never_before_the_event_and_less_than_a_day_after_the_day_it_names() {
        var random = new Random(20261121);
        var spring = Instant.parse("2026-03-27T00:00:00Z");
        var autumn = Instant.parse("2026-10-23T00:00:00Z");
        for (int i = 0; i < 20_000; i++) {
            var event = (i % 2 == 0 ? spring : autumn).plusSeconds(random.nextInt(4 * 86_400));
            var wall = random.nextInt(5) == 0 ? null : LocalTime.ofSecondOfDay(60L * random.nextInt(1440));
            int days = random.nextInt(4);

            var due = new DueDate.Days(days, wall, WorkingTime.always(BERLIN), false).after(event, Assertions::fail);

            var start = event.atZone(BERLIN).toLocalDate();
            assertThat(due).isAfterOrEqualTo(event);
            assertThat(ChronoUnit.DAYS.between(start, due.atZone(BERLIN).toLocalDate()))
                    .isBetween((long) days, days == 0 ? 1L : days);
        }
    }

    @Test
    void elapsed_time_knows_no_clocks() {
        var random = new Random(20261121);
        for (int i = 0; i < 1_000; i++) {
            var event = Instant.ofEpochSecond(1_774_000_000L + random.nextInt(30_000_000));
            int minutes = random.nextInt(100_000);

            assertThat(new DueDate.Elapsed(Duration.ofMinutes(minutes)).after(event, Assertions::fail))
                    .isEqualTo(event.plusSeconds(60L * minutes));
        }
    }

    @Test
    void needs_no_zone_for_hours() {
        var book = RuleFixtures.book(
                "rules: [{ name: a, when: lead.added, then: [{ create-task: { text: 'x', due: 1h } }] }]");

        assertThat(due(book, RuleFixtures.MORNING)).isEqualTo(RuleFixtures.MORNING.plusSeconds(3600));
    }

    private static Instant due(String due, String zone, Instant event) {
        return due(RuleFixtures.book("""
                        zone: %s
                        rules:
                          - name: a-rule
                            when: lead.added
                            then: [{ create-task: { text: "Call", due: %s } }]
                        """.formatted(zone, due)), event);
    }

    private static Instant due(RuleBook book, Instant time) {
        var event =
                new CrmEvent(EventKind.LEAD_ADDED, "demo", null, time, RuleFixtures.facts("{lead: {id: 5}}"), "key");
        return ((TaskCommand.Create) book.plan(event).commands().getFirst())
                .task()
                .due();
    }
}
