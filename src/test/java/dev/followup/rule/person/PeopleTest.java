package dev.followup.rule.person;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.followup.directory.DirectoryReader;
import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.rule.RuleBook;
import dev.followup.rule.RuleBookReader;
import dev.followup.rule.RuleFixtures;
import dev.followup.rule.TaskSearch;
import dev.followup.task.Absence;
import dev.followup.task.DraftCommand;
import dev.followup.task.PersonChoice;
import dev.followup.task.PersonChoice.Candidate;
import dev.followup.task.TaskCommand;
import dev.followup.task.WaitRequest;
import dev.followup.yaml.InvalidFileException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeopleTest {

    private static final String PEOPLE = """
            zone: Europe/Moscow
            working-time: { days: MON-FRI, hours: "09:00-18:00" }
            calendars:
              moscow: { zone: Europe/Moscow, days: MON-FRI, hours: "09:00-18:00", holidays: [2027-01-01] }
              omsk: { zone: Asia/Omsk, days: MON-SAT, hours: "10:00-19:00" }
            people:
              anna: { user: 101, calendar: moscow, away: [2026-12-21/2027-01-08], deputy: boris, manager: vera }
              boris: { user: 102, calendar: omsk, max-open-tasks: 20 }
              vera: { user: 103 }
            teams:
              sales: [anna, boris, vera]
            """;

    /// Noon of a Monday in Moscow, 15:00 in Omsk.
    private static final Instant MONDAY = Instant.parse("2026-11-23T09:00:00Z");

    /// A Monday on which Anna is away.
    private static final Instant VACATION = Instant.parse("2026-12-28T09:00:00Z");

    private static RuleBook book(String responsible, String due) {
        return RuleFixtures.book(PEOPLE + """
                rules:
                  - name: a-rule
                    when: [lead.added, task.added]
                    then: [{ create-task: { text: "Call", due: %s, responsible: %s } }]
                """.formatted(due, responsible));
    }

    private static CrmEvent lead(Instant time, long owner) {
        var facts = RuleFixtures.facts("{ lead: { id: 501, responsible_user_id: " + owner + " } }");
        return new CrmEvent(
                EventKind.LEAD_ADDED, "demo", new EntityRef(EntityRef.Type.LEADS, 501), time, facts, "demo|" + time);
    }

    private static DraftCommand draft(RuleBook book, CrmEvent event) {
        var drafts = book.plan(event).drafts();
        assertThat(drafts).hasSize(1);
        return drafts.getFirst();
    }

    private static TaskCommand.Create create(DraftCommand draft) {
        return (TaskCommand.Create) draft.command();
    }

    private static @Nullable Long user(DraftCommand draft) {
        return draft.command().responsible().orElse(null);
    }

    @ParameterizedTest
    @CsvSource({
        "anna, 101",
        "vera, 103",
        "102, 102",
        "owner, 101",
        "manager, 103",
        "{ managers: { anna: boris } }, 102",
    })
    void a_name_may_be_where_a_users_id_may_be(String responsible, long user) {
        assertThat(user(draft(book(responsible, "1h"), lead(MONDAY, 101)))).isEqualTo(user);
    }

    @ParameterizedTest
    @CsvSource({"anna", "101", "owner"})
    void the_deputy_gets_what_is_meant_for_somebody_who_is_away(String responsible) {
        var draft = draft(book(responsible, "1h"), lead(VACATION, 101));

        assertThat(user(draft)).isEqualTo(102);
        assertThat(draft.passedOver()).containsExactly("anna is passed over: away until 2027-01-08");
    }

    @Test
    void a_deputy_who_is_away_is_asked_for_a_deputy_and_without_one_the_fallback_gets_it() {
        var book = RuleFixtures.book(PEOPLE + """
                responsible: 105
                rules:
                  - name: a-rule
                    when: lead.added
                    then: [{ create-task: { text: "Call", due: 1h, responsible: anna } }]
                    fallback: vera
                """);
        var ill = new Absence("boris", LocalDate.parse("2026-12-28"), LocalDate.parse("2026-12-28"), null);

        var draft = draft(book.knowing(List.of(ill), null), lead(VACATION, 101));

        assertThat(user(draft)).isEqualTo(103);
        assertThat(draft.command().substitutes()).containsExactly(105L);
        assertThat(draft.passedOver())
                .containsExactly(
                        "anna is passed over: away until 2027-01-08", "boris is passed over: away until 2026-12-28");
    }

    @Test
    void an_absence_that_was_reported_may_name_another_deputy() {
        var ill = new Absence("anna", LocalDate.parse("2026-11-23"), LocalDate.parse("2026-11-23"), "vera");
        var book = book("owner", "1h").knowing(List.of(ill), null);

        assertThat(user(draft(book, lead(MONDAY, 101)))).isEqualTo(103);
        assertThat(user(draft(book, lead(MONDAY.plusSeconds(86_400), 101)))).isEqualTo(101);
    }

    @Test
    void of_several_absences_the_one_that_ends_first_names_the_deputy() {
        var month = new Absence("anna", LocalDate.parse("2026-11-20"), LocalDate.parse("2026-12-20"), "boris");
        var days = new Absence("anna", LocalDate.parse("2026-11-23"), LocalDate.parse("2026-11-24"), "vera");

        assertThat(user(draft(book("owner", "1h").knowing(List.of(month, days), null), lead(MONDAY, 101))))
                .isEqualTo(103);
        assertThat(user(draft(book("owner", "1h").knowing(List.of(days, month), null), lead(MONDAY, 101))))
                .isEqualTo(103);
    }

    @Test
    void deputies_who_are_all_away_in_a_circle_leave_it_to_the_crm_with_a_warning() {
        var days = LocalDate.parse("2026-11-23");
        var known = List.of(new Absence("anna", days, days, "boris"), new Absence("boris", days, days, "anna"));

        var plan = book("anna", "1h").knowing(known, null).plan(lead(MONDAY, 101));

        assertThat(user(plan.drafts().getFirst())).isNull();
        assertThat(plan.warnings())
                .containsExactly("a-rule: nobody who is to get the task is there: the CRM decides who gets it");
    }

    /// The day of Omsk begins three hours before that of Moscow.
    @ParameterizedTest
    @CsvSource({
        "anna, 2026-11-22T20:59:59Z, false", "anna, 2026-11-22T21:00:00Z, true", "anna, 2026-11-24T20:59:59Z, true",
        "anna, 2026-11-24T21:00:00Z, false", "boris, 2026-11-22T17:59:59Z, false", "boris, 2026-11-22T18:00:00Z, true",
        "boris, 2026-11-24T17:59:59Z, true", "boris, 2026-11-24T18:00:00Z, false",
    })
    void days_of_absence_are_whole_and_in_the_zone_of_the_person(String person, Instant now, boolean isAway) {
        var days = new Absence(person, LocalDate.parse("2026-11-23"), LocalDate.parse("2026-11-24"), "vera");

        var draft = draft(book(person, "1h").knowing(List.of(days), null), lead(now, 101));

        assertThat(draft.passedOver().isEmpty()).isEqualTo(!isAway);
    }

    @Test
    void who_is_there_is_judged_when_it_is_decided_and_not_when_the_event_happened() {
        var book = book("anna", "1h").knowing(List.of(), VACATION);

        assertThat(user(draft(book, lead(MONDAY, 101)))).isEqualTo(102);
    }

    @Test
    void a_rotation_passes_over_who_is_away_and_asks_no_deputy() {
        var draft = draft(book("{ rotate: sales }", "1h"), lead(VACATION, 101));

        assertThat(draft.rotation().users()).containsExactly(102L, 103L);
        assertThat(draft.passedOver()).containsExactly("anna is passed over: away until 2027-01-08");
        assertThat(draft.rotation().inTurn("boris"))
                .extracting(member -> member.name())
                .containsExactly("vera", "boris");
        assertThat(draft.rotation().inTurn("anna"))
                .extracting(member -> member.name())
                .containsExactly("boris", "vera");
    }

    /// Boris works in Omsk until 16:00 of Moscow, Vera by the book's working time until 18:00.
    @Test
    void who_does_not_work_at_this_hour_is_passed_over_if_only_those_at_work_count() {
        var evening = Instant.parse("2026-11-23T14:00:00Z");
        var night = Instant.parse("2026-11-23T20:00:00Z");
        var book = book("{ rotate: sales, on-shift: true }", "1h");

        assertThat(draft(book, lead(evening, 101)).rotation().users()).containsExactly(101L, 103L);
        assertThat(draft(book, lead(evening, 101)).passedOver()).containsExactly("boris is passed over: not on shift");
        var nobody = draft(book, lead(night, 101));
        assertThat(nobody.rotation().users()).isEmpty();
        assertThat(nobody.command(nobody.rotation().inTurn(null)).responsible()).isEmpty();
    }

    @Test
    void the_least_loaded_is_chosen_later_among_those_who_are_there() {
        var draft = draft(book("{ least-loaded: sales }", "1h"), lead(VACATION, 101));

        assertThat(user(draft)).isNull();
        assertThat(draft.command().awaitsPerson()).isTrue();
        assertThat(draft.command().choice().map(PersonChoice::leastLoaded).orElse(List.of()))
                .containsExactly(new Candidate("boris", 102, 20), new Candidate("vera", 103, null));
    }

    @Test
    void without_candidates_the_fallback_gets_it_at_once() {
        var book = RuleFixtures.book(PEOPLE + """
                rules:
                  - name: a-rule
                    when: lead.added
                    then: [{ create-task: { text: "Call", due: 1h, responsible: { least-loaded: [anna, 101] } } }]
                    fallback: vera
                """.replace("[anna, 101]", "[anna, boris]"));
        var ill = new Absence("boris", LocalDate.parse("2026-12-28"), LocalDate.parse("2026-12-28"), null);

        assertThat(user(draft(book.knowing(List.of(ill), null), lead(VACATION, 101))))
                .isEqualTo(103);
    }

    @ParameterizedTest
    @CsvSource({
        "anna, 1d at 10:00, 2026-11-24T07:00:00Z",
        "boris, 1d at 10:00, 2026-11-24T04:00:00Z",
        "vera, 1d at 10:00, 2026-11-24T07:00:00Z",
        "anna, 4h working, 2026-11-23T13:00:00Z",
        "boris, 5h working, 2026-11-24T05:00:00Z",
        "boris, 2h, 2026-11-23T11:00:00Z",
    })
    void due_counts_in_the_calendar_of_who_gets_the_task(String person, String due, Instant expected) {
        assertThat(create(draft(book(person, due), lead(MONDAY, 101))).task().due())
                .isEqualTo(expected);
    }

    @Test
    void whoever_gets_the_task_in_the_end_has_the_deadline_of_the_own_calendar() {
        var draft = draft(book("{ rotate: sales }", "1d at 10:00"), lead(MONDAY, 101));

        var first = (TaskCommand.Create) draft.command(draft.rotation().inTurn("anna"));
        assertThat(first.task().responsible()).isEqualTo(102);
        assertThat(first.task().due()).isEqualTo(Instant.parse("2026-11-24T04:00:00Z"));
        var second = (TaskCommand.Create) first.reassigned().orElseThrow();
        assertThat(second.task().responsible()).isEqualTo(103);
        assertThat(second.task().due()).isEqualTo(Instant.parse("2026-11-24T07:00:00Z"));
        assertThat(second.choice())
                .map(PersonChoice::reason)
                .contains("the CRM refused user 102, user 103 gets the task");
    }

    @Test
    void after_counts_in_the_calendar_of_who_has_the_entity_now() {
        var book = RuleFixtures.book(PEOPLE + """
                rules:
                  - name: a-rule
                    when: lead.added
                    then: [{ create-task: { after: 5h working, text: "Call", due: 1h, responsible: vera } }]
                """);
        assertThat(dueOfWait(book, 101)).isEqualTo(Instant.parse("2026-11-23T14:00:00Z"));
        assertThat(dueOfWait(book, 102)).isEqualTo(Instant.parse("2026-11-24T05:00:00Z"));
        assertThat(book.missing(new CrmEvent(
                        EventKind.LEAD_ADDED,
                        "demo",
                        new EntityRef(EntityRef.Type.LEADS, 501),
                        MONDAY,
                        RuleFixtures.facts("{ lead: { id: 501 } }"),
                        "demo|1")))
                .containsExactly(EntityRef.Type.LEADS);
    }

    private static Instant dueOfWait(RuleBook book, long owner) {
        return book.plan(lead(MONDAY, owner)).waits().stream()
                .flatMap(request -> request instanceof WaitRequest.Start start ? start.steps().stream() : null)
                .map(step -> step.due())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whether_an_event_happened_in_working_time_is_a_fact() {
        var book = RuleFixtures.book(PEOPLE + """
                rules:
                  - name: a-rule
                    when: lead.added
                    if: { event.working-time: false }
                    then: [{ create-task: { text: "Call", due: 1h, responsible: { rotate: sales, on-shift: true } } }]
                """);
        assertThat(book.plan(lead(MONDAY, 101)).drafts()).isEmpty();
        assertThat(book.plan(lead(Instant.parse("2026-11-21T09:00:00Z"), 101)).drafts())
                .hasSize(1);
    }

    @Test
    void an_event_of_a_time_that_no_calendar_can_name_is_outside_of_working_time() {
        var book = RuleFixtures.book(PEOPLE + """
                rules:
                  - name: a-rule
                    when: lead.added
                    if: { event.working-time: true }
                    then: [{ create-task: { text: "Call", due: 1h } }]
                """);
        assertThat(book.plan(lead(Instant.MAX, 101), MONDAY).drafts()).isEmpty();
    }

    @Test
    void the_tasks_of_those_who_are_away_can_be_found() {
        var book = RuleFixtures.book(PEOPLE + """
                rules:
                  - name: a-rule
                    every: "0 12 * * *"
                    tasks: { responsible: away, due-within: 1d }
                    then: [{ change-tasks: { responsible: owner } }]
                """);
        assertThat(searched(book, VACATION))
                .satisfies(search -> assertThat(search.ofAway()).isFalse())
                .satisfies(search ->
                        assertThat(search.query(VACATION).responsible()).containsExactly(101L));
        assertThat(searched(book, MONDAY).ofAway()).isTrue();
        var ill = new Absence("vera", LocalDate.parse("2026-11-23"), LocalDate.parse("2026-11-23"), null);
        assertThat(searched(book.knowing(List.of(ill), null), MONDAY)
                        .query(MONDAY)
                        .responsible())
                .isEqualTo(Set.of(103L));
    }

    private static TaskSearch searched(RuleBook book, Instant at) {
        var due = book.due(at.minusSeconds(60), at);
        assertThat(due).hasSize(1);
        if (due.getFirst().search() instanceof TaskSearch search) {
            return search;
        }
        throw new AssertionError(due.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            people: { anna: { user: 101, deputy: bori }, boris: { user: 102 } } | 4:38 people.anna.deputy: found "bori", did you mean "boris"?
            people: { anna: { user: 101, deputy: anna } }                       | 4:38 people.anna.deputy: found the person's own name, expected another person of the book
            people: { anna: { user: 101, deputy: boris }, boris: { user: 102, deputy: anna } } | 4:38 people.anna.deputy: found a circle of deputies: anna, boris, anna, expected one of them without
            people: { anna: { user: 101, manager: boris }, boris: { user: 102, manager: anna } } | 4:39 people.anna.manager: found a circle of managers: anna, boris, anna, expected one of them without
            people: { anna: { user: 101, away: 2027-01-08/2026-12-21 } }        | 4:36 people.anna.away: found "2027-01-08/2026-12-21", which ends before it begins, expected 2026-12-21/2027-01-08
            people: { anna: { user: 101, away: soon } }                         | 4:36 people.anna.away: found "soon", expected the first and the last day, such as 2026-12-21/2027-01-08, or a single day
            people: { anna: { user: 101, away: [] } }                           | 4:36 people.anna.away: found [], expected days such as 2026-12-21/2027-01-08, or a list of them
            people: { anna: { user: 101, calendar: omsk } }                     | 4:40 people.anna.calendar: found "omsk", but the book has no "calendars"
            people: { anna: { user: 101 }, boris: { user: 101 } }               | 4:47 people.boris.user: found "101" a second time, expected it once: it is already at rules.yaml:4:25
            people: { anna: { calendar: omsk } }                                | 4:17 people.anna: found no "user", expected one; 4:29 people.anna.calendar: found "omsk", but the book has no "calendars"
            people: { owner: { user: 101 } }                                    | 4:11 people: found "owner", which means somebody else in rules, expected another name
            people: { Anna: { user: 101 } }                                     | 4:11 people: found "Anna", expected a name of up to 64 small letters, digits and hyphens, such as anna
            people: { anna: { user: 101, max-open-tasks: 0 } }                  | 4:46 people.anna.max-open-tasks: found 0, expected how many open tasks are enough, from 1 to 250
            people: { anna: { user: 101, max-open-tasks: 251 } }                | 4:46 people.anna.max-open-tasks: found 251, expected how many open tasks are enough, from 1 to 250
            teams: { Sales: [101] }                                             | 4:10 teams: found "Sales", expected a name of up to 64 small letters, digits and hyphens, such as anna
            teams: { sales: [] }                                                | 4:17 teams.sales: found [], expected a list of people, such as [anna, boris]
            teams: { sales: [ann] }                                             | 4:18 teams.sales: found "ann", expected a person of the book
            calendars: { omsk: { zone: Omsk, days: MON-SAT, hours: "10:00-19:00" } } | 4:28 calendars.omsk.zone: found "Omsk", did you mean "Asia/Omsk"?
            calendars: { omsk: { days: MON-SAT, hours: "10:00-19:00" } }        | 4:20 calendars.omsk: found no "zone", expected one
            calendars: { omsk: { zone: Asia/Omsk, days: [], hours: "10:00-19:00" } } | 4:45 calendars.omsk.days: found [], expected days such as MON-FRI or [MON, TUE, SAT]
            """)
    void what_is_wrong_is_refused_with_its_place(String lines, String problems) {
        assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(() -> RuleFixtures.book("""
                        rules:
                          - { name: a-rule, when: lead.added,
                              then: [{ create-task: { text: "Call", due: 1h } }] }
                        """ + lines))
                .satisfies(refusal -> assertThat(refusal.problems())
                        .containsExactly(problems.lines()
                                .flatMap(line -> java.util.Arrays.stream(line.split("; (?=\\d)")))
                                .map(problem -> "rules.yaml:" + problem)
                                .toArray(String[]::new)));
    }

    @Test
    void a_team_is_not_called_like_a_person_and_may_have_users_without_a_name() {
        var refused = catchThrowableOfType(InvalidFileException.class, () -> RuleFixtures.book("""
                people: { anna: { user: 101 } }
                teams: { anna: [101] }
                rules: [{ name: a, when: lead.added, then: [{ create-task: { text: "A", due: 1h } }] }]
                """));
        assertThat(refused.problems())
                .contains("rules.yaml:2:10 teams: found \"anna\", which is the name of a person, expected another");

        var book = RuleFixtures.book("""
                people: { anna: { user: 101, max-open-tasks: 1 }, boris: { user: 102, max-open-tasks: 250 } }
                teams: { all: [anna, 103] }
                rules:
                  - name: a-rule
                    when: lead.added
                    then: [{ create-task: { text: "Call", due: 1h, responsible: { rotate: all } } }]
                """);
        assertThat(draft(book, lead(MONDAY, 101)).rotation().users()).containsExactly(101L, 103L);
        assertThat(book.people().all()).extracting(Person::maxOpenTasks).containsExactly(1, 250);
    }

    @Test
    void a_reported_absence_brings_its_deputy_though_one_of_the_book_lasts_as_long_or_longer() {
        for (var last : List.of("2027-01-08", "2026-12-31")) {
            var reported = new Absence("anna", LocalDate.parse("2026-12-28"), LocalDate.parse(last), "vera");
            var draft = draft(book("owner", "1h").knowing(List.of(reported), null), lead(VACATION, 101));

            assertThat(user(draft)).isEqualTo(103);
            assertThat(draft.passedOver()).containsExactly("anna is passed over: away until 2027-01-08");
        }
    }

    @Test
    void a_deadline_is_the_same_for_everybody_unless_somebody_has_a_calendar() {
        assertThat(book("owner", "1d").people().haveCalendars()).isTrue();
        assertThat(People.NONE.haveCalendars()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ana                            | found "ana", did you mean "anna"?
            sales                          | found "sales", which is a team, expected it behind rotate or least-loaded
            { rotate: sale }               | found "sale", did you mean "sales"?
            { rotate: [anna, bory] }       | found "bory", expected a person of the book, or a user's id such as 101; names need a directory.yaml beside the book, and the function directory makes one
            { rotate: [anna, boris], least-loaded: sales } | found 2 ways to find a person, expected one
            { on-shift: true }             | found "on-shift" without "rotate" and "least-loaded", expected it beside one of them
            """)
    void unknown_people_and_teams_are_refused_with_a_suggestion(String responsible, String problem) {
        assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(() -> book(responsible, "1h"))
                .satisfies(refusal -> assertThat(refusal.problems())
                        .singleElement()
                        .asString()
                        .endsWith(problem));
    }

    /// User 104 of the directory is not active.
    @Test
    void whom_the_directory_calls_inactive_is_passed_over() {
        var directory = DirectoryReader.read("directory.yaml", """
                users:
                  - { id: 101, name: Anna, email: anna@example.com }
                  - { id: 104, name: Gone, email: gone@example.com, active: false }
                """);
        var book = RuleBookReader.read("rules.yaml", """
                people: { anna: { user: anna@example.com }, gone: { user: Gone, deputy: anna } }
                teams: { all: [gone, anna] }
                rules:
                  - { name: owner, when: lead.added, then: [{ create-task: { text: "Call", due: 1h, responsible: owner } }] }
                  - { name: all, when: lead.added, then: [{ create-task: { text: "Call", due: 1h, responsible: { rotate: all } } }] }
                """, directory);

        assertThat(book.people().inactive()).extracting(Person::name).containsExactly("gone");
        assertThat(book.plan(lead(MONDAY, 104)).drafts())
                .satisfiesExactly(
                        owner -> assertThat(user(owner)).isEqualTo(101),
                        all -> assertThat(all.rotation().users()).containsExactly(101L))
                .allSatisfy(draft ->
                        assertThat(draft.passedOver()).containsExactly("gone is passed over: deactivated in the CRM"));
    }

    @Test
    void conditions_and_hours_that_need_working_time_are_refused_without() {
        assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(() -> RuleFixtures.book("""
                        people: { anna: { user: 101 }, boris: { user: 102 } }
                        rules:
                          - name: a-rule
                            when: lead.added
                            if: { event.working-time: false }
                            then:
                              - create-task:
                                  text: "Call"
                                  due: 1h
                                  responsible: { rotate: [anna, boris], on-shift: true }
                          - name: away
                            every: "0 9 * * *"
                            tasks: { responsible: ann }
                            then: [{ change-tasks: { due: 1h } }]
                        """))
                .satisfies(refusal -> assertThat(refusal.problems())
                        .containsExactly(
                                "rules.yaml:5:9 a-rule.if: found a condition on event.working-time, which needs the"
                                        + " book's working-time",
                                "rules.yaml:10:59 a-rule.then.create-task.responsible.on-shift: found \"on-shift\", but"
                                        + " anna has no calendar, expected one, or the book's working-time",
                                "rules.yaml:12:12 away.every: found \"every\", which needs the book's zone,"
                                        + " such as Europe/Moscow",
                                "rules.yaml:13:27 away.tasks.responsible: found \"ann\", did you mean \"anna\"?"));
    }
}
