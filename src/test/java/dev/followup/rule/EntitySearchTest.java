package dev.followup.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.task.PersonFinds;
import dev.followup.task.TaskAddition;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskQuery;
import dev.followup.task.TaskQuery.Entities;
import dev.followup.task.TaskType;
import dev.followup.yaml.InvalidFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Searches for leads, contacts, companies and customers, and the rules that have them.
class EntitySearchTest {

    /// A Friday, nine o'clock in Moscow.
    private static final Instant NINE = Instant.parse("2026-11-20T06:00:00Z");

    private static final Set<Long> INCOMING = Set.of(9L);
    private static final EntityRef LEAD = new EntityRef(EntityRef.Type.LEADS, 501);

    @Test
    void is_read_with_all_its_keys() {
        assertThat(due("leads: { without-task: [meeting, 7], idle-for: 3d, created-before: 12h, pipeline: [1, 2],"
                                + " stage: 142, responsible: 101 }")
                        .search())
                .isEqualTo(new EntitySearch(
                        EntityRef.Type.LEADS,
                        Set.of(TaskType.MEETING, new TaskType(7)),
                        Duration.ofDays(3),
                        Duration.ofHours(12),
                        Set.of(1L, 2L),
                        Set.of(142L),
                        Set.of(101L)));
        assertThat(due("customers: { without-task: any }").search())
                .isEqualTo(
                        new EntitySearch(EntityRef.Type.CUSTOMERS, Set.of(), null, null, Set.of(), Set.of(), Set.of()));
    }

    /// Ids are unique among entities of one type alone.
    @Test
    void what_a_task_was_added_to_is_not_found_but_only_by_its_own_type() {
        var any = search("leads: { without-task: any }");
        var meeting = search("leads: { without-task: meeting }");
        var idle = search("leads: { idle-for: 3d }");
        var added = new TaskAddition(9001, LEAD, TaskType.MEETING, NINE);
        var call = new TaskAddition(9001, LEAD, TaskType.FOLLOW_UP, NINE);
        var elsewhere = new TaskAddition(9001, new EntityRef(EntityRef.Type.CONTACTS, 501), TaskType.MEETING, NINE);

        assertThat(any.excludes(added)).isTrue();
        assertThat(any.excludes(call)).isTrue();
        assertThat(any.excludes(elsewhere)).isFalse();
        assertThat(meeting.excludes(added)).isTrue();
        assertThat(meeting.excludes(call)).isFalse();
        assertThat(idle.excludes(added)).isFalse();
    }

