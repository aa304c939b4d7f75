package dev.followup.rule.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.followup.rule.RuleFixtures;
import dev.followup.yaml.InvalidFileException;
import java.time.LocalDate;
import java.time.Period;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkingTimeReaderTest {

    private static final String RULES = """
            rules:
              - name: a-rule
                when: lead.added
                then: [{ create-task: { text: "Call", due: 15m working } }]
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            5                   | 2:15 working-time: found 5, expected a mapping with days, hours, holidays or extra-days
            {}                  | 2:15 working-time: found {}, expected a mapping with days, hours, holidays or extra-days
            { hours: "09:00-18:00" } | 2:15 working-time: found no "days", expected one
            { days: MON-FRI }   | 2:15 working-time: found no "hours", expected one
            { days: MON-FRI, hours: "09:00-18:00", holydays: [2027-01-01] } | 2:54 working-time: found "holydays", did you mean "holidays"?
            { days: MON-FRI, hours: "09:00-18:00", lunch: "13:00" } | 2:54 working-time: found "lunch", expected days, hours, holidays or extra-days
            """)
    void refuses_what_does_not_say_when_people_work(String yaml, String problem) {
        refuses("zone: UTC\nworking-time: " + yaml + "\n" + RULES, problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            []             | found [], expected days such as MON-FRI or [MON, TUE, SAT]
            ``             | found nothing, expected days such as MON-FRI or [MON, TUE, SAT]
            {}             | found {}, expected days such as MON-FRI or [MON, TUE, SAT]
            MON-WED-FRI    | found "MON-WED-FRI", expected days such as MON-FRI or [MON, TUE, SAT]
            MON-FRY        | found "FRY", did you mean "FRI"?
            5              | found "5", expected MON, TUE, WED, THU, FRI, SAT or SUN
            monday         | found "monday", expected MON, TUE, WED, THU, FRI, SAT or SUN
            MON-           | found "", expected MON, TUE, WED, THU, FRI, SAT or SUN
            """)
    void refuses_days_that_are_none(String days, String problem) {
        refuses(
                "zone: UTC\nworking-time:\n  hours: \"09:00-18:00\"\n  days: " + days + "\n" + RULES,
                "4:" + (days.isEmpty() ? 8 : 9) + " working-time.days: " + problem);
    }

    @Test
    void refuses_a_day_twice() {
        refuses(
                "zone: UTC\nworking-time: { hours: \"09:00-18:00\", days: [MON-WED, TUE] }\n" + RULES,
                "2:55 working-time.days[1]: found TUE a second time");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            []              | 9: found [], expected hours such as "09:00-18:00"
            9-18            | 9: found "9-18", expected hours such as "09:00-18:00"
            "9:00-18:00"    | 9: found "9:00-18:00", expected hours such as "09:00-18:00"
            "09:00-24:01"   | 9: found "09:00-24:01", expected hours such as "09:00-18:00"
            "09:00"         | 9: found "09:00", expected hours such as "09:00-18:00"
            "22:00-06:00"   | 9: found "22:00-06:00", expected an end after the beginning; work past midnight needs two parts, such as ["00:00-06:00", "22:00-24:00"]
            "09:00-09:00"   | 9: found "09:00-09:00", expected an end after the beginning; work past midnight needs two parts, such as ["00:00-06:00", "22:00-24:00"]
            """)
    void refuses_hours_that_are_none(String hours, String problem) {
        refuses(
                "zone: UTC\nworking-time:\n  days: MON-FRI\n  hours: " + hours + "\n" + RULES,
                "4:" + problem.replaceFirst("9:", "10 working-time.hours:"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ["09:00-14:00", "13:00-18:00"] | "13:00-18:00"
            ["14:00-18:00", "09:00-13:00"] | "09:00-13:00"
            ["14:00-24:00", "23:59-24:00"] | "23:59-24:00"
            """)
    void refuses_hours_that_overlap_or_are_in_the_wrong_order(String hours, String found) {
        refuses(
                "zone: UTC\nworking-time:\n  days: MON-FRI\n  hours: " + hours + "\n" + RULES,
                "4:26 working-time.hours[1]: found " + found + ", which begins before the hours ahead of it end");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            holidays   | []             | 0 | found [], expected dates such as 2027-01-01
            extra-days | []             | 0 | found [], expected dates such as 2027-01-01
            holidays   | 01.01.2027     | 0 | found "01.01.2027", expected a date such as 2027-01-01
            holidays   | 2027           | 0 | found 2027, expected a date such as 2027-01-01
            extra-days | [2027-02-29]   | 1 | found "2027-02-29", expected a date such as 2027-01-01
            extra-days | 12027-01-01    | 0 | found "12027-01-01", expected a date such as 2027-01-01
            """)
    void refuses_dates_that_are_none(String key, String dates, int offset, String problem) {
        refuses(
                withDates(key + ": " + dates + "\n"),
                "5:" + (key.length() + 5 + offset) + " working-time." + key + ": " + problem);
    }

    @Test
    void refuses_a_date_twice_and_work_on_a_holiday() {
        refuses(
                withDates("holidays: [2027-01-01, 2027-01-02, 2027-01-01]\n  extra-days: [2027-01-02, 2027-01-09]\n"),
                "5:38 working-time.holidays[2]: found \"2027-01-01\" a second time, expected it once: it is already at"
                        + " rules.yaml:5:14",
                "6:16 working-time.extra-days[0]: found 2027-01-02, which is a holiday at rules.yaml:5:26");
    }

    @Test
    void refuses_a_year_without_a_working_day() {
        var everyMonday = LocalDate.of(2027, 1, 4)
                .datesUntil(LocalDate.of(2028, 1, 1), Period.ofWeeks(1))
                .map(LocalDate::toString)
                .collect(Collectors.joining(", ", "[", "]"));
        var idle = "zone: UTC\nworking-time:\n  days: MON\n  hours: \"09:00-18:00\"\n  holidays: " + everyMonday + "\n";

        refuses(idle + RULES, "5:13 working-time.holidays: found no working day left in 2027, expected at least one");
        assertThat(RuleFixtures.book(idle + "  extra-days: [2027-06-01]\n" + RULES)
                        .names())
                .containsExactly("a-rule");
    }

    @Test
    void refuses_working_time_in_a_book_without_a_zone() {
        refuses(
                "working-time: { days: MON-FRI, hours: \"09:00-18:00\" }\n" + RULES,
                "1:15 working-time: found working time, which needs the book's zone, such as Europe/Moscow");
    }

    @Test
    void does_not_complain_of_a_zone_twice() {
        refuses(
                "zone: Moon\nworking-time: { days: MON-FRI, hours: \"09:00-18:00\" }\n" + RULES,
                "1:7 zone: found \"Moon\", expected a time zone such as Europe/Moscow");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2608d working      | found "2608d working", expected at most 2607 working days
            2608d working at 10:00 | found "2608d working at 10:00", expected at most 2607 working days
            23465h working     | found "23465h working", expected at most 23464 working hours
            1407841m working   | found "1407841m working", expected at most 23464 working hours
            """)
    void refuses_more_than_ten_years_of_working_time(String due, String problem) {
        var book = "zone: UTC\nworking-time: { days: MON-FRI, hours: \"09:00-18:00\" }\n"
                + RULES.replace("15m working", due);

        refuses(book, "6:48 a-rule.then.create-task.due: " + problem);
        assertThat(RuleFixtures.book(book.replace("2608d", "2607d")
                                .replace("23465h", "23464h")
                                .replace("1407841m", "1407840m"))
                        .names())
                .containsExactly("a-rule");
    }

    private static String withDates(String lines) {
        return "zone: UTC\nworking-time:\n  days: MON-FRI\n  hours: \"09:00-18:00\"\n  " + lines + RULES;
    }

    private static void refuses(String yaml, String... problems) {
        assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(() -> RuleFixtures.book(yaml))
                .satisfies(refusal -> assertThat(refusal.problems())
                        .map(problem -> problem.replaceFirst("^rules.yaml:", ""))
                        .containsExactly(problems));
    }
}
