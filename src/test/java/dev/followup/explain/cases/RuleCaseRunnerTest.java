package dev.followup.explain.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.rule.RuleBookReader;
import dev.followup.webhook.WebhookReader;
import dev.followup.yaml.InvalidFileException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RuleCaseRunnerTest {

    private static final String BOOK = """
            zone: Europe/Moscow
            rules:
              - name: call
                when: lead.added
                if: { lead.price: { numeric: [">=", 100] } }
                then:
                  - create-task: { text: "Call {lead.name}", due: 1h, responsible: owner }
            """;

    @Test
    void agrees_if_all_that_is_expected_is_found() {
        assertThat(failure("""
                expect:
                    - { rule: call, entity: leads/5, type: follow-up, due: "2026-11-24T11:00:00", responsible: 7 }""")).isEmpty();
    }

    @Test
    void shows_what_is_expected_beside_what_is_found() {
        assertThat(failure("""
                expect:
                    - { rule: call, text: "Ring Roof" }
                    - { rule: other }"""))
                .hasValueSatisfying(words -> assertThat(words)
                        .contains("cases.yaml:1:3 a lead", "expected 2 commands, found 1")
                        .containsPattern("≠ text: +expected Ring Roof +found Call Roof")
                        .containsPattern("  rule: +expected call +found call")
                        .containsPattern("≠ rule: +expected other +found nothing"));
    }

    @Test
    void counts_commands_only_if_their_number_is_wrong() {
        assertThat(failure("expect: [{ rule: other }]"))
                .hasValueSatisfying(words -> assertThat(words).contains("a lead: the commands differ"));
        assertThat(failure("name: Roof, price: 9", "expect: [{ rule: call }]"))
                .hasValueSatisfying(words -> assertThat(words).contains("expected 1 command, found 0"));
    }

    @Test
    void says_why_a_rule_did_not_fire() {
        assertThat(failure("name: Roof, price: 9", "expect: [{ rule: call }]"))
                .hasValueSatisfying(words -> assertThat(words).contains("call: lead.price is 9, rule wants >= 100"));
    }

    @Test
    void says_which_facts_it_lacks_even_if_all_that_is_expected_is_found() {
        var webhook = """
                - name: a lead with few facts
                  given: { webhook: "leads[update][0][id]=5", at: 2026-11-24T10:00:00+03:00 %s }
                  expect: []
                """;
        var runner = runner(BOOK.replace("lead.added", "lead.updated"));

        assertThat(runner.failure(
                        RuleCaseRunner.cases("c.yaml", webhook.formatted("")).getFirst()))
                .hasValueSatisfying(words -> assertThat(words)
                        .contains("what is expected is found, but some rules are not decided")
                        .contains("call: needs facts: lead.price is fetched first, rule wants >= 100")
                        .endsWith("; give it under facts"));
        assertThat(runner.failure(RuleCaseRunner.cases("c.yaml", webhook.formatted(", facts: { lead: { price: 99 } }"))
                        .getFirst()))
                .isEmpty();
    }

    @Test
    void reports_the_warnings_of_a_rule_that_fired() {
        assertThat(failure("price: 100", "expect: [{ text: Call Roof }]"))
                .hasValueSatisfying(words -> assertThat(words).contains("call: lead.name is missing"));
    }

    @Test
    void shows_an_unexpected_command() {
        assertThat(failure("expect: []"))
                .hasValueSatisfying(
                        words -> assertThat(words).contains("≠ rule:").contains("found call"));
    }

    @Test
    void refuses_a_webhook_that_cannot_be_read() {
        var webhook = "- { name: x, given: { webhook: \"{}\", at: 2026-11-24T10:00:00+03:00 }, expect: [] }";
        assertThat(runner(BOOK).failure(RuleCaseRunner.cases("c.yaml", webhook).getFirst()))
                .hasValueSatisfying(words -> assertThat(words).contains("the webhook: the body is empty JSON"));
    }

    @Test
    void names_everything_that_is_wrong_with_the_file() {
        assertThatThrownBy(() -> RuleCaseRunner.cases("c.yaml", """
                - name: x
                  given: { webhook: "a=1", event: { kind: lead.added }, at: tomorrow }
                  expect: [{ rules: call }]
                - name: x
                  given: { at: 2026-11-24T10:00:00+03:00 }
                  expect: call
                - name: null
                  given: { webhook: [], facts: { leads: { id: 5 } }, at: 2026-11-24T10:00:00+03:00 }
                  expect: []
                - name: y
                  given: { event: { kind: lead.aded, lead: 5, kontact: { id: 6 } }, at: 2026-11-24T10:00:00+03:00 }
                  expect: []
                - name: z
                  given: { event: { lead: { id: 5 } }, at: 2026-11-24T10:00:00+03:00 }
                  expect: []
                """))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContainingAll(
                        "c.yaml:2:10",
                        "both webhook and event",
                        "found \"tomorrow\", expected a time with its offset",
                        "found \"rules\", did you mean \"rule\"?",
                        "found \"x\" a second time",
                        "neither webhook nor event",
                        "found \"call\", expected a list of commands",
                        "found null, expected a text",
                        "webhook: found [], expected a text",
                        "found \"leads\", did you mean \"lead\"?",
                        "found \"lead.aded\", did you mean \"lead.added\"?",
                        "lead: found 5, expected a mapping",
                        "found \"kontact\", did you mean \"contact\"?",
                        "found no \"kind\", expected one");
    }

    private static Optional<String> failure(String expect) {
        return failure("name: Roof, price: 100", expect);
    }

    private static Optional<String> failure(String facts, String expect) {
        var cases = """
                - name: a lead
                  given:
                    event: { kind: lead.added, lead: { id: 5, responsible_user_id: 7, %s } }
                    at: 2026-11-24T10:00:00+03:00
                  %s
                """.formatted(facts, expect);
        return runner(BOOK).failure(RuleCaseRunner.cases("cases.yaml", cases).getFirst());
    }

    private static RuleCaseRunner runner(String rules) {
        return runner("rules.yaml", rules);
    }

    private static RuleCaseRunner runner(String name, String rules) {
        return new RuleCaseRunner(RuleBookReader.read(name, rules), new WebhookReader(), new ObjectMapper());
    }
}