    @Test
    void makes_fifty_events_a_run_unless_the_rule_says_otherwise() {
        assertThat(due("leads: { idle-for: 3d }").limit()).isEqualTo(50);
        assertThat(due("leads: { idle-for: 3d }\n    limit: 1000").limit()).isEqualTo(1000);
        assertThat(due("tasks: { overdue: 1d }").limit()).isEqualTo(Integer.MAX_VALUE);
        assertThat(due("tasks: { overdue: 1d }\n    limit: 5").limit()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "leads: {}                                             | leads: found {}, expected a mapping with without-task, idle-for, created-before, pipeline, stage or responsible",
                "leads: { without-task: zzz }                          | leads.without-task: found \"zzz\", expected follow-up, meeting or the id of a task type; names need a directory.yaml beside the book, and the function directory makes one",
                "leads: { pipeline: Sales }                            | leads.pipeline: found \"Sales\", expected the id of a pipeline, such as 9621010; names need a directory.yaml beside the book, and the function directory makes one",
                "leads: { stage: [] }                                  | leads.stage: found [], expected the id of a stage, such as 142 (won) or 143 (lost), or a list of them",
                "leads: { idle-for: 0d }                               | leads.idle-for: found \"0d\", expected more than no time at all",
                "contacts: { stage: 142 }                              | contacts: found \"stage\", expected without-task, idle-for, created-before or responsible",
                "companies: { pipeline: 1 }                            | companies: found \"pipeline\", expected without-task, idle-for, created-before or responsible",
                "customers: { overdue: 1d }                            | customers: found \"overdue\", expected without-task, idle-for, created-before or responsible",
                "leads: { idle-for: 1d }, limit: 1001                  | limit: found 1001, expected how many events a run makes, from 1 to 1000",
                "leads: { idle-for: 1d }, limit: 0                     | limit: found 0, expected how many events a run makes, from 1 to 1000",
                "leads: { idle-for: 1d }, per: lead                    | per: found \"lead\", expected responsible",
                "leads: { idle-for: 1d }, contacts: { idle-for: 1d }   | contacts: found \"contacts\" beside \"leads\", expected one of them",
                "per: responsible                                      | per: found \"per\" in a rule that looks for nothing, expected it beside \"every\" and one of tasks, leads, contacts, companies or customers",
                "limit: 5                                              | limit: found \"limit\" in a rule that looks for nothing, expected it beside \"every\" and one of tasks, leads, contacts, companies or customers",
                "leads: { idle-for: 1d }, per: responsible, once: per-entity     | once: found a rule with \"per\", whose event reports a person's finds and names no single lead, contact, company, customer or task",
                "tasks: { overdue: 1d }, per: responsible, unless: open-task     | unless: found a rule with \"per\", whose event reports a person's finds and names no single lead, contact, company, customer or task",
                "leads: { idle-for: 1d }, per: responsible, if: { lead.price: 5 } | if: found \"lead\", did you mean \"leads\"?",
                "tasks: { overdue: 1d }, if: { tasks.count: 5 }        | if: found \"tasks\", did you mean \"task\"?",
            })
    void refuses_what_makes_no_sense(String keys, String problem) {
        assertThat(problems("{ name: a, every: \"0 9 * * *\", " + keys
                        + ", then: [{ create-task: { text: \"x\", due: 1h } }] }"))
                .containsExactly("a." + problem);
    }

