package dev.followup.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.followup.rule.InvalidRulesException;
import dev.followup.rule.RuleBookReader;
import dev.followup.webhook.WebhookReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class RuleTrialTest {

    private static final String BOOK = """
            zone: Europe/Moscow
            rules:
              - name: call
                when: lead.added
                if: { lead.price: { numeric: [">=", 100] } }
                then:
                  - create-task: { text: "Call {lead.name}", due: 1h, responsible: owner }
            """;

    @TestFactory
    Stream<DynamicTest> books_do_what_their_cases_say() {
        return Stream.of("src/main/resources/rules", "src/docs/wishes").flatMap(RuleTrialTest::cases);
    }

    private static Stream<DynamicTest> cases(String book) {
        var trial = trial(text(book + ".yaml"));
        return RuleTrial.cases(book + ".cases.yaml", text(book + ".cases.yaml")).stream()
                .map(one -> DynamicTest.dynamicTest(
                        one.name(), () -> assertThat(trial.failure(one)).isEmpty()));
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

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
                        .contains("cases.yaml:1:3 a lead", "expected 2 orders, found 1")
                        .containsPattern("≠ text: +expected Ring Roof +found Call Roof")
                        .containsPattern("  rule: +expected call +found call")
                        .containsPattern("≠ rule: +expected other +found nothing"));
    }

    @Test
    void says_why_a_rule_did_not_fire() {
        assertThat(failure("price: 9", "expect: [{ rule: call }]"))
                .hasValueSatisfying(words -> assertThat(words).contains("call: lead.price is 9, rule wants >= 100"));
    }

    @Test
    void shows_an_order_that_nobody_expects() {
        assertThat(failure("expect: []"))
                .hasValueSatisfying(
                        words -> assertThat(words).contains("≠ rule:").contains("found call"));
    }

    @Test
    void refuses_a_hook_that_cannot_be_read() {
        var hook = "- { name: x, given: { hook: \"{}\", at: 2026-11-24T10:00:00+03:00 }, expect: [] }";
        assertThat(trial(BOOK).failure(RuleTrial.cases("c.yaml", hook).getFirst()))
                .hasValueSatisfying(words -> assertThat(words).contains("the hook: the body looks like JSON"));
    }

    @Test
    void names_everything_that_is_wrong_with_the_file() {
        assertThatThrownBy(() -> RuleTrial.cases("c.yaml", """
                - name: x
                  given: { hook: "a=1", event: { kind: lead.added }, at: tomorrow }
                  expect: [{ rules: call }]
                - name: x
                  given: { at: 2026-11-24T10:00:00+03:00 }
                  expect: call
                - name: null
                  given: { hook: [], facts: { leads: { id: 5 } }, at: 2026-11-24T10:00:00+03:00 }
                  expect: []
                - name: y
                  given: { event: { kind: lead.aded, lead: 5, kontact: { id: 6 } }, at: 2026-11-24T10:00:00+03:00 }
                  expect: []
                - name: z
                  given: { event: { lead: { id: 5 } }, at: 2026-11-24T10:00:00+03:00 }
                  expect: []
                """))
                .isInstanceOf(InvalidRulesException.class)
                .hasMessageContainingAll(
                        "c.yaml:2:10",
                        "both hook and event",
                        "found \"tomorrow\", expected a time with its offset",
                        "found \"rules\", did you mean \"rule\"?",
                        "found \"x\" a second time",
                        "neither hook and event",
                        "found \"call\", expected a list of orders",
                        "found null, expected a text",
                        "hook: found [], expected a text",
                        "found \"leads\", did you mean \"lead\"?",
                        "found \"lead.aded\", did you mean \"lead.added\"?",
                        "lead: found 5, expected a mapping",
                        "found \"kontact\", did you mean \"contact\"?",
                        "found no \"kind\", expected one");
    }

    private static Optional<String> failure(String expect) {
        return failure("price: 100", expect);
    }

    private static Optional<String> failure(String price, String expect) {
        var cases = """
                - name: a lead
                  given:
                    event: { kind: lead.added, lead: { id: 5, name: Roof, %s, responsible_user_id: 7 } }
                    at: 2026-11-24T10:00:00+03:00
                  %s
                """.formatted(price, expect);
        return trial(BOOK).failure(RuleTrial.cases("cases.yaml", cases).getFirst());
    }

    private static RuleTrial trial(String rules) {
        return new RuleTrial(RuleBookReader.read("rules.yaml", rules), new WebhookReader());
    }
}
