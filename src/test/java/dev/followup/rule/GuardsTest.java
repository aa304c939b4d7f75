package dev.followup.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.rule.RuleVerdict.Decision;
import dev.followup.task.DraftCommand;
import dev.followup.task.OnceGuard;
import dev.followup.task.OpenTaskFilter;
import dev.followup.task.RuleLimit;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskType;
import dev.followup.yaml.InvalidFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardsTest {

    private static final EntityRef LEAD = new EntityRef(EntityRef.Type.LEADS, 501);

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            open-task                              | 2    |
            { type: any }                          | -    |
            { type: meeting }                      | 2    |
            { type: follow-up }                    | 1    |
            { type: [follow-up, 2743001, visit] }  | 1,2743001,88 |
            { made-by: this-rule }                 | 2    | a-rule
            { type: any, made-by: this-rule }      | -    | a-rule
            { type: visit, made-by: this-rule }    | 88   | a-rule
            """)
    void ask_for_open_tasks_before_one_is_added(String unless, String types, @Nullable String madeBy) {
        var expected = Arrays.stream(types.split(","))
                .filter(id -> !id.equals("-"))
                .map(id -> new TaskType(Long.parseLong(id)))
                .collect(Collectors.toSet());

        assertThat(commands("unless: " + unless, RuleFixtures.leadAdded("{}")))
                .extracting(TaskCommand::requiredOpenTasks)
                .containsExactly(
                        Optional.of(new OpenTaskFilter(LEAD, expected, Set.of(), madeBy)),
                        Optional.of(new OpenTaskFilter(LEAD, Set.of(), Set.of(), null)));
    }

    @Test
    void ask_for_each_task_by_its_own_type() {
        var commands = RuleFixtures.book("""
                rules:
                  - name: a-rule
                    when: lead.added
                    unless: open-task
                    then:
                      - create-task: { text: "Call", due: 1h }
                      - create-task: { text: "Meet", due: 1h, type: meeting }
                """).plan(RuleFixtures.leadAdded("{}")).commands();

        assertThat(commands)
                .extracting(TaskCommand::requiredOpenTasks)
                .containsExactly(Optional.of(openOf(TaskType.FOLLOW_UP)), Optional.of(openOf(TaskType.MEETING)));
    }

    private static OpenTaskFilter openOf(TaskType type) {
        return new OpenTaskFilter(LEAD, Set.of(type), Set.of(), null);
    }

    @Test
    void ask_nothing_if_the_rule_does_not_say_so() {
        assertThat(plan("", RuleFixtures.leadAdded("{}")).drafts())
                .hasSize(2)
                .allSatisfy(draft -> assertThat(draft.once()).isNull())
                .first()
                .satisfies(
                        draft -> assertThat(draft.command().requiredOpenTasks()).isEmpty());
    }

    @Test
    void let_a_task_without_an_entity_be_added_with_a_warning() {
        var plan = plan("unless: open-task", withoutEntity());

        assertThat(plan.commands())
                .singleElement()
                .satisfies(command -> assertThat(command.requiredOpenTasks()).isEmpty());
        assertThat(plan.warnings())
                .contains("a-rule: adds its task in any case: the event names no lead, contact, company or customer");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            per-entity            | -       | once for leads/501
            { per-entity: 30d }   | PT720H  | once for leads/501 within 30d
            { per-entity: 12h }   | PT12H   | once for leads/501 within 12h
            { per-entity: 90m }   | PT1H30M | once for leads/501 within 90m
            """)
    void let_a_rule_answer_an_entity_only_once(String once, @Nullable Duration span, String words) {
        assertThat(plan("once: " + once, RuleFixtures.leadAdded("{}")).drafts())
                .hasSize(2)
                .extracting(DraftCommand::once)
                .containsOnly(new OnceGuard(LEAD, RuleFixtures.MORNING, span))
                .first()
                .hasToString(words);
    }

    @Test
    void let_a_rule_that_answers_once_not_answer_what_names_no_entity() {
        var plan = plan("once: per-entity", withoutEntity());

        assertThat(plan.drafts()).isEmpty();
        assertThat(plan.warnings())
                .containsExactly("a-rule: leads to nothing: the event names no lead, contact, company or customer");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            -          | true  | false
            own: false | true  | false
            own: true  | true  | true
            -          | false | true
            own: true  | false | true
            """)
    void keep_a_rule_from_reacting_to_events_that_followup_caused(String line, boolean own, boolean fires) {
        var event = RuleFixtures.event(EventKind.TASK_ADDED, "{task: {id: 9}, event: {own: " + own + "}}");

        assertThat(plan(line == null ? "" : line, event).verdicts())
                .containsExactly(new RuleVerdict(
                        "a-rule",
                        fires ? Decision.FIRES : Decision.DOES_NOT_FIRE,
                        fires
                                ? "the event is task.added"
                                : "Followup itself caused the event, and the rule does not say own: true"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            unless: open-tasks               | 13 a-rule.unless: found "open-tasks", did you mean "open-task"?
            unless: meeting                  | 13 a-rule.unless: found "meeting", expected open-task or a mapping such as { type: any }
            unless: [open-task]              | 13 a-rule.unless: found ["open-task"], expected open-task or a mapping such as { type: any }
            unless:                          | 12 a-rule.unless: found nothing, expected open-task or a mapping such as { type: any }
            unless: {}                       | 13 a-rule.unless: found {}, expected a mapping with type or made-by
            unless: { types: any }           | 15 a-rule.unless: found "types", did you mean "type"?
            unless: { type: visits }         | 21 a-rule.unless.type: found "visits", did you mean "visit"?
            unless: { type: [] }             | 21 a-rule.unless.type: found [], expected at least one task type, or any
            unless: { type: 0 }              | 21 a-rule.unless.type: found 0, expected follow-up, meeting, visit or the id of a task type
            unless: { type: [1, follow-up] } | 25 a-rule.unless.type[1]: found task type 1 a second time
            unless: { made-by: anybody }     | 24 a-rule.unless.made-by: found "anybody", expected this-rule or the name of a rule
            once: true                       | 11 a-rule.once: found true, expected per-entity or a mapping such as { per-entity: 30d }
            once: per-entty                  | 11 a-rule.once: found "per-entty", did you mean "per-entity"?
            once: []                         | 11 a-rule.once: found [], expected per-entity or a mapping such as { per-entity: 30d }
            once: {}                         | 11 a-rule.once: found {}, expected a mapping with per-entity
            once: { per-lead: 1d }           | 13 a-rule.once: found "per-lead", expected per-entity
            once: { per-entity: 0d }         | 25 a-rule.once.per-entity: found "0d", expected more than no time at all
            once: { per-entity: 1w }         | 25 a-rule.once.per-entity: found "1w", expected <n>m, <n>h or <n>d, such as 30d
            own: yes                         | 10 a-rule.own: found "yes", expected true or false
            at-most: 0                       | 14 a-rule.at-most: found 0, expected how many events of an entity the rule answers in an hour, from 1 to 1000; 20 if left out
            at-most: 1001                    | 14 a-rule.at-most: found 1001, expected how many events of an entity the rule answers in an hour, from 1 to 1000; 20 if left out
            at-most: "5"                     | 14 a-rule.at-most: found "5", expected how many events of an entity the rule answers in an hour, from 1 to 1000; 20 if left out
            """)
    void are_refused_if_they_are_wrong(String line, String problem) {
        refuses("lead.added, task.added", line, problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            list-element.added             | unless: open-task | 13 a-rule.unless: found a rule on list-element.added, which never names a lead, contact, company or customer
            lead.added, list-element.added | once: per-entity  | 11 a-rule.once: found a rule on list-element.added, which never names a lead, contact, company or customer
            lead.added, message.received   | own: true         | 10 a-rule.own: found true, but Followup causes none of the rule's events, expected a kind of event of tasks, such as task.added
            lead.added                     | own: false        | 10 a-rule.own: found false, but Followup causes none of the rule's events, expected a kind of event of tasks, such as task.added
            """)
    void are_refused_where_there_is_nothing_to_guard(String when, String line, String problem) {
        refuses(when, line, problem);
    }

    @Test
    void are_refused_for_a_rule_that_adds_no_task() {
        assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(() -> RuleFixtures.book("""
                        rules:
                          - name: a-rule
                            when: lead.added
                            unless: open-task
                            then: [{ complete-tasks: { result: "Done" } }]
                        """))
                .satisfies(refusal -> assertThat(refusal.problems())
                        .containsExactly("rules.yaml:4:13 a-rule.unless: found a guard for create-task, and the rule"
                                + " adds no task"));
    }

    @Test
    void limit_how_many_events_of_an_hour_a_rule_answers_for_an_entity() {
        var hour = Instant.parse("2026-11-21T07:00:00Z");
        assertThat(plan("", RuleFixtures.leadAdded("{}")).drafts())
                .extracting(DraftCommand::limit)
                .containsOnly(new RuleLimit("leads/501", hour, 20))
                .first()
                .hasToString("20 events of leads/501 in the hour from 2026-11-21T07:00:00Z");
        assertThat(plan("at-most: 200", RuleFixtures.leadAdded("{}")).drafts())
                .extracting(DraftCommand::limit)
                .containsOnly(new RuleLimit("leads/501", hour, 200));
        assertThat(plan("", withoutEntity()).drafts())
                .extracting(DraftCommand::limit)
                .containsOnlyNulls();
        var task = new CrmEvent(
                EventKind.TASK_ADDED, "demo", null, RuleFixtures.MORNING, RuleFixtures.facts("{task: {id: 7}}"), "key");
        assertThat(plan("", task).drafts()).extracting(DraftCommand::limit).containsOnly(new RuleLimit("", hour, 20));
    }

    @Test
    void limit_a_rule_that_runs_by_the_clock_for_each_task_that_it_finds() {
        var book = RuleFixtures.book("""
                zone: Europe/Moscow
                rules:
                  - name: a-rule
                    every: "0 * * * *"
                    tasks: { overdue: 1h }
                    then: [{ create-task: { text: "Chase", due: 1h } }]
                """);
        var facts = RuleFixtures.facts("{task: {id: 7}, event: {rule: a-rule}}");
        var found = new CrmEvent(EventKind.TASK_FOUND, "demo", LEAD, RuleFixtures.MORNING, facts, "key");
        assertThat(book.plan(found).drafts())
                .extracting(DraftCommand::limit)
                .containsExactly(new RuleLimit("task 7", Instant.parse("2026-11-21T07:00:00Z"), 20));
    }

    private static CrmEvent withoutEntity() {
        var facts = RuleFixtures.facts("{message: {id: x}}");
        return new CrmEvent(EventKind.MESSAGE_RECEIVED, "demo", null, RuleFixtures.MORNING, facts, "key");
    }

    private static List<TaskCommand> commands(String line, CrmEvent event) {
        return plan(line, event).commands();
    }

    /// The plan of a rule that adds a meeting and changes tasks.
    private static Plan plan(String line, CrmEvent event) {
        return RuleFixtures.book("""
                task-types: { visit: 88 }
                rules:
                  - name: a-rule
                    when: [lead.added, message.received, task.added]
                    then:
                      - create-task: { text: "Meet", due: 1h, type: meeting }
                      - change-tasks: { responsible: 103 }
                    %s
                """.formatted(line)).plan(event);
    }

    private static void refuses(String when, String line, String problem) {
        assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(() -> RuleFixtures.book("""
                        task-types: { visit: 88 }
                        rules:
                          - name: a-rule
                            when: [%s]
                            %s
                            then: [{ create-task: { text: "Meet", due: 1h } }]
                        """.formatted(when, line)))
                .satisfies(refusal -> assertThat(refusal.problems()).containsExactly("rules.yaml:5:" + problem));
    }
}
