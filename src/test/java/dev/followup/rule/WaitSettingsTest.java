package dev.followup.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.event.EventSubject;
import dev.followup.rule.RuleVerdict.Decision;
import dev.followup.task.CloseGuard;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskCommand.Origin;
import dev.followup.task.TaskSelection;
import dev.followup.task.Wait;
import dev.followup.task.WaitRequest;
import dev.followup.task.WaitRequest.IfAgain;
import dev.followup.yaml.InvalidFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Rules whose actions wait: what a book asks of its waits, and what it refuses.
class WaitSettingsTest {

    private static final EventSubject LEAD = EventSubject.of("leads/501");
    private static final Instant NOW = RuleFixtures.MORNING;

    @Test
    void an_action_with_after_waits_and_the_others_go_at_once() {
        var book = rule("lead.added", "", "{ text: 'Now', due: 1h }", "{ after: 30m, text: 'Later', due: 1h }");

        var plan = book.plan(RuleFixtures.leadAdded("{}"));

        assertThat(plan.commands()).extracting(command -> text(command)).containsExactly("Now");
        assertThat(plan.waits()).singleElement().satisfies(request -> {
            var start = (WaitRequest.Start) request;
            assertThat(start.rule()).isEqualTo("a-rule");
            assertThat(start.subject()).isEqualTo(LEAD);
            assertThat(start.ifAgain()).isEqualTo(IfAgain.IGNORE);
            assertThat(start.steps())
                    .containsExactly(new WaitRequest.Step(1, second(NOW.plus(Duration.ofMinutes(30)))));
        });
    }

    @Test
    void several_actions_with_growing_times_are_one_wait() {
        var book = rule(
                "lead.added",
                "if-again: restart",
                "{ after: 30m, text: 'A', due: 1h }",
                "{ after: 2d at 10:00, text: 'B', due: 1h }");

        assertThat(book.plan(RuleFixtures.leadAdded("{}")).waits())
                .singleElement()
                .satisfies(request -> {
                    var start = (WaitRequest.Start) request;
                    assertThat(start.ifAgain()).isEqualTo(IfAgain.RESTART);
                    assertThat(start.steps())
                            .extracting(WaitRequest.Step::position)
                            .containsExactly(0, 1);
                });
    }

    @Test
    void with_still_every_action_waits_for_the_facts_of_now() {
        var book = rule("lead.added", "still: { lead.status_id: 143 }", "{ text: 'Now', due: 1h }");
        var event = RuleFixtures.leadAdded("{lead: {status_id: 7}}");

        var plan = book.plan(event);

        assertThat(plan.drafts()).isEmpty();
        assertThat(plan.waits())
                .singleElement()
                .satisfies(request -> assertThat(((WaitRequest.Start) request).steps())
                        .containsExactly(new WaitRequest.Step(0, NOW)));
        assertThat(book.ask("a-rule", 0, event, _ -> {}))
                .isEqualTo(new WaitVerdict.Dropped("lead.status_id is 7, rule wants 143 (rules.yaml:5:30)"));
        assertThat(book.ask("a-rule", 0, RuleFixtures.leadAdded("{lead: {status_id: 143}}"), _ -> {}))
                .isInstanceOf(WaitVerdict.Fires.class);
    }

