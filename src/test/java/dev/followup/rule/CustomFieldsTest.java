package dev.followup.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.followup.event.CrmEvent;
import dev.followup.event.EventKind;
import dev.followup.task.TaskCommand;
import dev.followup.yaml.InvalidFileException;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CustomFieldsTest {

    private static final String RULES = """
            rules:
              - name: a-rule
                when: [lead.added, list-element.added]
                if: { lead.custom_fields.area: { numeric: [">", 50] } }
                then: [{ create-task: { text: "Call {lead.custom_fields.phone}", due: 1h } }]
            """;

    private static final RuleBook BOOK = RuleFixtures.book("""
            zone: Europe/Moscow
            fields:
              phone: { code: PHONE, type: text }
              area: { id: 71, type: number }
              pay_date: { id: 77, type: date }
              hot: { id: 79, type: flag }
              districts: { id: 80, type: list }
              colours: { id: 81 }
            """ + RULES);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            phone     | PHONE: ["+7 900", "+7 901"] | +7 900
            phone     | PHONE: ["77"]               | 77
            area      | 71: ["-54"]                 | -54
            area      | 71: ["54.0"]                | 54
            area      | 71: ["999999999999999999"]  | 999999999999999999
            pay_date  | 77: ["1795255200"]          | 1795255200
            pay_date  | 77: ["-86400"]              | -86400
            pay_date  | 77: ["01.02.1990"]          | 633819600
            hot       | 79: ["1"]                   | true
            hot       | 79: ["true"]                | true
            hot       | 79: ["0", "1"]              | false
            districts | 80: ["Arbat", "Sokol"]      | [Arbat, Sokol]
            colours   | 81: ["red"]                 | [red]
            """)
    void gives_a_value_its_name_and_type(String name, String values, String expected) {
        var plan = BOOK.plan(contactWith(values));

        assertThat(plan.facts().at("contact.custom_fields." + name))
                .hasValueSatisfying(value -> assertThat(value).hasToString(expected));
        assertThat(plan.warnings()).isEmpty();
    }

    @Test
    void keeps_numbers_as_facts_have_them() {
        var facts = BOOK.plan(contactWith("71: ['54.50'], 77: ['1795255200'], 79: ['1']"))
                .facts();

        assertThat(facts.at("contact.custom_fields.area")).contains(new BigDecimal("54.5"));
        assertThat(facts.at("contact.custom_fields.pay_date")).contains(1795255200L);
        assertThat(facts.at("contact.custom_fields.hot")).contains(true);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            71: ["54 m"]      | fields.area: found "54 m" in contact.custom_fields.71, expected a number
            71: ["1e9"]       | fields.area: found "1e9" in contact.custom_fields.71, expected a number
            71: ["9999999999999999999"] | fields.area: found "9999999999999999999" in contact.custom_fields.71, expected a number
            77: ["soon"]      | fields.pay_date: found "soon" in contact.custom_fields.77, expected a date
            77: ["31.02.2026"] | fields.pay_date: found "31.02.2026" in contact.custom_fields.77, expected a date
            79: ["yes"]       | fields.hot: found "yes" in contact.custom_fields.79, expected a flag
            """)
    void leaves_out_what_is_none_of_the_type_and_warns(String values, String warning) {
        var plan = BOOK.plan(contactWith(values));

        assertThat(plan.warnings()).containsExactly(warning);
        assertThat(plan.facts()).isEqualTo(contactWith(values).facts());
    }

    @Test
    void lets_conditions_and_texts_see_them_beside_the_others() {
        var plan = BOOK.explain(
                RuleFixtures.leadAdded("{lead: {id: 501, custom_fields: {PHONE: ['+7 900'], 71: ['60']}}}"));

        assertThat(plan.commands().stream()
                        .map(command -> ((TaskCommand.Create) command).task().text()))
                .containsExactly("Call +7 900");
        assertThat(plan.facts())
                .isEqualTo(RuleFixtures.facts("{lead: {id: 501, custom_fields: {PHONE: ['+7 900'], 71: ['60'],"
                        + " phone: '+7 900', area: 60}}}"));
    }

    @Test
    void looks_at_everything_that_has_custom_fields() {
        var facts =
                BOOK.plan(RuleFixtures.event(EventKind.LIST_ELEMENT_ADDED, """
                        {lead: 5, contact: {custom_fields: {PHONE: [a]}}, company: {custom_fields: {PHONE: [b]}},
                        customer: {custom_fields: {PHONE: [c]}}, list-element: {custom_fields: {PHONE: [d]}},
                        incoming-lead: {custom_fields: {PHONE: [e]}}}""")).facts();

        assertThat(List.of("contact", "company", "customer", "list-element"))
                .extracting(root -> facts.at(root + ".custom_fields.phone").orElseThrow())
                .containsExactly("a", "b", "c", "d");
        assertThat(facts.at("incoming-lead.custom_fields.phone")).isEmpty();
    }

    @Test
    void leaves_facts_without_them_alone() {
        var event = RuleFixtures.leadAdded("{lead: {id: 501, custom_fields: {PHONE: [], 99: [x]}}}");

        assertThat(BOOK.plan(event).facts()).isSameAs(event.facts());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                              | 1:9 fields: found {}, expected names of custom fields, such as pay_date: { id: 77, type: date }
            [phone]                         | 1:9 fields: found ["phone"], expected names of custom fields, such as pay_date: { id: 77, type: date }
            { 77: { id: 77 } }              | 1:11 fields: found "77", expected a name of letters, digits, _ and - that is no id and no code in capitals, such as pay_date
            { PHONE: { code: PHONE } }      | 1:11 fields: found "PHONE", expected a name of letters, digits, _ and - that is no id and no code in capitals, such as pay_date
            { pay.date: { id: 77 } }        | 1:11 fields: found "pay.date", expected a name of letters, digits, _ and - that is no id and no code in capitals, such as pay_date
            { a: { id: 1 }, a: { id: 2 } }  | 1:25 fields: found "a" a second time, expected it once: it is already at rules.yaml:1:11
            { a: 77 }                       | 1:14 fields.a: found 77, expected a mapping with id, code, name or type
            { a: { id: 77, kind: date } }   | 1:24 fields.a: found "kind", expected id, code, name or type
            { a: { id: "77" } }             | 1:20 fields.a.id: found "77", expected the id of a custom field, such as 77
            { a: { id: 0 } }                | 1:20 fields.a.id: found 0, expected the id of a custom field, such as 77
            { a: { code: phone } }          | 1:22 fields.a.code: found "phone", expected the code of a custom field in capitals, such as PHONE
            { a: { code: 77 } }             | 1:22 fields.a.code: found 77, expected the code of a custom field in capitals, such as PHONE
            { a: { type: text } }           | 1:14 fields.a: found no id, no code and no name, expected one of them
            { a: { id: 77, code: PHONE } }  | 1:14 fields.a: found both an id and a code, expected one of them
            { a: { id: 77, type: dates } }  | 1:30 fields.a.type: found "dates", did you mean "date"?
            { a: { id: 77, type: money } }  | 1:30 fields.a.type: found "money", expected text, number, date, date-time, birthday, flag or list
            { a: { id: 77, type: date } }   | 1:30 fields.a.type: found "date", which needs the book's zone, such as Europe/Moscow
            """)
    void refuses_fields_that_are_wrong(String fields, String problem) {
        var rules = "\nrules: [{ name: a-rule, when: lead.added, then: [{ create-task: { text: 'x', due: 1h } }] }]";

        assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(() -> RuleFixtures.book("fields: " + fields + rules))
                .satisfies(refusal -> assertThat(refusal.problems()).containsExactly("rules.yaml:" + problem));
    }

    @Test
    void refuses_names_that_the_book_does_not_give() {
        assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(() -> RuleFixtures.book("fields: { areas: { id: 71 }, phone: { code: PHONE } }\n" + RULES))
                .withMessage("rules.yaml:5:11 a-rule.if: found \"lead.custom_fields.area\", did you mean"
                        + " \"lead.custom_fields.areas\"?");
    }

    /// An event that no rule listens to.
    private static CrmEvent contactWith(String fields) {
        return RuleFixtures.event(EventKind.CONTACT_ADDED, "{contact: {custom_fields: {" + fields + "}}}");
    }
}
