package dev.followup.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.event.EventSubject;
import dev.followup.event.Facts;
import dev.followup.task.DraftCommand;
import dev.followup.task.TaskCommand;
import dev.followup.task.WaitRequest;
import dev.followup.task.WaitRequest.Follow;
import dev.followup.task.WaitRequest.IfLate;
import dev.followup.yaml.InvalidFileException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Rules on dates: what webhooks ask of them, what becomes of them at their time, and what is refused.
class DateRulesTest {

    private static final String FIELDS = """
            zone: Europe/Moscow
            working-time: { days: MON-FRI, hours: "09:00-18:00" }
            fields:
              contract_end: { id: 77, type: date }
              meeting: { id: 78, type: date-time }
              birthday: { id: 79, type: birthday }
              other: { id: 80, type: number }
            """;

    private static final String ENDS = """
            on-date: lead.custom_fields.contract_end
            fire: 7d before at 10:00
            except: { lead.status_id: 143 }
            """;

    private static final String BIRTHDAY = """
            on-date: contact.custom_fields.birthday
            fire: on the day at 10:00
            yearly: true
            """;

    private static final Instant NOW = Instant.parse("2026-11-28T09:00:00Z");

    @Test
    void a_webhook_that_reports_a_date_waits_for_it() {
        var follow = follow(rule(ENDS), lead("lead.added", "\"2027-03-01T00:00:00+03:00\""));

        assertThat(follow.rule()).isEqualTo("a-rule");
        assertThat(follow.subject()).isEqualTo(EventSubject.of("leads/501"));
        assertThat(follow.updatedAt()).isEqualTo(Instant.ofEpochSecond(1795000000));
        assertThat(follow.dates()).singleElement().satisfies(date -> {
            assertThat(date.kind()).isEqualTo(EventKind.LEAD_DATE_REACHED);
            assertThat(date.key()).isEqualTo("demo:a-rule:leads/501:2027-03-01");
            assertThat(date.time()).isEqualTo("2027-02-22T07:00:00Z");
            assertThat(date.facts())
                    .isEqualTo(new Facts(Map.of(
                            "event",
                            Map.of("kind", "lead.date-reached", "rule", "a-rule"),
                            "lead",
                            Map.of("id", 501L))));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "lead.added, true",
        "lead.updated, true",
        "lead.status-changed, true",
        "lead.owner-changed, false",
        "lead.deleted, false",
        "contact.updated, false"
    })
    void only_webhooks_that_report_fields_of_the_entity_are_heard(String kind, boolean isHeard) {
        var book = rule(ENDS);

        assertThat(book.kinds().contains(EventKind.of(kind).orElseThrow())).isEqualTo(isHeard);
        assertThat(book.plan(lead(kind, "1798750800")).waits().isEmpty()).isNotEqualTo(isHeard);
        assertThat(book.kinds()).contains(EventKind.LEAD_DATE_REACHED);
    }

    @Test
    void a_whole_webhook_without_the_date_asks_for_nothing_and_another_one_is_completed() {
        var book = rule(ENDS);
        var whole = lead("lead.updated", null);
        var bare = event("lead.status-changed", EntityRef.Type.LEADS, "{lead: {id: 501, status_id: 7}}");

        assertThat(book.plan(whole).waits()).isEmpty();
        assertThat(book.missing(whole)).isEmpty();
        assertThat(book.missing(bare)).containsExactly(EntityRef.Type.LEADS);
        assertThat(book.mayAnswer(bare)).isTrue();
        assertThat(book.missing(bare.knowing("lead", Map.of("id", 501L)))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"142, true", "143, true", "7, false"})
    void the_time_at_which_a_lead_was_closed_is_fetched_of_closed_ones_alone(long stage, boolean isFetched) {
        var book = rule("on-date: lead.closed_at\nfire: 14d after at 10:00\n");
        var event = event(
                "lead.status-changed",
                EntityRef.Type.LEADS,
                "{lead: {id: 501, status_id: %d, created_at: 1795000000}}".formatted(stage));

        assertThat(book.missing(event)).isEqualTo(isFetched ? Set.of(EntityRef.Type.LEADS) : Set.of());
        assertThat(book.missing(event.knowing("lead", Map.of("status_id", stage))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2026-12-05T00:00:00+03:00 | 2026-11-28T09:00:00Z | its time has passed, and the date is ahead
            2026-12-06T00:00:00+03:00 | 2026-11-29T07:00:00Z | its time is to come
            2026-11-28T00:00:00+03:00 | 2026-11-28T09:00:00Z | the day is not over
            2026-11-27T00:00:00+03:00 |                      | the day is over
            """)
    void what_is_found_too_late_fires_at_once_while_its_date_is_ahead(String date, @Nullable String fires, String why) {
        assertThat(follow(rule(ENDS), lead("lead.updated", '"' + date + '"')).dates())
                .as(why)
                .extracting(event -> event.time().toString())
                .isEqualTo(fires == null ? List.of() : List.of(fires));
    }

    @Test
    void what_is_found_too_late_waits_for_nothing_if_the_conditions_do_not_hold() {
        var lost = event(
                "lead.updated",
                EntityRef.Type.LEADS,
                "{lead: {id: 501, status_id: 143, created_at: 1, custom_fields: {77: ['2026-12-01T00:00:00+03:00']}}}");

        assertThat(follow(rule(ENDS), lost).dates()).isEmpty();
    }

    @Test
    void what_is_found_when_the_rule_is_new_fires_only_if_its_time_is_to_come() {
        var book = rule(ENDS);
        var late = lead("lead.updated", "\"2026-12-01T00:00:00+03:00\"");
        var inTime = lead("lead.updated", "\"2027-03-01T00:00:00+03:00\"");

        assertThat(book.follow("a-rule", late, NOW, true)).hasValueSatisfying(one -> {
            assertThat(one.dates())
                    .singleElement()
                    .satisfies(date -> assertThat(one.isLate(date)).isTrue());
            assertThat(one.ifLate()).isEqualTo(IfLate.PASS);
        });
        assertThat(book.follow("a-rule", late, NOW, false))
                .hasValueSatisfying(one -> assertThat(one.ifLate()).isEqualTo(IfLate.FIRE));
        assertThat(book.follow("a-rule", inTime, NOW, true))
                .hasValueSatisfying(
                        one -> assertThat(one.dates()).noneMatch(one::isLate).hasSize(1));
        assertThat(book.follow("no-rule", inTime, NOW, true)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "03.12.1990, 2026-12-03T07:00:00Z, 2027-12-03T07:00:00Z",
        "28.11.1990, 2026-11-28T09:00:00Z, 2027-11-28T07:00:00Z",
        "27.11.1990, 2027-11-27T07:00:00Z, 2028-11-27T07:00:00Z",
        "29.02.2000, 2027-02-28T07:00:00Z, 2028-02-29T07:00:00Z"
    })
    void a_yearly_date_comes_again(String born, String next, String then) {
        assertThat(follow(rule(BIRTHDAY), contact(born)).dates())
                .extracting(event -> event.time().toString())
                .containsExactly(next, then);
    }

    @Test
    void a_date_fires_at_its_time_with_the_facts_of_then() {
        var book = rule(ENDS, "due: 1d working");
        var reached = reached(book, "\"2027-03-01T00:00:00+03:00\"");

        var verdict = book.ask("a-rule", 0, reached, _ -> {});

        assertThat(verdict).isInstanceOfSatisfying(WaitVerdict.Fires.class, fires -> {
            assertThat(text(fires.draft())).isEqualTo("Anna");
            assertThat(due(fires.draft())).isEqualTo("2027-02-23T07:00:00Z");
        });
        assertThat(book.next("a-rule", reached)).isEmpty();
    }

    @Test
    void a_date_that_has_moved_waits_on_and_an_empty_one_is_dropped() {
        var book = rule(ENDS);
        var reached = reached(book, "\"2027-03-01T00:00:00+03:00\"");

        assertThat(book.ask("a-rule", 0, with(reached, "'2027-03-08T00:00:00+03:00'"), _ -> {}))
                .isInstanceOfSatisfying(
                        WaitVerdict.Moved.class,
                        moved -> assertThat(moved.follow().dates())
                                .extracting(CrmEvent::key, event -> event.time().toString())
                                .containsExactly(org.assertj.core.groups.Tuple.tuple(
                                        "demo:a-rule:leads/501:2027-03-08", "2027-03-01T07:00:00Z")));
        assertThat(book.ask("a-rule", 0, with(reached, null), _ -> {}))
                .isEqualTo(new WaitVerdict.Dropped("lead.custom_fields.contract_end is empty"));
        assertThat(book.ask("a-rule", 0, with(reached, "'2026-01-01T00:00:00+03:00'"), _ -> {}))
                .isInstanceOfSatisfying(
                        WaitVerdict.Moved.class,
                        moved -> assertThat(moved.follow().dates()).isEmpty());
    }

    @Test
    void a_book_that_fires_later_waits_on() {
        var reached = reached(rule(ENDS), "\"2027-03-01T00:00:00+03:00\"");

        assertThat(rule(ENDS.replace("7d", "3d")).ask("a-rule", 0, reached, _ -> {}))
                .isInstanceOf(WaitVerdict.Moved.class);
        assertThat(rule(ENDS.replace("7d", "9d")).ask("a-rule", 0, reached, _ -> {}))
                .isInstanceOf(WaitVerdict.Fires.class);
    }

    @Test
    void conditions_are_asked_at_the_time() {
        var book = rule(ENDS);
        var lost = with(reached(book, "\"2027-03-01T00:00:00+03:00\""), "'2027-03-01T00:00:00+03:00'", 143);

        assertThat(book.ask("a-rule", 0, lost, _ -> {})).isInstanceOf(WaitVerdict.Dropped.class);
    }

    @Test
    void a_rule_that_goes_by_no_date_any_more_has_no_action_that_waits() {
        var reached = reached(rule(ENDS), "\"2027-03-01T00:00:00+03:00\"");

        assertThat(rule("when: lead.added\n").ask("a-rule", 0, reached, _ -> {}))
                .isEqualTo(new WaitVerdict.ActionGone());
        assertThat(rule(ENDS).ask("a-rule", 0, lead("lead.added", "1798750800"), _ -> {}))
                .isEqualTo(new WaitVerdict.ActionGone());
    }

    @Test
    void after_a_yearly_date_the_next_year_is_waited_for() {
        var book = rule(BIRTHDAY);
        var first = follow(book, contact("03.12.1990")).dates().getFirst();
        var reached = new CrmEvent(
                first.kind(),
                "demo",
                first.entity(),
                first.time(),
                contact("03.12.1990").facts(),
                first.key());

        assertThat(book.next("a-rule", reached))
                .hasValueSatisfying(next -> assertThat(next.dates())
                        .extracting(event -> event.time().toString())
                        .containsExactly("2027-12-03T07:00:00Z"));
    }

    @Test
    void a_deadline_counts_from_a_date() {
        var book = rule(ENDS, "due: 1d working before lead.custom_fields.contract_end");

        // the day before Monday, the 1st of March, is a Friday
        assertThat(due(fires(book, reached(book, "\"2027-03-01T00:00:00+03:00\""))))
                .isEqualTo("2027-02-26T15:00:00Z");
    }

    @Test
    void a_deadline_counts_from_the_date_of_the_year_for_which_a_yearly_rule_fires() {
        var before = rule(
                BIRTHDAY.replace("on the day at 10:00", "7d before at 10:00"),
                "due: 1d before contact.custom_fields.birthday at 18:00");
        var born = contact("02.01.1990");
        var first = follow(before, born).dates().getFirst();

        assertThat(first.time()).isEqualTo("2026-12-26T07:00:00Z");
        assertThat(due(fires(before, first.with(born.facts())))).isEqualTo("2027-01-01T15:00:00Z");

        var after = rule(
                BIRTHDAY.replace("on the day at 10:00", "3d after at 10:00"),
                "due: 5d after contact.custom_fields.birthday at 18:00");
        var second = follow(after, contact("30.12.1990")).dates().getFirst();
        assertThat(second.time()).isEqualTo("2027-01-02T07:00:00Z");
        assertThat(due(fires(after, second.with(contact("30.12.1990").facts()))))
                .isEqualTo("2027-01-04T15:00:00Z");
    }

    @Test
    void a_deadline_before_the_event_or_of_no_date_is_at_once() {
        var book = rule("when: lead.added\n", "due: 9d before lead.custom_fields.contract_end at 10:00");
        var late = book.plan(lead("lead.added", "\"2026-12-01T00:00:00+03:00\""));
        var empty = book.plan(lead("lead.added", null));

        assertThat(due(late.drafts().getFirst())).isEqualTo("2026-11-28T09:00:00Z");
        assertThat(due(empty.drafts().getFirst())).isEqualTo("2026-11-28T09:00:00Z");
        assertThat(empty.warnings())
                .containsExactly("a-rule: lead.custom_fields.contract_end is missing, the task is due at once");
    }

    @Test
    void a_deadline_that_counts_from_a_date_is_fetched() {
        var book = rule("when: lead.chat\n", "due: 2h before lead.custom_fields.meeting");

        assertThat(book.missing(event("lead.chat", EntityRef.Type.LEADS, "{lead: {id: 501}}")))
                .containsExactly(EntityRef.Type.LEADS);
    }

    @Test
    void a_task_and_a_customer_have_dates_too() {
        var task = rule("on-date: task.complete_till\nfire: 1h before\n");
        var reported = event(
                "task.updated",
                EntityRef.Type.LEADS,
                "{task: {id: 9, complete_till: 1795860000, updated_at: 1795850000}, lead: {id: 501}}");
        var customer = rule("on-date: customer.next_date\nfire: 1d before at 10:00\n");
        var known = event(
                "customer.updated",
                EntityRef.Type.CUSTOMERS,
                "{customer: {id: 501, name: Vera, next_date: 1798750800}}");

        assertThat(follow(task, reported)).satisfies(follow -> {
            assertThat(follow.subject()).isEqualTo(EventSubject.of("tasks/9"));
            assertThat(follow.dates().getFirst().time()).isEqualTo(Instant.ofEpochSecond(1795856400));
            assertThat(follow.dates().getFirst().entity()).isEqualTo(new EntityRef(EntityRef.Type.LEADS, 501));
        });
        assertThat(follow(customer, known).dates().getFirst().facts().at("customer.name"))
                .contains("Vera");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            '2027-03-01T00:00:00+03:00' | lead.custom_fields.contract_end is 2027-03-01: the rule waits until 2027-02-22 10:00
            '2026-12-01T00:00:00+03:00' | lead.custom_fields.contract_end is 2026-12-01: the rule fires at once, since its time has passed
            '2026-01-01T00:00:00+03:00' | lead.custom_fields.contract_end is 2026-01-01, whose time has passed
                                        | lead.custom_fields.contract_end is empty
            """)
    void an_explanation_says_until_when_a_date_waits(@Nullable String date, String reason) {
        assertThat(rule(ENDS)
                        .explain(lead("lead.updated", date == null ? null : '"' + date + '"'))
                        .verdicts())
                .extracting(RuleVerdict::reason)
                .containsExactly(reason);
    }

    @Test
    void an_event_of_a_date_that_a_person_describes_is_planned_like_any_other() {
        var book = rule(ENDS);

        assertThat(book.plan(event("lead.date-reached", EntityRef.Type.LEADS, "{lead: {id: 501, name: Anna}}"))
                        .commands())
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            on-date: lead.name; fire: 1d before at 10:00 | on-date: found "lead.name", which is a text, expected a custom field
            on-date: lead.custom_fields.other; fire: 1d before at 10:00 | found "lead.custom_fields.other", which is a number, expected
            on-date: lead.custom_fields.77; fire: 1d before at 10:00 | which is a field without a name and a type in the book's fields, expected
            on-date: lead.updated_at; fire: 1d after at 10:00 | found "lead.updated_at", which is a time by which rules cannot go, expected
            on-date: list-element.custom_fields.meeting; fire: 1d before | which is a time by which rules cannot go, expected
            on-date: lead.contract_end; fire: 1d before at 10:00 | found "lead.contract_end", expected id,
            on-date: lead.custom_fields.contract_end | found "on-date" without "fire", expected fire: 7d before at 10:00
            on-date: lead.custom_fields.contract_end; fire: 2h before | but the date has no time of day, expected days, such as 1d before at 10:00
            on-date: lead.custom_fields.contract_end; fire: 7d before | found "7d before", but the date has no time of day, expected 7d before at 10:00
            on-date: lead.custom_fields.meeting; fire: 2h before at 10:00 | expected days with a time of day, such as 1d before at 10:00
            on-date: lead.custom_fields.meeting; fire: 2h | expected <n>m, <n>h or <n>d before or after
            on-date: lead.custom_fields.meeting; fire: 9999d before | found "9999d before", expected at most 3650 days
            on-date: lead.custom_fields.meeting; fire: 400d before; yearly: true | found "400d before", expected at most 365 days
            on-date: lead.custom_fields.meeting; fire: 1h before; yearly: often | yearly: found "often", expected true or false
            on-date: lead.created_at; fire: 1h before | found "1h before", but lead.created_at has passed when it is heard of
            on-date: task.complete_till; fire: 1h before; yearly: true | found "yearly" on task.complete_till, which does not come again
            when: lead.added; fire: 1h before | found "fire" without "on-date"
            when: lead.added; yearly: true | found "yearly" without "on-date"
            when: lead.added; on-date: lead.created_at; fire: 1h after | found "on-date" beside "when", expected one of them
            every: "0 9 * * *"; on-date: lead.created_at; fire: 1h after | found "on-date" beside "every", expected one of them
            on-date: lead.created_at; fire: 1h after; stop-on: lead.deleted | found "stop-on", but no action of the rule waits
            on-date: lead.created_at; fire: 1h after; if-again: add | found "if-again", but no action of the rule waits
            on-date: lead.created_at; fire: 1h after; still: { lead.price: 5 } | found "still" in a rule on a date
            on-date: lead.created_at; fire: 1h after; max-age: 5m | found "max-age" in a rule that runs by the clock
            on-date: lead.created_at; fire: 1h after; if: { event.age: 5 } | found "event.age"
            """)
    void refuses_what_makes_no_sense(String lines, String problem) {
        assertThat(problems(lines.replace("; ", "\n"), "due: 1h")).contains(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            after: 1h, due: 1h | found "after" in a rule on a date, expected another rule with another "fire"
            due: 1d before | expected <n>m, <n>h or <n>d
            due: a day before lead.custom_fields.contract_end | expected <n>m, <n>h or <n>d before or after a date
            due: 1d before lead.name | found "lead.name", which is a text, expected a custom field
            due: 2h before lead.custom_fields.contract_end | but the date has no time of day
            due: 1d before contact.custom_fields.nothing | found "contact.custom_fields.nothing"
            """)
    void refuses_actions_that_make_no_sense(String keys, String problem) {
        assertThat(problems(ENDS, keys)).contains(problem);
    }

    private static String problems(String lines, String keys) {
        var refused = catchThrowableOfType(
                InvalidFileException.class, () -> RuleBookReader.read("rules.yaml", yaml(lines, keys)));
        return String.join("\n", refused.problems());
    }

    private static RuleBook rule(String lines) {
        return rule(lines, "due: 1h");
    }

    private static RuleBook rule(String lines, String keys) {
        return RuleFixtures.book(yaml(lines, keys));
    }

    private static String yaml(String lines, String keys) {
        return FIELDS + "rules:\n  - name: a-rule\n" + lines.strip().indent(4)
                + "    then: [{ create-task: { text: \"{lead.name}\", %s } }]\n"
                        .formatted(keys)
                        .replace("{lead.name}", lines.contains("on-date: contact") ? "{contact.name}" : "{event.kind}")
                        .replace("{event.kind}", lines.contains("lead.custom_fields.c") ? "{lead.name}" : "Task");
    }

    private static Follow follow(RuleBook book, CrmEvent event) {
        return (Follow) book.plan(event).waits().getFirst();
    }

    private static DraftCommand fires(RuleBook book, CrmEvent event) {
        return ((WaitVerdict.Fires) book.ask("a-rule", 0, event, _ -> {})).draft();
    }

    /// The event of a date at its time, with the facts of then.
    private static CrmEvent reached(RuleBook book, String date) {
        var first = follow(book, lead("lead.added", date)).dates().getFirst();
        return with(first, date.replace('"', '\''));
    }

    private static CrmEvent with(CrmEvent reached, @Nullable String date) {
        return with(reached, date, 7);
    }

    private static CrmEvent with(CrmEvent reached, @Nullable String date, long stage) {
        return reached.with(RuleFixtures.facts(
                "{event: {kind: lead.date-reached}, lead: {id: 501, name: Anna, status_id: %d, created_at: 1, %s}}"
                        .formatted(stage, date == null ? "price: 1" : "custom_fields: {77: [" + date + "]}")));
    }

    private static CrmEvent lead(String kind, @Nullable String date) {
        return event(
                kind,
                EntityRef.Type.LEADS,
                "{lead: {id: 501, name: Anna, created_at: 1795000000, updated_at: 1795000000, %s}}"
                        .formatted(date == null ? "price: 1" : "custom_fields: {77: [" + date + "]}"));
    }

    private static CrmEvent contact(String born) {
        return event(
                "contact.updated",
                EntityRef.Type.CONTACTS,
                "{contact: {id: 501, name: Anna, created_at: 1, custom_fields: {79: ['%s']}}}".formatted(born));
    }

    private static CrmEvent event(String kind, EntityRef.Type type, String facts) {
        return new CrmEvent(
                EventKind.of(kind).orElseThrow(),
                "demo",
                new EntityRef(type, 501),
                NOW,
                RuleFixtures.facts(facts),
                "webhook");
    }

    private static String text(DraftCommand draft) {
        return ((TaskCommand.Create) draft.command()).task().text();
    }

    private static String due(DraftCommand draft) {
        return ((TaskCommand.Create) draft.command()).task().due().toString();
    }

    /// Requests are of one kind only.
    @Test
    void a_rule_on_a_date_starts_no_other_wait() {
        assertThat(rule(ENDS).plan(lead("lead.added", "1798750800")).waits())
                .allMatch(WaitRequest.Follow.class::isInstance)
                .hasSize(1);
    }
}
