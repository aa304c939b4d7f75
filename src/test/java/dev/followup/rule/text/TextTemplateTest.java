package dev.followup.rule.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.event.CrmEvent;
import dev.followup.event.EventKind;
import dev.followup.event.Facts;
import dev.followup.rule.Plan;
import dev.followup.rule.RuleFixtures;
import dev.followup.task.TaskCommand;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTemplateTest {

    private static final Facts FACTS = new Facts(Map.of(
            "lead",
            Map.of(
                    "id",
                    501L,
                    "name",
                    "Flat {lead.id} \\{x} <b>&\"'",
                    "price",
                    1_000_000L,
                    "score",
                    new BigDecimal("1E+5"),
                    "is_deleted",
                    true,
                    "tags",
                    List.of("VIP", "new"),
                    "custom_fields",
                    Map.of("77", List.of("+7 900"))),
            "contact",
            Map.of("name", "  "),
            "incoming-lead",
            Map.of("category", "forms", "data", Map.of("имя", "Анна", "tags", List.of("new")))));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'Call'                                 | Call
            'Call {lead.id}'                       | Call 501
            "Call #{lead.id}"                      | Call #501
            '${lead.price} of ${lead.custom_fields.77}' | $1000000 of $+7 900
            '$\\{lead.name}'                        | ${lead.name}
            '{lead.name}'                          | Flat {lead.id} \\{x} <b>&"'
            '{lead.price} {lead.score}'             | 1000000 100000
            '{lead.is_deleted}'                    | true
            '{lead.tags}'                          | VIP, new
            '{lead.custom_fields.77} {incoming-lead.data.имя}' | +7 900 Анна
            "{lead['id']}"                         | 501
            '{incoming-lead.category}'             | forms
            'a \\{lead.id} b }'                    | a {lead.id} b }
            `'{| {raw} |}'`                        | {raw}
            '{! said to nobody !}Call'             | Call
            '  Call  '                             | Call
            '«Call»'                               | «Call»
            '«{lead.id}» in “quotes”'              | «501» in “quotes”
            """)
    void puts_facts_in_and_evaluates_nothing_else(String text, String expected) {
        var plan = plan(text, FACTS);

        assertThat(text(plan)).isEqualTo(expected);
        assertThat(plan.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'Call {lead.custom_fields.PHONE}' | Call — | lead.custom_fields.PHONE
            'Call {company.name}'     | Call —    | company.name
            '{contact.name}'          | —         | contact.name
            '{incoming-lead.data.имя.size}'  | —  | incoming-lead.data.имя.size
            '{incoming-lead.data.tags.size}' | —  | incoming-lead.data.tags.size
            '{incoming-lead.data}'    | —         | incoming-lead.data
            """)
    void shows_a_gap_for_what_is_missing_and_warns(String text, String expected, String path) {
        var plan = plan(text, FACTS);

        assertThat(text(plan)).isEqualTo(expected);
        assertThat(plan.warnings()).containsExactly("a-rule: " + path + " is missing, \"—\" replaces it");
    }

    @Test
    void keeps_lines_apart() {
        var book = RuleFixtures.taskWith("""
                due: 1h
                text: |
                  Call {lead.id}

                  then write
                """);

        assertThat(text(book.plan(event(FACTS)))).isEqualTo("Call 501\n\nthen write");
    }

    @Test
    void cuts_what_is_too_long_between_two_characters() {
        var facts = new Facts(Map.of("lead", Map.of("name", "😀".repeat(100_000))));

        var plan = plan("'a{lead.name}'", facts);

        assertThat(text(plan))
                .hasSizeLessThanOrEqualTo(TextTemplate.LONGEST)
                .startsWith("a😀")
                .endsWith("😀…");
        assertThat(plan.warnings()).containsExactly("a-rule: the text is cut after 4000 characters");
    }

    @Test
    void prints_a_monstrous_number_in_few_characters() {
        var facts = new Facts(Map.of("lead", Map.of("price", new BigDecimal("1E+999999999"))));

        assertThat(text(plan("'{lead.price}'", facts))).isEqualTo("1E+999999999");
    }

    private static Plan plan(String text, Facts facts) {
        return RuleFixtures.taskWith("{ due: 1h, text: " + text + " }").plan(event(facts));
    }

    private static CrmEvent event(Facts facts) {
        return new CrmEvent(EventKind.INCOMING_LEAD_ADDED, "demo", null, RuleFixtures.MORNING, facts, "key");
    }

    private static String text(Plan plan) {
        return ((TaskCommand.Create) plan.commands().getFirst()).task().text();
    }
}