    @Test
    void if_and_except_are_asked_again_and_texts_and_times_are_those_of_then() {
        var book = rule(
                "lead.added",
                "if: { lead.price: 5 }\nexcept: { lead.tags: VIP }",
                "{ after: 30m, text: \"Call {lead.name}\", due: 1h, responsible: owner }");
        var later = NOW.plus(Duration.ofMinutes(30));

        assertThat(book.ask(
                        "a-rule",
                        0,
                        RuleFixtures.leadAdded("{lead: {price: 6}}").at(later),
                        _ -> {}))
                .isInstanceOf(WaitVerdict.Dropped.class);
        assertThat(book.ask(
                        "a-rule",
                        0,
                        RuleFixtures.leadAdded("{lead: {price: 5, tags: [VIP]}}")
                                .at(later),
                        _ -> {}))
                .isInstanceOf(WaitVerdict.Dropped.class);
        var fires = (WaitVerdict.Fires) book.ask(
                "a-rule",
                0,
                RuleFixtures.leadAdded("{lead: {price: 5, name: Roof, responsible_user_id: 7}}")
                        .at(later),
                _ -> {});
        var task = ((TaskCommand.Create) fires.draft().command()).task();
        assertThat(task.text()).isEqualTo("Call Roof");
        assertThat(task.due()).isEqualTo(second(later.plus(Duration.ofHours(1))));
        assertThat(task.responsible()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            stop-on: lead.status-changed                                                    | 142 | true
            stop-on: [task.completed, lead.status-changed]                                  | 142 | true
            stop-on: [lead.status-changed: { lead.status_id: 142 }]                         | 142 | true
            stop-on: { lead.status-changed: { if: { lead.status_id: 142 } } }               | 7   | false
            stop-on: [lead.status-changed: { except: { lead.status_id: 142 } }]             | 142 | false
            stop-on: [lead.status-changed: { except: { lead.status_id: 142 } }]             | 7   | true
            stop-on: task.completed                                                         | 142 | false
            """)
    void an_event_stops_what_waits_if_its_kind_and_its_conditions_are_listed(String line, long status, boolean stops) {
        var book = rule("lead.added", line, "{ after: 30m, text: 'A', due: 1h }");
        var event = RuleFixtures.event(EventKind.LEAD_STATUS_CHANGED, "{lead: {id: 501, status_id: " + status + "}}");

        assertThat(book.kinds().contains(EventKind.LEAD_STATUS_CHANGED)).isEqualTo(!line.endsWith("task.completed"));
        assertThat(book.plan(event).waits())
                .isEqualTo(
                        stops
                                ? List.of(new WaitRequest.Stop(event.key(), "a-rule", LEAD, Set.of(LEAD), NOW))
                                : List.of());
    }

    @Test
    void working_time_is_a_fact_of_an_event_that_begins_a_wait_anew() {
        var book = RuleFixtures.book("""
                zone: Europe/Moscow
                working-time: { days: MON-SUN, hours: "00:00-24:00" }
                rules:
                  - name: a-rule
                    when: lead.status-changed
                    if: { event.working-time: true }
                    if-again: restart
                    then: [ { create-task: { after: 30m, text: 'A', due: 1h } } ]
                """);
        var start = RuleFixtures.event(EventKind.LEAD_STATUS_CHANGED, "{lead: {id: 501}}");
        var origin = new TaskCommand.Origin(start.key(), "a-rule", 0);
        var wait = new Wait(origin, start, NOW, LEAD, Set.of(LEAD), NOW.plus(Duration.ofMinutes(30)));
        var again = start.at(NOW.plus(Duration.ofMinutes(10)));

        assertThat(book.mayEnd(again, wait)).isTrue();
        assertThat(book.restarts(again, wait, again.time())).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "task.updated, own: true, false",
        "task.updated, 'own: true, rule: a-rule', false",
        "task.updated, 'own: true, rule: another', true",
        "task.added, 'own: true, rule: a-rule', false",
        "task.added, 'own: true, rule: another', true",
        "task.completed, 'own: true, rule: a-rule', true"
    })
    void what_a_rule_does_itself_does_not_stop_it_but_for_completions(String kind, String facts, boolean stops) {
        var book = rule("lead.added", "stop-on: [" + kind + "]", "{ after: 30m, text: 'A', due: 1h }");
        var event = RuleFixtures.event(
                EventKind.of(kind).orElseThrow(), "{event: {" + facts + "}, task: {id: 7}, lead: {id: 501}}");
        assertThat(book.plan(event).waits()).hasSize(stops ? 1 : 0);
    }

    @Test
    void an_event_closes_the_task_that_an_action_added() {
        var closing = "close-on: [lead.status-changed: { lead.status_id: 142 }]";
        var event = RuleFixtures.event(EventKind.LEAD_STATUS_CHANGED, "{lead: {id: 501, name: Roof, status_id: 142}}");
        var usual = rule("lead.added", "", "{ text: 'A', due: 1h }", "{ text: 'B', due: 1h, " + closing + " }");
        var named = rule("lead.added", "", "{ text: 'B', due: 1h, " + closing + ", result: \"{lead.name} is won\" }");

        assertThat(usual.plan(RuleFixtures.leadAdded("{}")).drafts())
                .extracting(draft -> draft.closable())
                .containsExactly(null, new CloseGuard(LEAD, Set.of(LEAD), NOW));
        assertThat(usual.plan(event).waits())
                .containsExactly(new WaitRequest.Close(
                        event.key(), "a-rule", 1, LEAD, Set.of(LEAD), NOW, "Closed by rule a-rule"));
        assertThat(named.plan(event).waits())
                .containsExactly(
                        new WaitRequest.Close(event.key(), "a-rule", 0, LEAD, Set.of(LEAD), NOW, "Roof is won"));
    }

    @Test
    void an_event_that_closes_one_action_stops_no_other_one_that_waits() {
        var book = rule(
                "lead.added",
                "",
                "{ after: 3h, text: 'A', due: 1h, close-on: lead.status-changed }",
                "{ after: 4h, text: 'B', due: 1h }");
        var event = RuleFixtures.event(EventKind.LEAD_STATUS_CHANGED, "{lead: {id: 501, status_id: 142}}");

        assertThat(book.stops(event, waiting(0))).isTrue();
        assertThat(book.stops(event, waiting(1))).isFalse();
    }

    /// What waits for an action since a second before the events of the tests.
    private static Wait waiting(int position) {
        var began = RuleFixtures.leadAdded("{lead: {id: 501}}");
        return new Wait(
                new Origin(began.key(), "a-rule", position),
                began,
                NOW.minusSeconds(1),
                LEAD,
                Set.of(LEAD),
                NOW.plus(Duration.ofHours(3)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0    | FIRES          | the event is lead.added
            600  | FIRES          | the event is lead.added
            601  | DOES_NOT_FIRE  | the event was 10m old when it was heard, rule wants at most 10m (max-age)
            5400 | DOES_NOT_FIRE  | the event was 90m old when it was heard, rule wants at most 10m (max-age)
            -5   | FIRES          | the event is lead.added
            """)
    void a_rule_with_max_age_ignores_what_is_heard_late(int seconds, Decision decision, String reason) {
        var book = rule("lead.added", "max-age: 10m", "{ text: 'A', due: 1h }");

        assertThat(book.plan(RuleFixtures.leadAdded("{}"), NOW.plusSeconds(seconds))
                        .verdicts())
                .containsExactly(new RuleVerdict("a-rule", decision, reason));
    }

    @Test
    void a_renamed_rule_keeps_what_its_first_name_has() {
        var book = RuleFixtures.book("""
                rules:
                  - name: new-name
                    was: old-name
                    when: lead.added
                    unless: { made-by: this-rule }
                    then: [{ create-task: { text: 'A', due: 1h } }, { create-task: { after: 1h, text: 'B', due: 1h } }]
                  - name: other
                    when: lead.added
                    then: [{ complete-tasks: { result: 'Done', which: { made-by: new-name } } }]
                """);
        var plan = book.plan(RuleFixtures.leadAdded("{}"));

        assertThat(plan.commands())
                .extracting(command -> command.origin().rule())
                .containsExactly("old-name", "other");
        assertThat(plan.commands().getFirst().requiredOpenTasks().orElseThrow().madeBy())
                .isEqualTo("old-name");
        var which = ((TaskCommand.Complete) plan.commands().getLast()).which();
        assertThat(((TaskSelection.Open) which).tasks().madeBy()).isEqualTo("old-name");
        assertThat(plan.waits()).extracting(WaitRequest::rule).containsExactly("old-name");
        assertThat(book.name("old-name")).isEqualTo("new-name");
        assertThat(book.has("new-name")).isFalse();
        assertThat(plan.verdicts()).extracting(RuleVerdict::rule).containsExactly("new-name", "other");
    }

    @Test
    void the_book_of_then_is_asked_by_the_place_of_the_action() {
        var book = rule("lead.added", "", "{ text: 'Now', due: 1h }", "{ after: 30m, text: 'Later', due: 1h }");

        assertThat(book.ask("gone", 0, RuleFixtures.leadAdded("{}"), _ -> {})).isEqualTo(new WaitVerdict.RuleGone());
        assertThat(book.ask("a-rule", 0, RuleFixtures.leadAdded("{}"), _ -> {}))
                .isEqualTo(new WaitVerdict.ActionGone());
        assertThat(book.ask("a-rule", 5, RuleFixtures.leadAdded("{}"), _ -> {}))
                .isEqualTo(new WaitVerdict.ActionGone());
        assertThat(book.closeWords("a-rule", -1)).isEmpty();
    }

    @Test
    void links_that_a_stop_needs_are_fetched_at_the_start() {
        var book = rule("lead.added", "stop-on: message.received", "{ after: 30m, text: 'A', due: 1h }");
        var reported = List.of("{lead: {id: 501}}", "{lead: {id: 501, name: Roof, created_at: 1795300000}}");

        assertThat(reported)
                .allSatisfy(facts -> assertThat(book.missing(RuleFixtures.event(EventKind.LEAD_ADDED, facts)))
                        .containsExactly(EntityRef.Type.LEADS));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            after: 30 min                              | 36 a-rule.then.create-task.after: found "30 min", expected 30m
            after: 30                                  | 36 a-rule.then.create-task.after: found 30, expected a unit: 30m, 30h or 30d
            after: 30m work                            | 36 a-rule.then.create-task.after: found "30m work", expected <n>m, <n>h or <n>d, such as 2h or 1d working at 10:00
            after: tomorrow                            | 36 a-rule.then.create-task.after: found "tomorrow", expected 1d at 10:00 or 1d all day
            after: 0m                                  | 36 a-rule.then.create-task.after: found "0m", which is no time to wait, expected more, or no "after"
            after: 366d                                | 36 a-rule.then.create-task.after: found "366d", expected at most 365 days
            after: 9000h                               | 36 a-rule.then.create-task.after: found "9000h", expected at most 365 days
            after: 30m working                         | 36 a-rule.then.create-task.after: found "30m working", which needs the book's working-time
            stop-on: task.completed                    | 29 a-rule.then.create-task: found "stop-on", expected it beside "then", as a key of the rule
            still: { lead.price: 5 }                   | 29 a-rule.then.create-task: found "still", expected it beside "then", as a key of the rule
            close_on: task.completed                   | 29 a-rule.then.create-task: found "close_on", did you mean "close-on"?
            close-on: task.complete                    | 39 a-rule.then.create-task.close-on: found "task.complete", did you mean "task.completed"?
            close-on: list-element.added               | 39 a-rule.then.create-task.close-on: found list-element.added, which never names what the event lead.added is about
            result: 'Done'                               | 37 a-rule.then.create-task.result: found "result" without "close-on", expected "close-on", or "completed" for a task that is added as a completed one
            close-on: task.completed, completed: 'Done'  | 39 a-rule.then.create-task.close-on: found "close-on" beside "completed", expected one of them: the task is added as a completed one
            """)
    void an_action_that_makes_no_sense_is_refused(String word, String problem) {
        assertThat(problems("lead.added", "", "{ " + word + ", text: 'A', due: 1h }"))
                .containsExactly("rules.yaml:5:" + problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            stop_on: task.completed           | 5:5 a-rule: found "stop_on", did you mean "stop-on"?
            stop-on: task.complete            | 5:14 a-rule.stop-on: found "task.complete", did you mean "task.completed"?
            stop-on: task.completed, task.deleted | 5:14 a-rule.stop-on: found "task.completed, task.deleted", expected a list: [task.completed, task.deleted]
            stop-on: []                       | 5:14 a-rule.stop-on: found [], expected a kind of event such as task.completed, or a list of them
            stop-on: [task.completed, task.completed] | 5:31 a-rule.stop-on[1]: found "task.completed" a second time, expected it once: it is already at rules.yaml:5:15
            stop-on: [task.completed: ]       | 5:30 a-rule.stop-on.task.completed: found nothing, expected conditions such as { lead.status_id: 143 }, or no colon behind task.completed
            stop-on: [list-element.added]     | 5:15 a-rule.stop-on: found list-element.added, which never names what the event lead.added is about
            stop-on: [contact.added: { lead.price: 5 }] | 5:32 a-rule.stop-on.contact.added: found "lead", expected contact, company or event
            stop-on: [lead.updated: { lead.price: 5, except: { lead.name: A } }] | 5:31 a-rule.stop-on.lead.updated: found "lead.price", expected if or except
            if-again: wait                    | 5:15 a-rule.if-again: found "wait", expected ignore, restart or add
            max-age: 10 min                   | 5:14 a-rule.max-age: found "10 min", expected <n>m, <n>h or <n>d, such as 30d
            max-age: 0m                       | 5:14 a-rule.max-age: found "0m", expected more than no time at all
            still: { changed: status }        | 5:12 a-rule.still: found a condition on changed, which stays as it was with the event, expected it in "if"
            still: { event.author: 5 }        | 5:12 a-rule.still: found a condition on event, which stays as it was with the event, expected it in "if"
            after: 30m                        | 5:5 a-rule: found "after", expected it in an action, such as create-task: { after: 30m, … }
            close-on: task.completed          | 5:5 a-rule: found "close-on", expected it in create-task
            was: a-rule                       | 5:10 a-rule.was: found the rule's present name, expected its first one
            was: Other Name                   | 5:10 a-rule.was: found "Other Name", expected the first name of the rule, such as call-new-lead
            """)
    void a_key_of_a_rule_that_makes_no_sense_is_refused(String line, String problem) {
        assertThat(problems("lead.added", line, "{ after: 30m, text: 'A', due: 1h }"))
                .containsExactly("rules.yaml:" + problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            lead.added    | if-again: restart          | a-rule.if-again: found "if-again", but no action of the rule waits, expected an action with "after", such as create-task: { after: 30m, … }
            lead.added    | stop-on: task.completed    | a-rule.stop-on: found "stop-on", but no action of the rule waits, expected an action with "after", such as create-task: { after: 30m, … }
            lead.deleted  | still: { lead.status_id: 5 } | a-rule.still: found an action that waits in a rule on lead.deleted: the lead is gone by then
            task.deleted  | still: { task.is_completed: true } | a-rule.still: found a condition on task, which is gone after task.deleted, expected it in "if"
            customer.updated | still: { customer.name: A } | a-rule.still: found a condition on customer, which stays as it was with the event, expected it in "if"
            """)
    void a_rule_of_which_nothing_waits_has_nothing_to_stop(String when, String line, String problem) {
        assertThat(problems(when, line, "{ text: 'A', due: 1h }"))
                .singleElement()
                .asString()
                .endsWith(" " + problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            when: contact.deleted                       | found an action that waits in a rule on contact.deleted: the contact is gone by then
            every: "0 9 * * *"                          | found an action that waits in a rule that runs by the clock and is about nothing, expected "tasks", "leads" or another search beside "every", or no "after" and no "still"
            """)
    void an_action_cannot_wait_for_nothing(String trigger, String problem) {
        assertThat(problemsOf("""
                zone: Europe/Moscow
                rules:
                  - name: a-rule
                    %s
                    then: [{ create-task: { after: 30m, text: 'A', due: 1h } }]
                """.formatted(trigger))).containsExactly("rules.yaml:3:5 a-rule: " + problem);
    }

    @Test
    void a_rule_that_runs_by_the_clock_hears_nothing_late() {
        assertThat(problemsOf("""
                rules:
                  - name: a-rule
                    every: "0 9 * * *"
                    max-age: 1d
                    then: [{ create-task: { text: 'A', due: 1h } }]
                """))
                .contains("rules.yaml:4:14 a-rule.max-age: found \"max-age\" in a rule that runs by the clock, whose"
                        + " events are never late, expected none");
    }

    @Test
    void a_wrong_time_to_wait_is_not_reported_as_none() {
        assertThat(problems("lead.added", "stop-on: task.completed", "{ after: 30 min, text: 'A', due: 1h }"))
                .singleElement()
                .asString()
                .endsWith("found \"30 min\", expected 30m");
    }

    @Test
    void the_first_name_of_a_rule_is_of_no_other_one() {
        assertThat(problemsOf("""
                rules:
                  - { name: a, was: b, when: lead.added, then: [{ create-task: { text: 'A', due: 1h } }] }
                  - { name: b, was: c, when: lead.added, then: [{ create-task: { text: 'A', due: 1h } }] }
                  - { name: d, was: c, when: lead.added, then: [{ create-task: { text: 'A', due: 1h } }] }
                """))
                .containsExactly(
                        "rules.yaml:2:21 a.was: found \"b\", which is the name of another rule, expected the first name of"
                                + " this one",
                        "rules.yaml:4:21 rules[2].was: found \"c\" a second time, expected it once: it is already at"
                                + " rules.yaml:3:21");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            30m  | 30m
            2h   | 90m
            2h   | 0d at 18:00
            1d   | 1d at 10:00
            """)
    void a_ladder_whose_steps_do_not_grow_is_refused(String first, String second) {
        assertThat(problems(
                        "lead.added",
                        "",
                        "{ after: " + first + ", text: 'A', due: 1h }",
                        "{ text: 'At once', due: 1h }",
                        "{ after: " + second + ", text: 'B', due: 1h }"))
                .containsExactly(
                        "rules.yaml:5:%d a-rule.then[2].create-task.after: found \"%s\", which is not always later than"
                                        .formatted(133 + first.length(), second)
                                + " the \"after\" of the action before, expected growing times of one unit, such as 30m"
                                + " working and then 90m working");
    }

    @Test
    void one_item_of_then_says_where_after_belongs() {
        assertThat(problemsOf("""
                rules:
                  - name: a-rule
                    when: lead.added
                    then:
                      - after: 30m
                        create-task: { text: 'A', due: 1h }
                """))
                .contains(
                        "rules.yaml:5:9 a-rule.then: found \"after\", expected it in the action, such as create-task: {"
                                + " after: 30m, … }");
    }

    private static RuleBook rule(String when, String lines, String... actions) {
        return RuleFixtures.book(yaml(when, lines, actions));
    }

    private static List<String> problems(String when, String lines, String... actions) {
        return problemsOf(yaml(when, lines, actions));
    }

    private static List<String> problemsOf(String yaml) {
        return catchThrowableOfType(InvalidFileException.class, () -> RuleBookReader.read("rules.yaml", yaml))
                .problems();
    }

    private static String yaml(String when, String lines, String... actions) {
        var then = new ArrayList<String>();
        for (var action : actions) {
            then.add("{ create-task: " + action + " }");
        }
        return """
                zone: Europe/Moscow
                rules:
                  - name: a-rule
                    when: %s
                %s    then: [%s]
                """.formatted(when, lines.isEmpty() ? "" : lines.indent(4), String.join(", ", then));
    }

    private static String text(TaskCommand command) {
        return ((TaskCommand.Create) command).task().text();
    }

    private static Instant second(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }
}
