package dev.followup.rule.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.followup.event.EventKind;
import dev.followup.rule.Plan;
import dev.followup.rule.RuleBook;
import dev.followup.rule.RuleFixtures;
import dev.followup.task.TaskCommand;
import dev.followup.yaml.InvalidFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextFilterTest {

    private static final String FACTS = """
            lead: { name: Factory, price: 60000, score: 1234567.005, labor_cost: -1500, account_id: 7.5, group_id: 0,
                    created_at: 1795255200, closed_at: -86400, updated_at: 1795294800, tags: [VIP],
                    source_id: 999999999999999999, custom_fields: { "71": ["1795255200"], "72": ["4"], "77": ["04.02.1990"] } }
            contact: { name: "  " }
            incoming-lead: { source_data: { date: 1795255200, money: 5, sum: 7000 } }
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {lead.price.money}                        | 60~000
            {lead.price.money()}                      | 60~000
            {lead.price.money('₽')}                   | 60~000~₽
            {lead.price.money("$")}                   | 60~000~$
            {lead.score.money('€')}                   | 1~234~567,01~€
            {lead.labor_cost.money}                   | -1~500
            {lead.account_id.money}                   | 7,50
            {lead.group_id.money}                     | 0
            {lead.source_id.money}                    | 999~999~999~999~999~999
            {lead.created_at.date}                    | 21.11.2026
            {lead.updated_at.date}                    | 22.11.2026
            {lead.closed_at.date}                     | 31.12.1969
            {lead.created_at.time}                    | 13:00
            {lead.updated_at.time}                    | 00:00
            {lead.created_at.date('d MMMM')}          | 21 November
            {lead.created_at.date("EEE, yyyy-MM-dd 'at' HH:mm z")} | Sat, 2026-11-21 at 13:00 MSK
            {lead.custom_fields.pay_day.date}         | 21.11.2026
            {lead.custom_fields.birthday.date('d MMM')} | 4 Feb
            {lead.custom_fields.money.money('m²')}    | 4~m²
            {lead.name.or('the client')}              | Factory
            {lead.name or 'the client'}               | Factory
            {contact.name.or('the client')}           | the client
            {company.name.or('the client')}           | the client
            {lead.custom_fields.PHONE.or('{none}')}   | {none}
            {lead.price.money.or('price not known')}  | 60~000
            {lead.loss_reason_id.money.or('price not known')} | price not known
            {lead.closest_task_at.date('d MMMM').or('no date')} | no date
            {lead.tags.or('none')}                    | VIP
            {incoming-lead.source_data.date}          | 1795255200
            {incoming-lead.source_data.money}         | 5
            {incoming-lead.source_data.sum.money('₽')} | 7~000~₽
            {incoming-lead.source_data.date.date()}   | 21.11.2026
            {incoming-lead.source_data.phone.or('—?')} | —?
            """)
    void shows_a_fact_as_people_read_it(String text, String expected) {
        var plan = plan(text);

        assertThat(text(plan)).isEqualTo(expected.replace('~', '\u00A0'));
        assertThat(plan.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {lead.loss_reason_id.money}   | —       | lead.loss_reason_id is missing, "—" replaces it
            {contact.created_at.date}     | —       | contact.created_at is missing, "—" replaces it
            """)
    void warns_of_what_is_missing(String text, String expected, String warning) {
        var plan = plan(text);

        assertThat(text(plan)).isEqualTo(expected);
        assertThat(plan.warnings()).containsExactly("a-rule: " + warning);
    }

    @Test
    void leaves_a_monstrous_number_as_it_is() {
        var event = RuleFixtures.leadAdded("{lead: {price: 1.0e+300}}");

        assertThat(text(book("{lead.price.money}").plan(event))).isEqualTo("1.0E+300");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {lead.price.mony}             | found "mony", did you mean "money"?
            {lead.price.size}             | found "size", expected or, money, date or time
            {lead.name.money.or('x')}     | found {lead.name.money.or('x')}, but lead.name is a text, expected a number before .money
            {lead.price.date}             | found {lead.price.date}, but lead.price is a number, expected a time before .date
            {lead.custom_fields.77.money} | found {lead.custom_fields.77.money}, but lead.custom_fields.77 is a list of texts, expected a number before .money; the book's fields give custom fields names and types
            {lead.price.money.size}       | found "size", expected or, money, date or time
            {lead.price.length()}         | found "length", expected or, money, date or time
            {lead.price ?: 'x'}           | found "?:", expected or, money, date or time
            {lead.prise.money}            | found "lead.prise", did you mean "lead.price"?
            {lead.or('x')}                | found {lead}, expected id, status_id, pipeline_id, responsible_user_id, group_id, created_by, updated_by, loss_reason_id, account_id, source_id, contact_id, company_id, name, price, score, created_at, updated_at, closed_at, closest_task_at, is_deleted, tags, labor_cost or custom_fields behind lead
            {lead.price.money(5)}         | found money(5), expected money or money('₽')
            {lead.price.money('a', 'b')}  | found money('a', 'b'), expected money or money('₽')
            {lead.price.money('')}        | found money(''), expected money or money('₽')
            {lead.price.money(lead.name)} | found money(lead.name), expected money or money('₽')
            {lead.created_at.date('dd.QQQQQQQ')} | found date('dd.QQQQQQQ'), expected date or date('d MMMM yyyy'), with a pattern of java.time
            {lead.created_at.date('d MMMM', 'ru')} | found date('d MMMM', 'ru'), expected date or date('d MMMM yyyy'), with a pattern of java.time
            {lead.created_at.time('HH')}  | found time('HH'), expected time
            {lead.name.or}                | found or(), expected or('…') with a text
            {lead.name.or(' ')}           | found or(' '), expected or('…') with a text
            {lead.name.or(lead.id)}       | found or(lead.id), expected or('…') with a text
            {lead.name.or('x').money}     | found {lead.name.or('x').money}, expected one of money, date and time at most, and or behind it
            {lead.price.money.date}       | found {lead.price.money.date}, expected one of money, date and time at most, and or behind it
            {incoming-lead.source_data.date.trim()} | found "trim", expected or, money, date or time
            {money('x')}                  | found {money('x')}, expected a fact such as {lead.name}
            """)
    void refuses_filters_that_are_none(String text, String problem) {
        assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(() -> book(text))
                .satisfies(refusal -> assertThat(refusal.problems())
                        .containsExactly("rules.yaml:9:17 a-rule.then.create-task.text: " + problem));
    }

    @ParameterizedTest
    @CsvSource({"date", "time"})
    void refuses_times_in_a_book_without_a_zone(String filter) {
        var rule = "{ name: a-rule, when: lead.added, then: [{ create-task: { due: 1h, text: '{lead.created_at."
                + filter + "}' } }] }";

        assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(() -> RuleFixtures.book("rules: [" + rule + "]"))
                .withMessage("rules.yaml:1:82 a-rule.then.create-task.text: found \"" + filter
                        + "\", which needs the book's zone, such as Europe/Moscow");
    }

    private static Plan plan(String text) {
        return book(text).plan(RuleFixtures.event(EventKind.INCOMING_LEAD_ADDED, FACTS));
    }

    private static RuleBook book(String text) {
        return RuleFixtures.book("""
                zone: Europe/Moscow
                fields: { pay_day: { id: 71, type: date }, money: { id: 72, type: number }, birthday: { id: 77, type: date } }
                rules:
                  - name: a-rule
                    when: [lead.added, incoming-lead.added]
                    then:
                      - create-task:
                          due: 1h
                          text: |
                            %s
                """.formatted(text));
    }

    private static String text(Plan plan) {
        return ((TaskCommand.Create) plan.commands().getFirst()).task().text();
    }
}
