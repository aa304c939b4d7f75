package dev.followup.rule.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.rule.Plan;
import dev.followup.rule.RuleFixtures;
import dev.followup.rule.RuleVerdict;
import dev.followup.task.OpenTaskFilter;
import dev.followup.task.TaskChange;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskSelection;
import dev.followup.task.TaskType;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActionsTest {

    private static final EntityRef LEAD = new EntityRef(EntityRef.Type.LEADS, 501);
    private static final TaskChange NOTHING = new TaskChange(null, null, null, null, null, null, null, null);
    private static final String MESSAGE = "{message: {id: x}}";

    @Test
    void follow_each_other_in_the_order_of_the_rule() {
        var plan = plan("""
                - complete-tasks: { result: "Sold {lead.name}" }
                - create-task: { text: "Thank", due: 1h }
                - change-tasks: { responsible: 103 }
                """, RuleFixtures.leadAdded("{lead: {name: Flat}}"));

        assertThat(plan.commands())
                .extracting(command -> command.getClass().getSimpleName())
                .containsExactly("Complete", "Create", "Change");
        assertThat(plan.commands())
                .extracting(command -> command.origin().position())
                .containsExactly(0, 1, 2);
        assertThat(plan.commands().getFirst())
                .isEqualTo(new TaskCommand.Complete(
                        new TaskCommand.Origin("demo|leads/501|lead.added", "a-rule", 0), open(), "Sold Flat"));
    }

    @Test
    void change_what_they_name_and_leave_the_rest() {
        var everything = change(
                "{ due: 0d at 18:00, duration: 2h, text: 'Ask {lead.name}', type: meeting, responsible: 103, entity: contact }",
                RuleFixtures.leadAdded("{lead: {name: Flat}, contact: {id: 7}}"));

        assertThat(everything.change())
                .isEqualTo(new TaskChange(
                        TaskType.MEETING,
                        "Ask Flat",
                        Instant.parse("2026-11-21T15:00:00Z"),
                        Duration.ofHours(2),
                        new EntityRef(EntityRef.Type.CONTACTS, 7),
                        103L,
                        null,
                        null));
        assertThat(change("{ responsible: 103 }", RuleFixtures.leadAdded("{}")).change())
                .isEqualTo(NOTHING.assigned(103, null));
        assertThat(change("{ type: 77 }", RuleFixtures.leadAdded("{}")).change())
                .isEqualTo(new TaskChange(new TaskType(77), null, null, null, null, null, null, null));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            { type: any }                       | -   | -       |
            { type: visit }                     | 88  | -       |
            { type: [follow-up, 77, visit] }    | 1,77,88 | -   |
            { made-by: this-rule }              | -   | -       | a-rule
            { responsible: 101 }                | -   | 101     |
            { responsible: owner }              | -   | 102     |
            { responsible: [101, 103, owner] }  | -   | 101,102,103 |
            { type: meeting, made-by: this-rule, responsible: [103] } | 2 | 103 | a-rule
            """)
    void are_for_the_open_tasks_that_they_select(String which, String types, String users, @Nullable String madeBy) {
        var command = complete(
                "{ result: 'Done', which: " + which + " }",
                RuleFixtures.leadAdded("{lead: {responsible_user_id: 102}}"));

        assertThat(command.which())
                .isEqualTo(new TaskSelection.Open(new OpenTaskFilter(
                        LEAD, ids(types).stream().map(TaskType::new).collect(Collectors.toSet()), ids(users), madeBy)));
    }

    private static Set<Long> ids(String cell) {
        return cell.equals("-")
                ? Set.of()
                : Set.of(cell.split(",")).stream().map(Long::valueOf).collect(Collectors.toSet());
    }

    @Test
    void lead_to_nothing_if_the_entity_has_no_owner() {
        var plan = plan(
                "- complete-tasks: { result: 'Done', which: { responsible: owner } }",
                RuleFixtures.leadAdded("{lead: {responsible_user_id: 0}}"));

        assertThat(plan.commands()).isEmpty();
        assertThat(plan.warnings())
                .containsExactly("a-rule: leads to nothing: it is for the tasks of the owner, and leads/501 has none");
    }

    @ParameterizedTest
    @CsvSource({"task.updated", "task.completed", "task.owner-changed", "task.added"})
    void are_for_the_task_of_the_event(String kind) {
        var event = RuleFixtures.event(EventKind.of(kind).orElseThrow(), "{task: {id: 9}}");

        assertThat(complete("{ result: 'Done', which: { type: meeting } }", event)
                        .which())
                .isEqualTo(new TaskSelection.One(9, LEAD));
        assertThat(change("{ due: 1h }", event).which()).isEqualTo(new TaskSelection.One(9, LEAD));
    }

    @Test
    void are_also_for_a_task_without_an_entity() {
        var event = without(EventKind.TASK_UPDATED, "{task: {id: 9}}");

        assertThat(change("{ due: 1h }", event).which()).isEqualTo(new TaskSelection.One(9, null));
    }

    @Test
    void lead_to_nothing_if_the_task_is_not_known() {
        var plan = plan("- change-tasks: { due: 1h }", RuleFixtures.event(EventKind.TASK_UPDATED, "{task: {text: x}}"));

        assertThat(plan.commands()).isEmpty();
        assertThat(plan.warnings()).containsExactly("a-rule: leads to nothing: task.id is missing");
    }

    @Test
    void lead_to_nothing_if_the_event_names_no_entity() {
        var plan = plan("""
                - change-tasks: { due: 1h }
                - complete-tasks: { result: "Done" }
                - create-task: { text: "Look", due: 1h }
                """, without(EventKind.MESSAGE_RECEIVED, MESSAGE));

        assertThat(plan.commands()).singleElement().isInstanceOf(TaskCommand.Create.class);
        assertThat(plan.commands().getFirst().origin().position()).isEqualTo(2);
        assertThat(plan.verdicts()).extracting(RuleVerdict::decision).containsExactly(RuleVerdict.Decision.FIRES);
        assertThat(plan.warnings())
                .containsExactly("a-rule: leads to nothing: the event names no lead, contact, company or customer");
    }

    @Test
    void leave_tasks_where_they_are_if_the_other_entity_is_not_known() {
        var event = RuleFixtures.leadAdded("{lead: {id: 501}}");
        var warning = "a-rule: contact.id is missing, the tasks stay where they are";

        assertThat(change("{ due: 1h, entity: contact }", event).change().about())
                .isNull();
        assertThat(plan("- change-tasks: { due: 1h, entity: contact }", event).warnings())
                .containsExactly(warning);
        var only = plan("- change-tasks: { entity: contact }", event);
        assertThat(only.commands()).isEmpty();
        assertThat(only.warnings())
                .containsExactly(warning, "a-rule: leads to nothing: nothing about the tasks would change");
    }

    private static CrmEvent without(EventKind kind, String facts) {
        return new CrmEvent(kind, "demo", null, RuleFixtures.MORNING, RuleFixtures.facts(facts), "key");
    }

    private static TaskSelection open() {
        return new TaskSelection.Open(new OpenTaskFilter(LEAD, Set.of(), Set.of(), null));
    }

    private static TaskCommand.Complete complete(String action, CrmEvent event) {
        return (TaskCommand.Complete)
                plan("- complete-tasks: " + action + "\n- create-task: { text: 'Next', due: 1h }", event)
                        .commands()
                        .getFirst();
    }

    private static TaskCommand.Change change(String action, CrmEvent event) {
        return (TaskCommand.Change)
                plan("- change-tasks: " + action, event).commands().getFirst();
    }

    private static Plan plan(String actions, CrmEvent event) {
        return RuleFixtures.book("""
                zone: Europe/Moscow
                task-types: { visit: 88 }
                rules:
                  - name: a-rule
                    when: [lead.added, message.received, task.added, task.updated, task.completed, task.owner-changed]
                    then:
                """ + actions.indent(6)).plan(event);
    }
}
