package dev.followup.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.event.Facts;
import dev.followup.rule.RuleVerdict.Decision;
import dev.followup.task.NewTask;
import dev.followup.task.Task;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskQuery;
import dev.followup.task.TaskType;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DueRuleTest {

    /// A Friday, nine o'clock in Moscow.
    private static final Instant NINE = Instant.parse("2026-11-20T06:00:00Z");

    private static final TaskQuery OPEN = TaskQuery.ALL.withCompleted(false);
    private static final EntityRef LEAD = new EntityRef(EntityRef.Type.LEADS, 501);

    private final RuleBook book = RuleFixtures.book("""
            zone: Europe/Moscow
            rules:
              - name: chase
                every: "0 9 * * MON-FRI"
                tasks: { overdue: 1d }
                if: { task.responsible_user_id: 102 }
                then: [{ create-task: { text: "Chase: {task.text}", due: 2h, responsible: owner } }]
              - name: plan-the-week
                every: "0 9 * * *"
                then: [{ create-task: { text: "Plan", due: 0d at 18:00, responsible: 101 } }]
              - name: call
                when: lead.added
                then: [{ create-task: { text: "Call", due: 1h } }]
            """);

    @Test
    void fires_each_due_rule_once_for_its_latest_time() {
        var firings = book.due(NINE.minus(Duration.ofDays(5)), NINE.plusSeconds(60));
        assertThat(firings).extracting(DueRule::rule).containsExactly("chase", "plan-the-week");
        assertThat(firings).extracting(DueRule::slot).containsOnly(NINE);
        assertThat(book.due(NINE, NINE.plusSeconds(60))).isEmpty();
        assertThat(book.due(NINE.plus(Duration.ofHours(1)), NINE.plus(Duration.ofDays(2))))
                .extracting(DueRule::rule)
                .containsExactly("plan-the-week");
    }

    @Test
    void makes_one_event_without_an_entity() {
        var event = new CrmEvent(
                EventKind.SCHEDULE_TICK,
                "demo",
                null,
                NINE,
                new Facts(Map.of("event", Map.of("kind", "schedule.tick", "rule", "plan-the-week"))),
                "demo:plan-the-week:1795154400");
        assertThat(firing("plan-the-week").event("demo")).isEqualTo(event);
        assertThat(book.plan(event).commands())
                .containsExactly(new TaskCommand.Create(
                        new TaskCommand.Origin("demo:plan-the-week:1795154400", "plan-the-week", 0),
                        new NewTask(
                                TaskType.FOLLOW_UP,
                                "Plan",
                                Instant.parse("2026-11-20T15:00:00Z"),
                                null,
                                null,
                                101L,
                                null),
                        null));
    }

    @Test
    void makes_an_event_for_each_task_that_it_wants() {
        var due = NINE.minus(Duration.ofDays(1));
        var chase = firing("chase");
        var search = (TaskSearch) Objects.requireNonNull(chase.search());
        var events = Stream.of(task(7, LEAD, due), task(8, LEAD, due.plusSeconds(1)))
                .filter(task -> search.wants(task, NINE))
                .map(task -> chase.event("demo", task))
                .toList();
        var facts = RuleFixtures.facts("""
                event: { kind: task.found, rule: chase, age: 259200 }
                task:
                  id: 7
                  task_type_id: 1
                  text: Call the customer
                  complete_till: 1795068000
                  duration: 1800
                  responsible_user_id: 102
                  group_id: 0
                  is_completed: false
                  result: { text: Nobody there }
                  entity_id: 501
                  entity_type: leads
                  created_by: 103
                  updated_by: 0
                  created_at: 1794895200
                  updated_at: 1794981600
                  account_id: 1000001
                lead: { id: 501 }
                """);
        assertThat(events)
                .containsExactly(
                        new CrmEvent(EventKind.TASK_FOUND, "demo", LEAD, NINE, facts, "demo:chase:1795154400:7"));
        assertThat(book.plan(events.getFirst()).commands())
                .singleElement()
                .isInstanceOfSatisfying(TaskCommand.Create.class, command -> {
                    assertThat(command.task().about()).isEqualTo(LEAD);
                    assertThat(command.task().text()).isEqualTo("Chase: Call the customer");
                    assertThat(command.task().responsible()).isEqualTo(102);
                });
    }

    @Test
    void leaves_out_what_a_task_lacks() {
        var task =
                new Task(9, TaskType.MEETING, " ", NINE, Duration.ZERO, null, 102, 0, false, null, 0, 0, NINE, NINE, 1);
        var search = search(null, Duration.ofHours(1), null);
        var found = new DueRule("chase", "chase", NINE, search, 50, false).event("demo", task);
        assertThat(found).satisfies(event -> {
            assertThat(event.entity()).isNull();
            assertThat(event.facts().document()).containsOnlyKeys("event", "task");
            assertThat(event.facts().at("task").orElseThrow())
                    .asInstanceOf(InstanceOfAssertFactories.MAP)
                    .doesNotContainKeys("text", "result", "entity_id", "entity_type");
        });
    }

    @Test
    void is_for_its_own_rule_alone() {
        var twins = RuleFixtures.book("""
                zone: Europe/Moscow
                rules:
                  - name: one
                    every: "0 9 * * *"
                    then: [{ create-task: { text: "One", due: 1h } }]
                  - name: two
                    every: "0 9 * * *"
                    then: [{ create-task: { text: "Two", due: 1h } }]
                """);
        var plan = twins.plan(twins.due(NINE.minusSeconds(60), NINE).getLast().event("demo"));
        assertThat(plan.commands()).hasSize(1);
        assertThat(plan.verdicts())
                .containsExactly(
                        new RuleVerdict("one", Decision.DOES_NOT_FIRE, "the event is for rule two"),
                        new RuleVerdict("two", Decision.FIRES, "the event is schedule.tick"));
    }

    @Test
    void asks_the_crm_for_as_much_as_the_crm_can_filter() {
        var idle = search(Duration.ofHours(1), null, Duration.ofDays(7));
        assertThat(idle.query(NINE))
                .isEqualTo(
                        OPEN.withUpdated(new TaskQuery.Updated.Between(Instant.EPOCH, NINE.minus(Duration.ofDays(7)))));
        assertThat(search(null, Duration.ofHours(1), null).query(NINE)).isEqualTo(OPEN);
    }

    @Test
    void wants_tasks_that_are_due_and_idle_as_given() {
        var hour = Duration.ofHours(1);
        assertThat(search(hour, null, null).wants(task(1, LEAD, NINE.minus(hour)), NINE))
                .isTrue();
        assertThat(search(hour, null, null).wants(task(1, LEAD, NINE.minus(hour).plusSeconds(1)), NINE))
                .isFalse();
        assertThat(search(Duration.ZERO, null, null).wants(task(1, LEAD, NINE.minusSeconds(1)), NINE))
                .isTrue();
        assertThat(search(Duration.ZERO, null, null).wants(task(1, LEAD, NINE.plusSeconds(1)), NINE))
                .isFalse();
        assertThat(search(null, hour, null).wants(task(1, LEAD, NINE.minusSeconds(1)), NINE))
                .isFalse();
        assertThat(search(null, hour, null).wants(task(1, LEAD, NINE), NINE)).isTrue();
        assertThat(search(null, hour, null).wants(task(1, LEAD, NINE.plus(hour).minusSeconds(1)), NINE))
                .isTrue();
        assertThat(search(null, hour, null).wants(task(1, LEAD, NINE.plus(hour)), NINE))
                .isFalse();
        assertThat(search(null, null, Duration.ofDays(2)).wants(task(1, LEAD, NINE), NINE))
                .isTrue();
        assertThat(search(null, null, Duration.ofDays(3)).wants(task(1, LEAD, NINE), NINE))
                .isFalse();
    }

    private DueRule firing(String rule) {
        return book.due(NINE.minusSeconds(60), NINE).stream()
                .filter(dueRule -> dueRule.rule().equals(rule))
                .findFirst()
                .orElseThrow();
    }

    private static TaskSearch search(
            @Nullable Duration overdue, @Nullable Duration dueWithin, @Nullable Duration idle) {
        return new TaskSearch(OPEN, overdue, dueWithin, idle, false);
    }

    /// A task added three days before nine o'clock and changed two days before.
    private static Task task(long id, EntityRef about, Instant due) {
        return new Task(
                id,
                TaskType.FOLLOW_UP,
                "Call the customer",
                due,
                Duration.ofMinutes(30),
                about,
                102,
                0,
                false,
                "Nobody there",
                103,
                0,
                NINE.minus(Duration.ofDays(3)),
                NINE.minus(Duration.ofDays(2)),
                1000001);
    }
}
