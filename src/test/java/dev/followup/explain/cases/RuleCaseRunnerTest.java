package dev.followup.explain.cases;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.rule.RuleBookReader;
import dev.followup.webhook.WebhookReader;
import dev.followup.yaml.InvalidFileException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RuleCaseRunnerTest {

    private static final ZoneId MOSCOW = ZoneId.of("Europe/Moscow");

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

        assertThat(runner.failure(RuleCaseRunner.cases("c.yaml", webhook.formatted(""), MOSCOW)
                        .getFirst()))
                .hasValueSatisfying(words -> assertThat(words)
                        .contains("what is expected is found, but some rules are not decided")
                        .contains("call: needs facts: lead.price is fetched first, rule wants >= 100")
                        .endsWith("; give it under facts"));
        assertThat(runner.failure(
                        RuleCaseRunner.cases("c.yaml", webhook.formatted(", facts: { lead: { price: 99 } }"), MOSCOW)
                                .getFirst()))
                .isEmpty();
    }

    @Test
    void empty_facts_say_that_the_crm_has_none() {
        var runner = runner(BOOK.replace("lead.price: { numeric: [\">=\", 100] }", "contact.name: Anna"));
        var one = """
                - name: a lead without a contact
                  given:
                    webhook: "leads[add][0][id]=5&leads[add][0][created_at]=1795300000"
                    at: 2026-11-24T10:00:00+03:00
                    facts: { contact: {} }
                  expect: []
                """;

        assertThat(runner.failure(RuleCaseRunner.cases("c.yaml", one, MOSCOW).getFirst()))
                .isEmpty();
    }

    @Test
    void reports_the_warnings_of_a_rule_that_fired() {
        assertThat(failure("price: 100", "expect: [{ text: Call Roof }]"))
                .hasValueSatisfying(words -> assertThat(words).contains("call: lead.name is missing"));
    }

    @Test
    void shows_an_unexpected_command_in_one_line() {
        assertThat(failure("expect: []"))
                .hasValueSatisfying(words -> assertThat(words)
                        .contains("expected 0 commands, found 1")
                        .containsPattern("≠ not expected: .*entity leads/5, .*rule call, .*text Call Roof")
                        .doesNotContain("≠ rule:"));
    }

    @Test
    void shows_of_many_commands_those_that_differ() {
        var more = """
                - { name: second, when: lead.added, then: [{ create-task: { text: "Write", due: 1h } }] }
                - { name: third, when: lead.added, then: [{ create-task: { text: "Visit", due: 1h } }] }
                - { name: fourth, when: lead.added, if: { lead.price: 5 }, then: [{ create-task: { text: "Sell", due: 1h } }] }
                """.indent(2);
        assertThat(runner(BOOK + more)
                        .failure(RuleCaseRunner.cases("cases.yaml", """
                                - name: a lead
                                  given:
                                    event: { kind: lead.added, lead: { id: 5, name: Roof, price: 100, responsible_user_id: 7 } }
                                    at: 2026-11-24T10:00:00+03:00
                                  expect: [{ rule: call }, { rule: third }]
                                """, MOSCOW).getFirst()))
                .hasValueSatisfying(words -> assertThat(words)
                        .contains("expected 2 commands, found 3")
                        .containsOnlyOnce("≠")
                        .containsPattern("≠ not expected: .*rule second")
                        .doesNotContain("fourth"));
    }

    @Test
    void refuses_a_webhook_that_cannot_be_read() {
        var webhook = "- { name: x, given: { webhook: \"{}\", at: 2026-11-24T10:00:00+03:00 }, expect: [] }";
        assertThat(runner(BOOK)
                        .failure(RuleCaseRunner.cases("c.yaml", webhook, MOSCOW).getFirst()))
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
                """, MOSCOW))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContainingAll(
                        "c.yaml:2:10",
                        "both webhook and event",
                        "found \"tomorrow\", expected a time in the book's zone such as 2026-11-23 10:00",
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

    private static final String WAITING = """
            zone: Europe/Moscow
            rules:
              - name: call-back
                when: lead.call-in
                max-age: 10m
                stop-on: task.completed
                if: { lead.status_id: { anything-but: 143 } }
                then:
                  - create-task: { after: 30m, text: "Call {lead.name}", due: 1h, responsible: owner, close-on: lead.site-visit }
            """;

    private static final String CALL =
            "event: { kind: lead.call-in, lead: { id: 5, name: Roof, status_id: 7, responsible_user_id: 102 } }";

    private static Optional<String> story(String steps) {
        return runner(WAITING)
                .failure(RuleCaseRunner.cases("c.yaml", "- name: a call\n  story:\n" + steps.indent(4), MOSCOW)
                        .getFirst());
    }

    @Test
    void plays_events_and_moments_with_the_facts_of_then() {
        assertThat(story("""
                - { at: 2026-11-24 10:00, %s }
                - { at: 2026-11-24 10:29 }
                - at: 2026-11-24 10:30
                  now: { lead: { name: House, responsible_user_id: 7 } }
                  expect: [{ rule: call-back, entity: leads/5, text: Call House, due: 2026-11-24 11:30, responsible: 7 }]
                - { at: 2026-11-24 12:00 }
                """.formatted(CALL))).isEmpty();
    }

    @Test
    void plays_what_stops_and_what_closes() {
        assertThat(story("""
                - { at: 2026-11-24 10:00, %s }
                - { at: 2026-11-24 10:20, event: { kind: task.completed, task: { id: 9 }, lead: { id: 5 } } }
                - { at: 2026-11-24 10:40, %s }
                - { at: 2026-11-24 11:10, expect: [{ action: create-task }] }
                - at: 2026-11-24 11:20
                  event: { kind: lead.site-visit, lead: { id: 5 } }
                  expect: [{ action: complete-tasks, result: Closed by rule call-back }]
                """.formatted(CALL, CALL))).isEmpty();
    }

    @Test
    void drops_what_is_asked_again_in_vain_and_what_is_gone() {
        assertThat(story("""
                - { at: 2026-11-24 10:00, %s }
                - { at: 2026-11-24 10:30, now: { lead: { id: 5, status_id: 143 } } }
                """.formatted(CALL))).isEmpty();
        assertThat(story("""
                - { at: 2026-11-24 10:00, %s }
                - { at: 2026-11-24 10:10, event: { kind: lead.deleted, lead: { id: 5 } } }
                - { at: 2026-11-24 10:30 }
                """.formatted(CALL))).isEmpty();
        assertThat(story("""
                - { at: 2026-11-24 10:00, %s }
                - { at: 2026-11-24 10:30, now: { lead: { id: 6, status_id: 143 } }, expect: [{ text: Call Roof }] }
                """.formatted(CALL))).as("facts of another lead").isEmpty();
    }

    @Test
    void knows_when_an_event_is_heard() {
        assertThat(story("""
                - { at: 2026-11-24 10:00, heard-at: 2026-11-24 10:11, %s }
                - { at: 2026-11-24 10:40 }
                """.formatted(CALL))).isEmpty();
        assertThat(story("""
                - { at: 2026-11-24 10:00, heard-at: 2026-11-24 10:09, %s }
                - { at: 2026-11-24 10:30, expect: [{ rule: call-back, due: 2026-11-24 11:30 }] }
                """.formatted(CALL))).isEmpty();
    }

    @Test
    void says_at_which_step_a_story_differs_and_why() {
        assertThat(story("""
                - { at: 2026-11-24 10:00, %s }
                - { at: 2026-11-24 10:30, now: { lead: { id: 5, status_id: 143 } }, expect: [{ rule: call-back }] }
                """.formatted(CALL)))
                .hasValueSatisfying(words -> assertThat(words)
                        .startsWith("c.yaml:1:3 a call: at 2026-11-24T10:30+03:00 (c.yaml:4:7), expected 1 command,"
                                + " found 0")
                        .contains("call-back: lead.status_id is 143, rule wants"));
    }

    private static final String WALKING = """
            zone: Europe/Moscow
            responsible: 101
            rules:
              - name: no-next-step
                every: "0 9 * * *"
                leads: { without-task: any, idle-for: 3d, pipeline: 9 }
                if: { lead.price: { numeric: [">", 100] } }
                once: { per-entity: 7d }
                limit: 2
                then: [{ create-task: { text: "{lead.name} has no next step", due: 1h, responsible: owner } }]
              - name: no-meeting
                every: "0 10 * * *"
                contacts: { without-task: meeting }
                then: [{ create-task: { text: "Meet {contact.name}", due: 1h } }]
              - name: leads-of-a-person
                every: "0 11 * * MON"
                leads: { created-before: 1d }
                per: responsible
                limit: 2
                then: [{ create-task: { text: "{person.name}: {leads.names}", due: 1h, responsible: owner } }]
            """;

    private static Optional<String> walking(String steps) {
        return runner(WALKING)
                .failure(RuleCaseRunner.cases("c.yaml", "- name: a walk\n  story:\n" + steps.indent(4), MOSCOW)
                        .getFirst());
    }

    @Test
    void walks_at_its_time_through_what_a_story_lists_and_finds_what_the_rule_looks_for() {
        assertThat(walking("""
                - at: 2026-11-23 09:00
                  leads:
                    - { id: 1, name: Roof, pipeline_id: 9, price: 500, updated_at: 2026-11-20 08:00, responsible_user_id: 7 }
                    - { id: 2, name: Busy, pipeline_id: 9, price: 500, updated_at: 2026-11-20 08:00, open-tasks: follow-up }
                    - { id: 3, name: Fresh, pipeline_id: 9, price: 500, updated_at: 2026-11-22 08:00 }
                    - { id: 4, name: Elsewhere, pipeline_id: 8, price: 500, updated_at: 2026-11-20 08:00 }
                    - { id: 5, name: Lost, pipeline_id: 9, status_id: 143, price: 500, updated_at: 2026-11-20 08:00 }
                    - { id: 6, name: Cheap, pipeline_id: 9, price: 50, updated_at: 2026-11-20 08:00 }
                  expect: [{ rule: no-next-step, entity: leads/1, text: Roof has no next step, responsible: 7 }]
                - at: 2026-11-23 10:00
                  contacts: [{ id: 71, name: Anna, open-tasks: [follow-up, 2743001] }, { id: 72, open-tasks: meeting }]
                  expect: [{ rule: no-meeting, text: Meet Anna }]
                - { at: 2026-11-24 09:00, leads: [{ id: 1, pipeline_id: 9, price: 500, updated_at: 2026-11-20 08:00 }] }
                - at: 2026-11-30 09:00
                  leads: [{ id: 1, name: Roof, pipeline_id: 9, price: 500, updated_at: 2026-11-20 08:00 }]
                  expect: [{ rule: no-next-step }]
                - { at: 2026-12-01 09:00, leads: [] }
                """)).isEmpty();
    }

    @Test
    void a_walk_of_a_story_keeps_to_its_limit_and_says_what_it_leaves_out() {
        assertThat(walking("""
                - at: 2026-11-23 09:00
                  leads:
                    - { id: 1, name: A, pipeline_id: 9, price: 50, updated_at: 2026-11-20 08:00 }
                    - { id: 2, name: B, pipeline_id: 9, price: 500, updated_at: 2026-11-20 08:00 }
                    - { id: 3, name: C, pipeline_id: 9, price: 500, updated_at: 2026-11-20 08:00 }
                    - { id: 4, name: D, pipeline_id: 9, price: 500, updated_at: 2026-11-20 08:00 }
                  expect: [{ entity: leads/2 }, { entity: leads/3 }, { entity: leads/4 }]
                """))
                .hasValueSatisfying(words -> assertThat(words)
                        .contains("expected 3 commands, found 2", "no-next-step: its limit of 2 leaves 1 out"));
    }

    @Test
    void a_walk_of_a_story_finds_for_each_person_what_is_theirs() {
        assertThat(walking("""
                - at: 2026-11-23 11:00
                  leads:
                    - { id: 1, name: Roof, created_at: 2026-11-20 08:00, responsible_user_id: 7 }
                    - { id: 2, name: Wall, created_at: 2026-11-20 08:00, responsible_user_id: 8 }
                    - { id: 3, name: Door, created_at: 2026-11-20 08:00, responsible_user_id: 8 }
                    - { id: 4, name: New, created_at: 2026-11-23 08:00, responsible_user_id: 8 }
                    - { id: 5, name: Gate, created_at: 2026-11-20 08:00, responsible_user_id: 9 }
                  users: { 8: Anna }
                  expect: [{ text: "Anna: Wall, Door", responsible: 8 }, { text: "user 7: Roof", responsible: 7 }]
                """)).isEmpty();
    }

    @Test
    void a_walk_of_a_story_goes_by_the_ids_as_that_of_a_worker_does() {
        assertThat(walking("""
                - at: 2026-11-23 09:00
                  leads:
                    - { id: 3, name: C, pipeline_id: 9, price: 500, updated_at: 2026-11-20 08:00 }
                    - { id: 2, name: B, pipeline_id: 9, price: 500, updated_at: 2026-11-20 08:00 }
                    - { id: 1, name: A, pipeline_id: 9, price: 500, updated_at: 2026-11-20 08:00 }
                  expect: [{ entity: leads/1 }, { entity: leads/2 }]
                """)).isEmpty();
    }

    @Test
    void the_walks_of_a_moment_are_in_the_order_of_their_rules() {
        var types = List.of("customers", "contacts", "leads", "companies");
        var rules = types.stream().map(type -> """
                          - name: %1$s
                            every: "0 9 * * *"
                            %1$s: { created-before: 1d }
                            then: [{ create-task: { text: "Look", due: 1h } }]
                        """.formatted(type)).collect(joining());
        var lists = types.stream().map(type -> type + ": [{ id: 1 }]").collect(joining(", "));
        var expected = types.stream().map("{ rule: %s }"::formatted).collect(joining(", "));
        var story = """
                - name: a walk
                  story: [{ at: 2026-11-23 09:00, %s, expect: [%s] }]
                """.formatted(lists, expected);
        assertThat(runner("zone: Europe/Moscow\nresponsible: 101\nrules:\n" + rules)
                        .failure(RuleCaseRunner.cases("c.yaml", story, MOSCOW).getFirst()))
                .isEmpty();
    }

    @Test
    void a_story_lists_what_a_rule_looks_at_then() {
        assertThat(walking("- { at: 2026-11-23 09:01, leads: [{ id: 1 }] }"))
                .contains("c.yaml:1:3 a walk: c.yaml:3:7: no rule looks at leads at 2026-11-23T09:01+03:00");
        assertThatThrownBy(() -> RuleCaseRunner.cases("c.yaml", """
                - name: x
                  story:
                    - { at: 2026-11-24 10:00, leads: [{ name: Roof }, 5] }
                    - { at: 2026-11-24 10:00, leads: 7, users: { anna: 5 } }
                    - { at: 2026-11-24 10:00, leads: [{ id: 1, open-tasks: visit, updated_at: soon }, { id: 1 }] }
                    - { at: 2026-11-24 10:00, event: { kind: lead.added }, contacts: [] }
                    - { at: 2026-11-24 10:00, users: { 5: Anna } }
                """, MOSCOW))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContainingAll(
                        "story[0].leads[0]: found an entity without its id, expected one such as { id: 501, name: Roof }",
                        "story[0].leads[1]: found 5, expected an entity",
                        "story[1].leads: found 7, expected a list",
                        "found \"anna\", expected the id of a user",
                        "open-tasks: found \"visit\", expected follow-up, meeting, or the id of a type of task",
                        "updated_at: found \"soon\", expected a time",
                        "found the id 1 twice, expected each entity once",
                        "story[3].contacts: found it beside an event, expected it at a moment",
                        "story[4].users: found it alone, expected it beside leads or the like");
    }

    @Test
    void names_everything_that_is_wrong_with_a_story() {
        assertThatThrownBy(() -> RuleCaseRunner.cases("c.yaml", """
                - name: x
                  expect: []
                  story:
                    - { at: 2026-11-24 10:00, facts: { lead: { id: 5 } } }
                    - { at: 2026-11-24 09:00 }
                    - { at: soon, now: { customer: { id: 5 } } }
                    - { at: 2026-11-24 10:00, heard-at: 2026-11-24 10:05, webhook: "a=1", expekt: [] }
                - { name: y, story: [] }
                - { name: z }
                """, MOSCOW))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContainingAll(
                        "c.yaml:2:11 [0].expect: found it beside \"story\", expected it in a step of the story",
                        "story[0].facts: found it without an event, expected \"now\" for facts of a moment",
                        "c.yaml:5:7 [0].story[1]: found a step that is heard before the one above it",
                        "story[2].at: found \"soon\", expected a time in the book's zone such as 2026-11-23 10:00",
                        "found \"customer\", expected lead, contact, company or task",
                        "story[3].heard-at: found \"heard-at\" beside a webhook, expected none",
                        "found \"expekt\", did you mean \"expect\"?",
                        "story: found [], expected a list of events and moments, such as - at: 2026-11-23 10:00",
                        "found no \"given\", expected one");
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
        return runner(BOOK)
                .failure(RuleCaseRunner.cases("cases.yaml", cases, MOSCOW).getFirst());
    }

    private static RuleCaseRunner runner(String rules) {
        return runner("rules.yaml", rules);
    }

    private static RuleCaseRunner runner(String name, String rules) {
        return new RuleCaseRunner(RuleBookReader.read(name, rules), new WebhookReader(), new ObjectMapper());
    }

    @Test
    void knows_what_scheduled_rules_have_found() {
        var book = RuleBookReader.read("rules.yaml", """
                zone: Europe/Moscow
                rules:
                  - name: no-next-step
                    every: "0 9 * * *"
                    leads: { without-task: any }
                    then: [{ create-task: { text: "{lead.name} has no next step", due: 1h, responsible: owner } }]
                  - name: mondays
                    every: "0 9 * * MON"
                    leads: { created-before: 1d }
                    per: responsible
                    then: [{ create-task: { text: "{person.name}: {leads.names}", due: 1h, responsible: owner } }]
                """);
        var cases = """
                - name: a lead
                  given:
                    event: { kind: lead.found, rule: no-next-step, lead: { id: 501, name: Roof, responsible_user_id: 102 } }
                    at: 2026-11-23T09:00:00+03:00
                  expect:
                    - { rule: no-next-step, entity: leads/501, text: "Roof has no next step", responsible: 102 }
                - name: leads of a person
                  given:
                    event:
                      kind: lead.found
                      rule: mondays
                      person: { id: 102, name: Anna }
                      leads: { count: 2, names: [Roof, Door] }
                    at: 2026-11-23T09:00:00+03:00
                  expect:
                    - { rule: mondays, text: "Anna: Roof, Door", responsible: 102 }
                """;
        var runner = new RuleCaseRunner(book, new WebhookReader(), new ObjectMapper());
        assertThat(RuleCaseRunner.cases("cases.yaml", cases, MOSCOW))
                .extracting(runner::failure)
                .containsExactly(Optional.empty(), Optional.empty());
    }
}
