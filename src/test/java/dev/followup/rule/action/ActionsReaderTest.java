package dev.followup.rule.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.followup.rule.RuleFixtures;
import dev.followup.yaml.InvalidFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActionsReaderTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            complete-tasks: 5                          | 23 complete-tasks: found 5, expected a mapping with result, which or after
            complete-tasks: {}                         | 23 complete-tasks: found {}, expected a mapping with result, which or after
            complete-tasks: { which: { type: any } }   | 23 complete-tasks: found no "result", expected one
            complete-tasks: { result: Done }           | 33 complete-tasks.result: found "Done", expected a text in quotes: without them YAML drops what follows a #
            complete-tasks: { result: '{leed.name}' }  | 33 complete-tasks.result: found "leed", did you mean "lead"?
            complete-tasks: { result: '' }             | 33 complete-tasks.result: found "", expected a text that is not blank
            complete-tasks: { result: 'x', due: 1h }   | 38 complete-tasks: found "due", expected result, which or after
            complete-tasks: { result: 'x', which: {} } | 45 complete-tasks.which: found {}, expected a mapping with type, made-by or responsible
            complete-tasks: { result: 'x', which: all } | 45 complete-tasks.which: found "all", expected a mapping with type, made-by or responsible
            complete-tasks: { result: 'x', which: { typ: 5 } } | 47 complete-tasks.which: found "typ", did you mean "type"?
            complete-tasks: { result: 'x', which: { type: [] } } | 53 complete-tasks.which.type: found [], expected at least one task type, or any
            complete-tasks: { result: 'x', which: { type: visits } } | 53 complete-tasks.which.type: found "visits", did you mean "visit"?
            complete-tasks: { result: 'x', which: { type: [any, 5] } } | 54 complete-tasks.which.type[0]: found "any", expected follow-up, meeting, visit or the id of a task type; names need a directory.yaml beside the book, and the function directory makes one
            complete-tasks: { result: 'x', which: { type: [visit, 88] } } | 61 complete-tasks.which.type[1]: found task type 88 a second time
            complete-tasks: { result: 'x', which: { made-by: me } } | 56 complete-tasks.which.made-by: found "me", expected this-rule or the name of a rule
            complete-tasks: { result: 'x', which: { made-by: [this-rule] } } | 56 complete-tasks.which.made-by: found ["this-rule"], expected this-rule or the name of a rule
            complete-tasks: { result: 'x', which: { responsible: ownr } } | 60 complete-tasks.which.responsible: found "ownr", did you mean "owner"?
            complete-tasks: { result: 'x', which: { responsible: author } } | 60 complete-tasks.which.responsible: found "author", expected a user's id, owner, or a list of them; names need a directory.yaml beside the book, and the function directory makes one
            complete-tasks: { result: 'x', which: { responsible: [] } } | 60 complete-tasks.which.responsible: found [], expected a user's id, owner, or a list of them
            complete-tasks: { result: 'x', which: { responsible: [101, 0] } } | 66 complete-tasks.which.responsible[1]: found 0, expected a user's id, owner, or a list of them
            complete-tasks: { result: 'x', which: { responsible: [101, 101] } } | 66 complete-tasks.which.responsible[1]: found "101" a second time, expected it once: it is already at rules.yaml:7:61
            change-tasks: { which: { type: any } }     | 21 change-tasks: found no change, expected due, duration, text, type, responsible or entity
            change-tasks: { dua: 1h }                  | 23 change-tasks: found "dua", did you mean "due"?
            change-tasks: { due: 1w }                  | 28 change-tasks.due: found "1w", expected <n>m, <n>h or <n>d, such as 2h or 1d working at 10:00
            change-tasks: { duration: 1d }             | 33 change-tasks.duration: found "1d", expected <n>m or <n>h, such as 30m
            change-tasks: { text: Call }               | 29 change-tasks.text: found "Call", expected a text in quotes: without them YAML drops what follows a #
            change-tasks: { type: call }               | 29 change-tasks.type: found "call", expected follow-up, meeting, visit or the id of a task type; names need a directory.yaml beside the book, and the function directory makes one
            change-tasks: { responsible: boss }        | 36 change-tasks.responsible: found "boss", expected a user's id such as 101, owner, author, manager or { managers: … }; names need a directory.yaml beside the book, and the function directory makes one
            change-tasks: { entity: leads }            | 31 change-tasks.entity: found "leads", did you mean "lead"?
            change-tasks: { entity: task }             | 31 change-tasks.entity: found "task", expected lead, contact, company or customer
            change-tasks: { entity: [lead] }           | 31 change-tasks.entity: found ["lead"], expected lead, contact, company or customer
            """)
    void refuses_actions_that_are_wrong(String action, String problem) {
        var columnAndWords = problem.split(" ", 2);
        refuses("[lead.added, task.updated]", action, "7:" + columnAndWords[0] + " a.then." + columnAndWords[1]);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            task.updated                | change-tasks: { due: 1h, which: { type: any } } | 39 a.then.change-tasks.which: found "which", expected none: the task is that of the event
            [task.added, task.completed] | complete-tasks: { result: 'x', which: { type: any } } | 45 a.then.complete-tasks.which: found "which", expected none: the task is that of the event
            [lead.added, task.deleted]  | complete-tasks: { result: 'x' } | 23 a.then.complete-tasks: found a rule on task.deleted, and then there is no such task any more
            [lead.added, list-element.added] | complete-tasks: { result: 'x' } | 23 a.then.complete-tasks: found a rule on list-element.added, which never names a lead, contact, company or customer
            lead.added                  | complete-tasks: { result: 'x', which: { made-by: this-rule } } | 56 a.then.complete-tasks.which.made-by: found "this-rule", and the rule adds no task
            list-element.updated        | change-tasks: { due: 1h }       | 21 a.then.change-tasks: found a rule on list-element.updated, which never names a lead, contact, company or customer
            """)
    void refuses_actions_for_which_there_can_be_no_tasks(String when, String action, String problem) {
        refuses(when, action, "7:" + problem);
    }

    @Test
    void reports_nothing_about_tasks_if_the_kinds_of_event_are_unknown() {
        refuses(
                "lead.aded",
                "complete-tasks: { result: 'x', which: { type: any } }",
                "5:11 a.when: found \"lead.aded\", did you mean \"lead.added\"?");
    }

    private static void refuses(String when, String action, String problem) {
        assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(() -> RuleFixtures.book("""
                        zone: Europe/Moscow
                        task-types: { visit: 88 }
                        rules:
                          - name: a
                            when: %s
                            then:
                            - %s
                        """.formatted(when, action)))
                .satisfies(refusal -> assertThat(refusal.problems()).containsExactly("rules.yaml:" + problem));
    }
}
