package dev.followup.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.followup.task.TaskCommand;
import dev.followup.yaml.InvalidFileException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskTypesTest {

    @ParameterizedTest
    @CsvSource({"follow-up, 1", "meeting, 2", "visit, 2743001", "call, 1", "2743001, 2743001", "77, 77"})
    void have_names_and_ids(String type, long id) {
        var command = book("{ visit: 2743001, call: 1 }", type)
                .plan(RuleFixtures.leadAdded("{}"))
                .commands()
                .getFirst();

        assertThat(((TaskCommand.Create) command).task().type().id()).isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                         | visit | 1:13 task-types: found {}, expected names and ids of task types, such as { visit: 2743001 }
            [visit]                    | visit | 1:13 task-types: found ["visit"], expected names and ids of task types, such as { visit: 2743001 }
            { meeting: 5 }             | 5     | 1:15 task-types: found "meeting", which has a meaning of its own
            { any: 5 }                 | 5     | 1:15 task-types: found "any", which has a meaning of its own
            { Visit: 5 }               | 5     | 1:15 task-types: found "Visit", expected up to 64 small letters, digits and hyphens, such as visit
            { 7: 5 }                   | 5     | 1:15 task-types: found 7, expected up to 64 small letters, digits and hyphens, such as visit
            { visit: 5, visit: 6 }     | visit | 1:25 task-types: found "visit" a second time, expected it once: it is already at rules.yaml:1:15
            { visit: 5, tour: 5 }      | visit | 1:31 task-types.tour: found "5" a second time, expected it once: it is already at rules.yaml:1:22
            { visit: 0 }               | 5     | 1:22 task-types.visit: found 0, expected the id of a task type
            { visit: meeting }         | 5     | 1:22 task-types.visit: found "meeting", expected the id of a task type; names need a directory.yaml beside the book, and the function directory makes one
            { visit: 5 }               | vist  | 5:58 a-rule.then.create-task.type: found "vist", did you mean "visit"?
            { visit: 5 }               | tour  | 5:58 a-rule.then.create-task.type: found "tour", expected follow-up, meeting, visit or the id of a task type; names need a directory.yaml beside the book, and the function directory makes one
            """)
    void are_refused_if_they_are_wrong(String types, String type, String problem) {
        assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(() -> book(types, type))
                .satisfies(refusal -> assertThat(refusal.problems()).contains("rules.yaml:" + problem));
    }

    private static RuleBook book(String types, String type) {
        return RuleFixtures.book("""
                task-types: %s
                rules:
                  - name: a-rule
                    when: lead.added
                    then: [{ create-task: { text: "Call", due: 1h, type: %s } }]
                """.formatted(types, type));
    }
}