    @Test
    void refuses_a_search_and_its_keys_in_a_rule_on_webhooks() {
        assertThat(problems("{ name: a, when: lead.added, leads: { idle-for: 1d },"
                        + " then: [{ create-task: { text: \"x\", due: 1h } }] }"))
                .containsExactly(
                        "a.leads: found \"leads\" without \"every\", expected it in rules that run by the clock"
                                + " only");
        assertThat(problems("{ name: a, when: lead.added, limit: 5, per: responsible,"
                        + " then: [{ create-task: { text: \"x\", due: 1h } }] }"))
                .hasSize(2)
                .allMatch(problem -> problem.contains("in a rule that looks for nothing"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "complete-tasks: { result: \"Done\" }",
                "change-tasks: { responsible: 103 }",
            })
    void refuses_actions_on_tasks_that_events_of_a_person_do_not_name(String action) {
        assertThat(problems("{ name: a, every: \"0 9 * * *\", tasks: { overdue: 1d }, per: responsible, then: [{ "
                        + action + " }] }"))
                .singleElement()
                .asString()
                .contains("found a rule with \"per\"");
    }

    @Test
    void refuses_waits_in_rules_per_person() {
        assertThat(problems("{ name: a, every: \"0 9 * * *\", leads: { idle-for: 1d }, per: responsible,"
                        + " then: [{ create-task: { text: \"x\", due: 1h, after: 1h } }] }"))
                .containsExactly(
                        "a.per: found \"per\" in a rule whose actions wait, expected none with \"after\" and no"
                                + " \"still\": what was found is not looked for again");
    }

    @Test
    void finds_open_leads_that_are_no_incoming_ones_unless_their_stage_is_named() {
        var idle = search("leads: { idle-for: 3d }");
        assertThat(idle.wants(lead(Map.of()), NINE, INCOMING)).isTrue();
        assertThat(idle.wants(lead(Map.of("status_id", 142L)), NINE, INCOMING)).isFalse();
        assertThat(idle.wants(lead(Map.of("status_id", 143L)), NINE, INCOMING)).isFalse();
        assertThat(idle.wants(lead(Map.of("status_id", 9L)), NINE, INCOMING)).isFalse();
        assertThat(idle.wants(lead(Map.of("is_deleted", true)), NINE, INCOMING)).isFalse();
        var won = search("leads: { stage: [142, 9] }");
        assertThat(won.asksForIncomingStages()).isFalse();
        assertThat(won.wants(lead(Map.of("status_id", 142L)), NINE, Set.of())).isTrue();
        assertThat(won.wants(lead(Map.of("status_id", 9L)), NINE, Set.of())).isTrue();
        assertThat(won.wants(lead(Map.of()), NINE, Set.of())).isFalse();
        assertThat(search("customers: { idle-for: 3d }").wants(lead(Map.of("status_id", 142L)), NINE, Set.of()))
                .isTrue();
    }

    @Test
    void finds_what_is_idle_old_and_of_somebody_as_given() {
        long daysAgo = NINE.minus(Duration.ofDays(3)).getEpochSecond();
        var idle = search("leads: { idle-for: 3d }");
        assertThat(idle.wants(lead(Map.of("updated_at", daysAgo)), NINE, INCOMING))
                .isTrue();
        assertThat(idle.wants(lead(Map.of("updated_at", daysAgo + 1)), NINE, INCOMING))
                .isFalse();
        var old = search("leads: { created-before: 3d }");
        assertThat(old.wants(lead(Map.of("created_at", daysAgo)), NINE, INCOMING))
                .isTrue();
        assertThat(old.wants(lead(Map.of("created_at", daysAgo + 1)), NINE, INCOMING))
                .isFalse();
        var of = search("leads: { pipeline: [1, 2], responsible: 101 }");
        assertThat(of.wants(lead(Map.of()), NINE, INCOMING)).isTrue();
        assertThat(of.wants(lead(Map.of("pipeline_id", 3L)), NINE, INCOMING)).isFalse();
        assertThat(of.wants(lead(Map.of("responsible_user_id", 102L)), NINE, INCOMING))
                .isFalse();
    }

    @Test
    void leaves_what_was_created_after_the_rules_time_to_the_next_run() {
        var any = search("leads: { without-task: any }");
        assertThat(any.wants(lead(Map.of("created_at", NINE.getEpochSecond())), NINE, INCOMING))
                .isTrue();
        assertThat(any.wants(lead(Map.of("created_at", NINE.getEpochSecond() + 1)), NINE, INCOMING))
                .isFalse();
    }

    @Test
    void goes_by_the_next_task_as_far_as_that_decides() {
        var any = search("leads: { without-task: any }");
        var later = Map.<String, Object>of("closest_task_at", NINE.getEpochSecond());
        assertThat(any.wants(lead(Map.of()), NINE, INCOMING)).isTrue();
        assertThat(any.wants(lead(later), NINE, INCOMING)).isFalse();
        assertThat(any.isAlwaysSure()).isTrue();
        var meeting = search("leads: { without-task: meeting }");
        assertThat(meeting.wants(lead(later), NINE, INCOMING)).isTrue();
        assertThat(meeting.isSure(lead(later))).isFalse();
        assertThat(meeting.isSure(lead(Map.of()))).isTrue();
        assertThat(meeting.tasks(Set.of(501L)))
                .contains(TaskQuery.ALL
                        .withCompleted(false)
                        .withTypes(Set.of(TaskType.MEETING))
                        .withEntities(new Entities(EntityRef.Type.LEADS, Set.of(501L))));
        assertThat(search("leads: { idle-for: 3d }").tasks(Set.of(501L))).isEmpty();
    }

    @Test
    void makes_an_event_with_all_that_is_known_of_what_it_found() {
        var event = due("leads: { idle-for: 3d }").event("demo", LEAD, lead(Map.of("name", "Roof")));
        assertThat(event.kind()).isEqualTo(EventKind.LEAD_FOUND);
        assertThat(event.key()).isEqualTo("demo:a:1795154400:leads/501");
        assertThat(event.entity()).isEqualTo(LEAD);
        assertThat(event.time()).isEqualTo(NINE);
        assertThat(event.facts().at("event"))
                .contains(Map.of(
                        "kind",
                        "lead.found",
                        "rule",
                        "a",
                        "age",
                        Duration.ofDays(30).toSeconds()));
        assertThat(event.facts().at("lead.name")).contains("Roof");
        assertThat(event.facts().whole()).contains("lead");
    }

    @Test
    void makes_an_event_of_a_person_whose_task_is_the_persons_and_hangs_on_nothing() {
        var rule = "every: \"0 9 * * *\"\n    tasks: { overdue: 1d }\n    per: responsible\n    fallback: 103\n";
        var book = RuleFixtures.book("""
                zone: Europe/Moscow
                rules:
                  - name: a
                    %s    then:
                      - create-task: { text: "{person.name}: {tasks.count}, {tasks.texts}", due: 1h, responsible: owner }
                """.formatted(rule));
        var due = book.due(NINE.minusSeconds(60), NINE).getFirst();
        var finds = PersonFinds.NONE.and("One").and("Two");
        var events = due.events("demo", Map.of(0L, finds, 101L, finds.and("Three"), 102L, finds), Map.of(101L, "Anna"));
        var event = events.getFirst();
        assertThat(event.key()).isEqualTo("demo:a:1795154400:users/101");
        assertThat(book.plan(event).commands())
                .singleElement()
                .isInstanceOfSatisfying(TaskCommand.Create.class, command -> {
                    assertThat(command.task().text()).isEqualTo("Anna: 3, One, Two, Three");
                    assertThat(command.task().about()).isNull();
                    assertThat(command.task().responsible()).isEqualTo(101);
                });
        assertThat(book.plan(events.get(1)).commands())
                .singleElement()
                .isInstanceOfSatisfying(TaskCommand.Create.class, command -> {
                    assertThat(command.task().text()).isEqualTo("nobody: 2, One, Two");
                    assertThat(command.task().responsible()).isEqualTo(103);
                });
        assertThat(events.getLast().facts().at("person.name")).contains("user 102");
        assertThat(book.plan(event).warnings()).isEmpty();
    }

    @Test
    void limits_what_a_person_gets_in_an_hour_and_not_what_all_get_together() {
        var book = RuleFixtures.book(book("tasks: { overdue: 1d }\n    per: responsible"));
        var due = book.due(NINE.minusSeconds(60), NINE).getFirst();
        var finds = Map.of(101L, PersonFinds.NONE.and("One"));
        var plan = book.plan(due.events("demo", finds, Map.of()).getFirst());
        assertThat(plan.drafts())
                .singleElement()
                .satisfies(draft -> assertThat(
                                Objects.requireNonNull(draft.limit()).subject())
                        .isEqualTo("user 101"));
    }

    private static EntitySearch search(String keys) {
        return (EntitySearch) Objects.requireNonNull(due(keys).search());
    }

    private static DueRule due(String keys) {
        return RuleFixtures.book(book(keys)).due(NINE.minusSeconds(60), NINE).getFirst();
    }

    private static String book(String keys) {
        return """
                zone: Europe/Moscow
                rules:
                  - name: a
                    every: "0 9 * * *"
                    %s
                    then: [{ create-task: { text: "x", due: 1h } }]
                """.formatted(keys);
    }

    private static List<String> problems(String rule) {
        var problems = new InvalidFileException[1];
        assertThatThrownBy(() -> RuleBookReader.read("", "zone: Europe/Moscow\nrules:\n  - " + rule))
                .isInstanceOfSatisfying(InvalidFileException.class, refused -> problems[0] = refused);
        return problems[0].problems().stream()
                .map(problem -> problem.replaceFirst("^:\\d+:\\d+:? ", ""))
                .toList();
    }

    /// An open lead of thirty days ago without a task.
    private static Map<String, @Nullable Object> lead(Map<String, Object> other) {
        var lead = new HashMap<String, @Nullable Object>();
        long then = NINE.minus(Duration.ofDays(30)).getEpochSecond();
        lead.put("id", 501L);
        lead.put("created_at", then);
        lead.put("updated_at", then);
        lead.put("status_id", 10L);
        lead.put("pipeline_id", 1L);
        lead.put("responsible_user_id", 101L);
        lead.put("closest_task_at", null);
        lead.putAll(other);
        return lead;
    }
}
