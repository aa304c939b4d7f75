package dev.followup.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.followup.event.CrmEvent;
import dev.followup.event.EventKind;
import dev.followup.task.DraftCommand;
import dev.followup.task.Rotation;
import dev.followup.task.TaskCommand;
import dev.followup.yaml.InvalidFileException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponsibleTest {

    private static final String ROTATE = "{ rotate: [103, 101, 102] }";
    private static final String MANAGERS = "{ managers: { 101: 103, 102: 104 } }";

    @ParameterizedTest
    @CsvSource({"create-task, 'text: \"Call\", due: 1h,'", "change-tasks, ''"})
    void take_turns_and_no_user_is_named_before(String action, String others) {
        var plan = book("fallback: 104", action + ": { " + others + " responsible: " + ROTATE + " }")
                .plan(RuleFixtures.leadAdded("{lead: {responsible_user_id: 102}}"));

        assertThat(plan.drafts())
                .singleElement()
                .satisfies(draft -> assertThat(draft.rotation().users()).containsExactly(103L, 101L, 102L))
                .satisfies(draft -> assertThat(user(draft.command())).isNull())
                .satisfies(draft -> assertThat(
                                user(draft.command(draft.rotation().inTurn(Rotation.counted(4)))))
                        .isEqualTo(101));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            101 | -                                | 103
            102 | -                                | 104
            103 | -                                | 105
            103 | fallback: owner                  | 103
            0   | fallback: owner                  | 105
            0   | -                                | 105
            103 | fallback: { managers: { 103: 106 } } | 106
            102 | fallback: { managers: { 103: 106 } } | 104
            104 | fallback: { managers: { 103: 106 } } | 105
            """)
    void are_the_managers_of_owners_who_have_one(long owner, @Nullable String fallback, long user) {
        var book = book(
                fallback == null ? "" : fallback, "create-task: { text: 'x', due: 1h, responsible: " + MANAGERS + " }");

        assertThat(user(draft(book, RuleFixtures.leadAdded("{lead: {responsible_user_id: " + owner + "}}"))
                        .command()))
                .isEqualTo(user);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            owner                          | {task: {id: 9, responsible_user_id: 101}, lead: {responsible_user_id: 102}} | 102 | 101
            owner                          | {task: {id: 9, responsible_user_id: 101}}                                   | 101 | 101
            owner                          | {task: {id: 9, responsible_user_id: 0}, lead: {responsible_user_id: 102}}   | 102 | 102
            { managers: { 101: 103, 102: 104 } } | {task: {id: 9, responsible_user_id: 101}, lead: {responsible_user_id: 102}} | 104 | 103
            author                         | {task: {id: 9, responsible_user_id: 101}, event: {author: 107}}             | 107 | 107
            author                         | {task: {id: 9, responsible_user_id: 101}, event: {author: 0}}               | 105 | 105
            """)
    void are_found_by_the_entity_for_a_new_task_and_by_the_task_for_its_change(
            String responsible, String facts, long ofNew, long ofChanged) {
        var event = RuleFixtures.event(EventKind.TASK_UPDATED, facts);

        assertThat(user(draft(book("", "create-task: { text: 'x', due: 1h, responsible: " + responsible + " }"), event)
                        .command()))
                .isEqualTo(ofNew);
        assertThat(user(draft(book("", "change-tasks: { responsible: " + responsible + " }"), event)
                        .command()))
                .isEqualTo(ofChanged);
    }

    @Test
    void stay_the_same_if_a_change_names_no_user() {
        var draft = draft(book("fallback: 104", "change-tasks: { due: 1h }"), RuleFixtures.leadAdded("{}"));

        assertThat(user(draft.command())).isNull();
        assertThat(draft.rotation().isEmpty()).isTrue();
    }

    @Test
    void stay_the_same_if_no_user_is_found() {
        var plan = RuleFixtures.book("""
                rules:
                  - name: a-rule
                    when: lead.added
                    then: [{ change-tasks: { responsible: owner } }, { change-tasks: { responsible: author, due: 1h } }]
                """).plan(RuleFixtures.leadAdded("{lead: {responsible_user_id: 0}}"));

        assertThat(plan.commands())
                .singleElement()
                .satisfies(command -> assertThat(user(command)).isNull());
        assertThat(plan.warnings()).containsExactly("a-rule: leads to nothing: nothing about the tasks would change");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                               | 43: found {}, expected a mapping with rotate, least-loaded, managers or on-shift
            { rotat: [101, 102] }            | 45: found "rotat", did you mean "rotate"?
            { rotate: [101, 102], managers: { 101: 103 } } | 43: found 2 ways to find a person, expected one
            { rotate: 101 }                  | 53.rotate: found 101, expected a team of the book, or a list of two people or more, such as [101, 102]
            { rotate: [101] }                | 53.rotate: found [101], expected a team of the book, or a list of two people or more, such as [101, 102]
            { rotate: [] }                   | 53.rotate: found [], expected a team of the book, or a list of two people or more, such as [101, 102]
            { rotate: [101, owner] }         | 59.rotate[1]: found "owner", expected a user's id such as 101; names need a directory.yaml beside the book, and the function directory makes one
            { rotate: [101, 102, 101] }      | 64.rotate[2]: found "101" a second time, expected it once: it is already at rules.yaml:4:54
            { managers: {} }                 | 55.managers: found {}, expected a user's id and that of the manager, such as { 101: 103 }
            { managers: [101] }              | 55.managers: found [101], expected a user's id and that of the manager, such as { 101: 103 }
            { managers: { ann: 103 } }       | 57.managers: found "ann", expected a user's id such as 101; names need a directory.yaml beside the book, and the function directory makes one
            { managers: { "101": 103 } }     | 57.managers: found "101", expected a number without quotes: 101; names need a directory.yaml beside the book, and the function directory makes one
            { managers: { 101: owner } }     | 62.managers.101: found "owner", expected a user's id such as 101; names need a directory.yaml beside the book, and the function directory makes one
            { managers: { 101: 103, 101: 104 } } | 67.managers: found "101" a second time, expected it once: it is already at rules.yaml:4:57
            """)
    void are_refused_if_they_are_wrong(String responsible, String problem) {
        var columnAndWords = problem.split("(?=[.:])", 2);

        assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(() -> RuleFixtures.book("""
                        rules:
                          - name: a-rule
                            when: lead.added
                            then: [{ change-tasks: { responsible: %s } }]
                        """.formatted(responsible)))
                .satisfies(refusal -> assertThat(refusal.problems())
                        .containsExactly("rules.yaml:4:" + columnAndWords[0] + " a-rule.then.change-tasks.responsible"
                                + columnAndWords[1]));
    }

    private static RuleBook book(String fallback, String action) {
        return RuleFixtures.book("""
                responsible: 105
                rules:
                  - name: a-rule
                    when: [lead.added, task.updated]
                    then: [{ %s }]
                    %s
                """.formatted(action, fallback));
    }

    private static DraftCommand draft(RuleBook book, CrmEvent event) {
        var drafts = book.plan(event).drafts();
        assertThat(drafts).hasSize(1);
        return drafts.getFirst();
    }

    private static @Nullable Long user(TaskCommand command) {
        return switch (command) {
            case TaskCommand.Create create -> create.task().responsible();
            case TaskCommand.Complete _ -> null;
            case TaskCommand.Change change -> change.change().responsible();
        };
    }
}
