package dev.followup.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.rule.RuleVerdict.Decision;
import dev.followup.task.NewTask;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleBookTest {

    private static final String TWO_RULES = """
            zone: Europe/Moscow
            responsible: 101
            rules:
              - name: call
                when: [lead.added, incoming-lead.added]
                if: { lead.price: { numeric: [">=", 50000] } }
                except: { lead.tags: [VIP], lead.name: Test }
                then:
                  - create-task: { text: "Call {lead.name}", due: 15m, responsible: owner }
                  - create-task:
                      type: meeting
                      text: "Meet"
                      due: 1d at 10:00
                      duration: 1h
                      responsible: 103
                      completed: "Met {lead.name}"
              - name: mail
                when: lead.updated
                then: [{ create-task: { type: 4242, text: 'Mail', due: 0m } }]
            """;

    private final RuleBook book = RuleFixtures.book(TWO_RULES);

    @Test
    void commands_every_task_of_a_rule_that_fires() {
        var event = RuleFixtures.leadAdded("{lead: {price: 60000, name: Flat, responsible_user_id: 102}}");

        assertThat(book.plan(event).commands())
                .containsExactly(
                        command(
                                "call",
                                0,
                                new NewTask(
                                        TaskType.FOLLOW_UP,
                                        "Call Flat",
                                        Instant.parse("2026-11-21T07:30:30Z"),
                                        null,
                                        new EntityRef(EntityRef.Type.LEADS, 501),
                                        102L,
                                        null)),
                        command(
                                "call",
                                1,
                                new NewTask(
                                        TaskType.MEETING,
                                        "Meet",
                                        Instant.parse("2026-11-22T07:00:00Z"),
                                        Duration.ofHours(1),
                                        new EntityRef(EntityRef.Type.LEADS, 501),
                                        103L,
                                        "Met Flat")));
    }

    private static TaskCommand command(String rule, int position, NewTask task) {
        return new TaskCommand.Create(
                new TaskCommand.Origin("demo|leads/501|lead.added", rule, position), task, null, List.of(101L));
    }

    @Test
    void plans_the_same_event_the_same_way_again() {
        var event = RuleFixtures.leadAdded("{lead: {price: 60000}}");

        assertThat(book.plan(event)).isEqualTo(book.plan(event));
    }

    @Test
    void asks_only_rules_that_listen_when_it_plans_and_all_when_it_explains() {
        var event = RuleFixtures.event(EventKind.LEAD_UPDATED, "{lead: {price: 60000}}");

        assertThat(book.plan(event).verdicts())
                .containsExactly(new RuleVerdict("mail", Decision.FIRES, "the event is lead.updated"));
        assertThat(book.explain(event).verdicts())
                .containsExactly(
                        new RuleVerdict(
                                "call",
                                Decision.DOES_NOT_FIRE,
                                "the event is lead.updated, rule wants lead.added or incoming-lead.added"
                                        + " (rules.yaml:5:11)"),
                        new RuleVerdict("mail", Decision.FIRES, "the event is lead.updated"));
        assertThat(book.explain(event).commands())
                .isEqualTo(book.plan(event).commands())
                .hasSize(1);
    }

    @Test
    void says_so_when_all_conditions_are_met() {
        assertThat(book.plan(RuleFixtures.leadAdded("{lead: {price: 60000, tags: [VIP]}}"))
                        .verdicts())
                .containsExactly(
                        new RuleVerdict("call", Decision.FIRES, "the event is lead.added and meets all conditions"));
    }

    @Test
    void holds_a_rule_back_when_all_of_except_holds() {
        var plan = book.plan(RuleFixtures.leadAdded("{lead: {price: 60000, tags: [new, VIP], name: Test}}"));

        assertThat(plan.commands()).isEmpty();
        assertThat(plan.verdicts())
                .containsExactly(new RuleVerdict(
                        "call",
                        Decision.DOES_NOT_FIRE,
                        "all of except holds: lead.tags is [\"new\", \"VIP\"] (rules.yaml:7:26),"
                                + " lead.name is \"Test\" (rules.yaml:7:44)"));
    }

    @Test
    void names_the_alternative_of_except_that_holds() {
        var held = RuleFixtures.ruleWith("except: { $or: [{ lead.tags: VIP }, { lead.price: 5, lead.name: Test }] }")
                .plan(RuleFixtures.leadAdded("{lead: {price: 5, name: Test}}"));

        assertThat(held.verdicts())
                .containsExactly(
                        new RuleVerdict(
                                "a-rule",
                                Decision.DOES_NOT_FIRE,
                                "all of except holds: lead.price is 5 (rules.yaml:6:55), lead.name is \"Test\" (rules.yaml:6:69)"));
    }

    @Test
    void ignores_events_without_a_rule() {
        var event = RuleFixtures.event(EventKind.CONTACT_ADDED, "{contact: {id: 5}}");

        assertThat(book.plan(event))
                .isEqualTo(new Plan(List.of(), List.of(), List.of(), List.of(), List.of(), event.facts()));
    }

    @Test
    void names_its_rules_and_what_they_listen_to() {
        assertThat(book.names()).containsExactly("call", "mail");
        assertThat(book.kinds())
                .containsExactlyInAnyOrder(EventKind.LEAD_ADDED, EventKind.INCOMING_LEAD_ADDED, EventKind.LEAD_UPDATED);
    }

    @Test
    void walks_are_rules_that_search_and_no_others() {
        var walking = RuleFixtures.book("""
                zone: Europe/Moscow
                rules:
                  - name: chase
                    was: hunt
                    every: "0 9 * * *"
                    leads: { idle-for: 7d }
                    then: [{ create-task: { text: "Call", due: 1h } }]
                  - name: plan
                    every: "0 9 * * *"
                    then: [{ create-task: { text: "Plan", due: 1h } }]
                """);

        assertThat(walking.hasWalks()).isTrue();
        assertThat(walking.walk("hunt", RuleFixtures.MORNING)).isPresent();
        assertThat(walking.walk("plan", RuleFixtures.MORNING)).isEmpty();
        assertThat(walking.walk("chase", RuleFixtures.MORNING)).isEmpty();
        assertThat(book.hasWalks()).isFalse();
        assertThat(book.walk("call", RuleFixtures.MORNING)).isEmpty();
    }

    @Test
    void a_rule_has_its_first_name_as_its_key() {
        var renamed = RuleFixtures.ruleWith("was: first");

        assertThat(renamed.keys()).containsExactly("first");
        assertThat(renamed.key("a-rule")).isEqualTo("first");
        assertThat(renamed.key("another")).isEqualTo("another");
        assertThat(book.keys()).containsExactlyInAnyOrder("call", "mail");
    }

    @Test
    void before_an_action_that_waited_is_asked_what_it_names_is_fetched_and_nothing_else() {
        var waiting = RuleFixtures.book("""
                responsible: 101
                rules:
                  - name: call
                    when: lead.added
                    if: { lead.price: 5 }
                    still: { company.name: { exists: true } }
                    then:
                      - create-task: { after: 1h, text: "Call {contact.name}", due: 1h }
                      - create-task: { after: 2h, text: "Write", due: 1h }
                """);
        var event = RuleFixtures.leadAdded("{lead: {id: 501}}");

        assertThat(waiting.missingToAsk("call", 0, event))
                .containsExactlyInAnyOrder(EntityRef.Type.LEADS, EntityRef.Type.CONTACTS, EntityRef.Type.COMPANIES);
        assertThat(waiting.missingToAsk("call", 1, event))
                .containsExactlyInAnyOrder(EntityRef.Type.LEADS, EntityRef.Type.COMPANIES);
        assertThat(waiting.missingToAsk("call", 2, event)).isEmpty();
        assertThat(waiting.missingToAsk("another", 0, event)).isEmpty();
    }

    @Test
    void nothing_waits_for_an_event_that_names_nothing() {
        var waiting = RuleFixtures.taskWith("{ after: 1h, text: 'Look', due: 1h, responsible: 101 }");
        var event = new CrmEvent(
                EventKind.LIST_ELEMENT_ADDED, "demo", null, RuleFixtures.MORNING, RuleFixtures.facts("{}"), "key");

        var plan = waiting.plan(event);
        assertThat(plan.waits()).isEmpty();
        assertThat(plan.warnings())
                .containsExactly("a-rule: waits for nothing: the event names nothing that it is about");
    }

    @Test
    void verdicts_are_equal_if_rule_and_decision_and_reason_are() {
        var event = RuleFixtures.leadAdded("{lead: {price: 60000, name: Flat}}");
        var verdict = book.plan(event).verdicts().getFirst();

        assertThat(book.plan(event).verdicts().getFirst())
                .isEqualTo(verdict)
                .hasSameHashCodeAs(verdict)
                .hasToString("call FIRES: " + verdict.reason());
        assertThat(book.plan(RuleFixtures.leadAdded("{lead: {price: 10, name: Flat}}"))
                        .verdicts()
                        .getFirst())
                .isNotEqualTo(verdict);
    }

    @Test
    void warns_once_of_a_missing_fact_and_names_the_rule() {
        assertThat(book.plan(RuleFixtures.leadAdded("{lead: {price: 60000}}")).warnings())
                .containsExactly("call: lead.name is missing, \"—\" replaces it");
    }

    @Test
    void adds_a_task_without_an_entity_where_tasks_cannot_be_linked() {
        var event = new CrmEvent(
                EventKind.LIST_ELEMENT_ADDED,
                "demo",
                null,
                RuleFixtures.MORNING,
                RuleFixtures.facts("{list-element: {id: 5}}"),
                "key");

        assertThat(task(RuleFixtures.taskWith("{ text: 'Look', due: 1h, responsible: owner }"), event)
                        .about())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            responsible: 103    | -              | -    | {lead: {responsible_user_id: 102}}  | 103
            responsible: owner  | -              | -    | {lead: {responsible_user_id: 102}}  | 102
            responsible: owner  | -              | -    | {lead: {responsible_user_id: 0}}    | -
            responsible: owner  | -              | -    | {lead: {name: Flat}}                | -
            responsible: owner  | fallback: 104  | 101  | {lead: {responsible_user_id: 0}}    | 104
            responsible: owner  | -              | 101  | {lead: {responsible_user_id: 0}}    | 101
            responsible: author | -              | -    | {event: {author: 102}}              | 102
            responsible: author | fallback: owner | 101 | {event: {author: 0}, lead: {responsible_user_id: 102}} | 102
            responsible: author | fallback: owner | 101 | {event: {author: 0}}                | 101
            type: meeting       | fallback: 104  | 101  | {lead: {responsible_user_id: 102}}  | 104
            type: meeting       | -              | 101  | {lead: {responsible_user_id: 102}}  | 101
            type: meeting       | -              | -    | {lead: {responsible_user_id: 102}}  | -
            """)
    void finds_who_is_to_do_it(String key, String fallback, Long book, String facts, Long user) {
        var rules = RuleFixtures.book((book == null ? "" : "responsible: " + book + "\n")
                + """
                rules:
                  - name: a-rule
                    when: lead.added
                    then: [{ create-task: { text: "Call", due: 1h, %s } }]
                """.formatted(key)
                + (fallback == null ? "" : "    " + fallback + "\n"));

        assertThat(task(rules, RuleFixtures.leadAdded(facts)).responsible()).isEqualTo(user);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            incoming-lead.added | {incoming-lead: {uid: x}, lead: {responsible_user_id: 102}}          | 102
            task.completed      | {task: {responsible_user_id: 103}}                                   | 103
            task.completed      | {task: {responsible_user_id: 103}, lead: {responsible_user_id: 102}} | 102
            """)
    void takes_the_owner_of_the_entity_before_that_of_the_event(String kind, String facts, long owner) {
        var book = RuleFixtures.taskWith("{ text: 'Call', due: 1h, responsible: owner }");

        assertThat(task(book, RuleFixtures.event(EventKind.of(kind).orElseThrow(), facts))
                        .responsible())
                .isEqualTo(owner);
    }

    private static NewTask task(RuleBook book, CrmEvent event) {
        var commands = book.plan(event).commands();
        assertThat(commands).hasSize(1);
        return ((TaskCommand.Create) commands.getFirst()).task();
    }
}
