package dev.followup.rule.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.event.CrmEvent;
import dev.followup.event.EventKind;
import dev.followup.rule.RuleBook;
import dev.followup.rule.RuleFixtures;
import dev.followup.task.TaskCommand;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkingDueDateTest {

    /// 26 December 2026 is a Saturday.
    private static final String OFFICE = """
            zone: Europe/Moscow
            working-time:
              days: MON-FRI
              hours: "09:00-18:00"
              holidays: [2026-12-31, 2027-01-01, 2027-01-04, 2027-01-05, 2027-01-06, 2027-01-07, 2027-01-08]
              extra-days: [2026-12-26]
            """;

    /// 20 November 2026 is a Friday.
    @ParameterizedTest
    @CsvSource({
        "15m working, 2026-11-20T17:45:00+03:00, 2026-11-20T18:00:00+03:00",
        "15m working, 2026-11-20T17:50:30.700+03:00, 2026-11-23T09:05:30+03:00",
        "1h working, 2026-11-20T17:00:00+03:00, 2026-11-20T18:00:00+03:00",
        "1m working, 2026-11-20T18:00:00+03:00, 2026-11-23T09:01:00+03:00",
        "0m working, 2026-11-20T18:00:00.900+03:00, 2026-11-20T18:00:00+03:00",
        "0m working, 2026-11-20T18:00:01+03:00, 2026-11-23T09:00:00+03:00",
        "0m working, 2026-11-21T12:00:00+03:00, 2026-11-23T09:00:00+03:00",
        "2h working, 2026-11-19T00:00:00+03:00, 2026-11-19T11:00:00+03:00",
        "18h working, 2026-11-19T09:00:00+03:00, 2026-11-20T18:00:00+03:00",
        "27h working, 2026-11-19T09:00:00+03:00, 2026-11-23T18:00:00+03:00",
        "1h working, 2026-12-25T17:30:00+03:00, 2026-12-26T09:30:00+03:00",
        "1h working, 2026-12-30T17:30:00+03:00, 2027-01-11T09:30:00+03:00",
    })
    void lets_working_time_pass(String due, Instant event, Instant expected) {
        assertThat(due(OFFICE, due, event)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0d working, 2026-11-20T10:15:30+03:00, 2026-11-20T10:15:30+03:00",
        "0d working, 2026-11-20T07:00:00+03:00, 2026-11-20T09:00:00+03:00",
        "0d working, 2026-11-20T20:00:00+03:00, 2026-11-23T18:00:00+03:00",
        "0d working, 2026-11-21T10:15:30+03:00, 2026-11-23T10:15:30+03:00",
        "1d working, 2026-11-21T10:15:30+03:00, 2026-11-23T10:15:30+03:00",
        "1d working, 2026-11-19T20:00:00+03:00, 2026-11-20T18:00:00+03:00",
        "1d working, 2026-11-20T07:00:00+03:00, 2026-11-23T09:00:00+03:00",
        "5d working, 2026-12-24T12:00:00+03:00, 2026-12-30T12:00:00+03:00",
        "6d working, 2026-12-24T12:00:00+03:00, 2027-01-11T12:00:00+03:00",
        "1d working at 10:00, 2026-11-20T12:00:00+03:00, 2026-11-23T10:00:00+03:00",
        "1d working at 21:00, 2026-11-20T12:00:00+03:00, 2026-11-23T21:00:00+03:00",
        "0d working at 10:00, 2026-11-20T10:00:00+03:00, 2026-11-20T10:00:00+03:00",
        "0d working at 10:00, 2026-11-20T10:00:01+03:00, 2026-11-23T10:00:00+03:00",
        "0d working all day, 2026-11-20T20:00:00+03:00, 2026-11-20T23:59:00+03:00",
        "0d working all day, 2026-11-20T23:59:01+03:00, 2026-11-23T23:59:00+03:00",
        "0d working all day, 2027-01-01T00:00:00+03:00, 2027-01-11T23:59:00+03:00",
        "1d, 2026-11-20T20:00:00+03:00, 2026-11-21T20:00:00+03:00",
        "0d all day, 2026-11-21T10:00:00+03:00, 2026-11-21T23:59:00+03:00",
    })
    void counts_working_days(String due, Instant event, Instant expected) {
        assertThat(due(OFFICE, due, event)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            MON-FRI      | ["09:00-13:00", "14:00-18:00"] | 30m working | 2026-11-20T12:30:00+03:00 | 2026-11-20T13:00:00+03:00
            MON-FRI      | ["09:00-13:00", "14:00-18:00"] | 1h working  | 2026-11-20T12:30:00+03:00 | 2026-11-20T14:30:00+03:00
            MON-FRI      | ["09:00-13:00", "14:00-18:00"] | 0m working  | 2026-11-20T13:30:00+03:00 | 2026-11-20T14:00:00+03:00
            MON-FRI      | ["09:00-13:00", "14:00-18:00"] | 0d working  | 2026-11-20T13:30:00+03:00 | 2026-11-20T14:00:00+03:00
            MON-FRI      | ["09:00-13:00", "14:00-18:00"] | 8h working  | 2026-11-20T09:00:00+03:00 | 2026-11-20T18:00:00+03:00
            MON-FRI      | ["00:00-06:00", "22:00-24:00"] | 1h working  | 2026-11-19T23:30:00+03:00 | 2026-11-20T00:30:00+03:00
            MON-FRI      | ["00:00-06:00", "22:00-24:00"] | 30m working | 2026-11-20T23:30:00+03:00 | 2026-11-21T00:00:00+03:00
            MON-FRI      | ["00:00-06:00", "22:00-24:00"] | 0m working  | 2026-11-21T00:00:00+03:00 | 2026-11-21T00:00:00+03:00
            MON-FRI      | ["00:00-06:00", "22:00-24:00"] | 1h working  | 2026-11-20T23:30:00+03:00 | 2026-11-23T00:30:00+03:00
            MON-FRI      | ["00:00-06:00", "22:00-24:00"] | 0d working  | 2026-11-20T12:00:00+03:00 | 2026-11-20T22:00:00+03:00
            SUN-THU      | "09:00-18:00"                  | 1d working  | 2026-11-19T12:00:00+03:00 | 2026-11-22T12:00:00+03:00
            [MON, FRI-SAT] | "09:00-18:00"                | 2d working  | 2026-11-20T12:00:00+03:00 | 2026-11-23T12:00:00+03:00
            WED          | "09:00-18:00"                  | 1d working  | 2026-11-18T12:00:00+03:00 | 2026-11-25T12:00:00+03:00
            """)
    void knows_breaks_nights_and_other_weeks(String days, String hours, String due, Instant event, Instant expected) {
        var book = "zone: Europe/Moscow\nworking-time: { days: %s, hours: %s }\n".formatted(days, hours);

        assertThat(due(book, due, event)).isEqualTo(expected);
    }

    /// Berlin skips 02:00 to 03:00 on 2026-03-29 and has it twice on 2026-10-25, both Sundays.
    @ParameterizedTest
    @CsvSource({
        "MON-SUN, 09:00-18:00, 1h working, 2026-03-28T17:30:00+01:00, 2026-03-29T09:30:00+02:00",
        "MON-SUN, 00:00-24:00, 24h working, 2026-03-28T12:00:00+01:00, 2026-03-29T13:00:00+02:00",
        "MON-SUN, 00:00-24:00, 24h working, 2026-10-24T12:00:00+02:00, 2026-10-25T11:00:00+01:00",
        "MON-SUN, 01:00-04:00, 3h working, 2026-03-29T00:00:00+01:00, 2026-03-30T02:00:00+02:00",
        "MON-SUN, 01:00-04:00, 4h working, 2026-10-25T00:00:00+02:00, 2026-10-25T04:00:00+01:00",
        "MON-FRI, 09:00-18:00, 1d working, 2026-03-27T12:00:00+01:00, 2026-03-30T12:00:00+02:00",
        "MON-SUN, 00:00-24:00, 1d working, 2026-03-28T02:30:00+01:00, 2026-03-29T03:30:00+02:00",
        "MON-SUN, 00:00-24:00, 0d working at 02:30, 2026-10-25T02:45:00+02:00, 2026-10-26T02:30:00+01:00",
    })
    void keeps_to_the_wall_clock_over_a_change_of_clocks(
            String days, String hours, String due, Instant event, Instant expected) {
        var book = "zone: Europe/Berlin\nworking-time: { days: %s, hours: \"%s\" }\n".formatted(days, hours);

        assertThat(due(book, due, event)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1h working     | a-rule: due on 2028-01-03, and the book has no holidays for 2028
            1d working     | a-rule: due on 2028-01-03, and the book has no holidays for 2028
            0d working all day | a-rule: due on 2028-01-03, and the book has no holidays for 2028
            """)
    void plans_into_a_year_without_holidays_and_warns(String due, String warning) {
        var plan = book(OFFICE, due).plan(leadAdded(Instant.parse("2028-01-01T12:00:00Z")));

        assertThat(plan.commands()).hasSize(1);
        assertThat(plan.warnings()).containsExactly(warning);
    }

    @Test
    void the_year_without_holidays_begins_in_the_zone_of_the_book() {
        var office = """
                zone: Asia/Vladivostok
                working-time: { days: MON-SUN, hours: "09:00-18:00", holidays: [2027-01-01] }
                """;

        assertThat(book(office, "0d working at 09:00")
                        .plan(leadAdded(Instant.parse("2027-12-31T22:00:00Z")))
                        .warnings())
                .containsExactly("a-rule: due on 2028-01-01, and the book has no holidays for 2028");
    }

    @ParameterizedTest
    @CsvSource({"1h", "1d", "0d all day"})
    void does_not_warn_where_holidays_do_not_matter(String due) {
        assertThat(book(OFFICE, due)
                        .plan(leadAdded(Instant.parse("2028-01-01T12:00:00Z")))
                        .warnings())
                .isEmpty();
    }

    @Test
    void does_not_warn_of_years_with_holidays_or_in_a_book_without_any() {
        var without = "zone: Europe/Moscow\nworking-time: { days: MON-FRI, hours: \"09:00-18:00\" }\n";

        assertThat(book(OFFICE, "3d working")
                        .plan(leadAdded(RuleFixtures.MORNING))
                        .warnings())
                .isEmpty();
        assertThat(book(without, "3d working")
                        .plan(leadAdded(RuleFixtures.MORNING))
                        .warnings())
                .isEmpty();
    }

    private static Instant due(String book, String due, Instant time) {
        var commands = book(book, due).plan(leadAdded(time)).commands();
        return ((TaskCommand.Create) commands.getFirst()).task().due();
    }

    private static RuleBook book(String book, String due) {
        return RuleFixtures.book(book + """
                rules:
                  - name: a-rule
                    when: lead.added
                    then: [{ create-task: { text: "Call", due: %s } }]
                """.formatted(due));
    }

    private static CrmEvent leadAdded(Instant time) {
        return new CrmEvent(EventKind.LEAD_ADDED, "demo", null, time, RuleFixtures.facts("{lead: {id: 5}}"), "key");
    }
}
