package dev.followup.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.followup.event.EntityRef;
import dev.followup.task.TaskQuery;
import dev.followup.task.TaskType;
import dev.followup.yaml.InvalidFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TriggerTest {

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            every: 5 ; found 5
            every: ; found nothing
            every: ["0 9 * * *"] ; found ["0 9 * * *"]
            every: "0 9 * *" ; found "0 9 * *"
            every: "0 9|10 * * *" ; found "0 9|10 * * *"
            every: "0 9 * * *||0 8 * * *" ; found "0 9 * * *||0 8 * * *"
            every: "0 9 L * *" ; found "0 9 L * *"
            every: "60 9 * * *" ; found "60 9 * * *"
            every: "0 22-2 * * *" ; found "0 22-2 * * *"
            every: "*/0 * * * *" ; found "*/0 * * * *"
            every: "0 9 * * MOON" ; found "0 9 * * MOON"
            """)
    void refuses_what_is_no_cron_in_quotes(String every, String found) {
        refuses(
                every,
                "a-rule.every: " + found + ", expected minute, hour, day, month and day of week in quotes, such as"
                        + " \"0 9 * * MON-FRI\"");
    }

    @Test
    void says_what_a_cron_lacks() {
        refuses("every: \"60 9 * * *\"", "Value 60 not in range [0, 59]");
    }

    @Test
    void refuses_a_day_that_does_not_exist() {
        refuses("every: \"0 9 30 2 *\"", "3:12 a-rule.every: found \"0 9 30 2 *\", expected a day that exists");
    }

    @Test
    void needs_the_books_zone() {
        assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(() -> RuleFixtures.book("""
                        rules:
                          - name: a-rule
                            every: "0 9 * * *"
                            then: [{ create-task: { text: "Call", due: 1h } }]
                        """))
                .withMessage("rules.yaml:3:12 a-rule.every: found \"every\", which needs the book's zone, such as"
                        + " Europe/Moscow");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            every: "0 9 * * *";when: lead.added    | 3:12 a-rule.every: found "every" beside "when", expected one of them
            tasks: { overdue: 1d };when: lead.added | 3:12 a-rule.tasks: found "tasks" without "every", expected it in rules that run by the clock only
            fallback: 101                          | 3:5 a-rule: found none of "when", "every" and "on-date", expected one of them
            """)
    void a_rule_answers_events_or_runs_by_the_clock(String lines, String problem) {
        refuses(lines.replace(';', '\n'), problem.replace("3:5", "2:5"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                  | 4:12 a-rule.tasks: found {}, expected a mapping with open, type, responsible, entity, overdue, due-within or idle-for
            5                                   | 4:12 a-rule.tasks: found 5, expected a mapping with open, type, responsible, entity, overdue, due-within or idle-for
            { overdu: 1d }                      | 4:14 a-rule.tasks: found "overdu", did you mean "overdue"?
            { open: 1 }                         | 4:20 a-rule.tasks.open: found 1, expected true or false
            { type: call }                      | 4:20 a-rule.tasks.type: found "call", expected follow-up, meeting or the id of a task type; names need a directory.yaml beside the book, and the function directory makes one
            { type: [] }                        | 4:20 a-rule.tasks.type: found [], expected at least one
            { type: [meeting, 2] }              | 4:30 a-rule.tasks.type[1]: found task type 2 a second time
            { responsible: owner }              | 4:27 a-rule.tasks.responsible: found "owner", expected a user's id such as 101; names need a directory.yaml beside the book, and the function directory makes one
            { responsible: [101, 0] }           | 4:33 a-rule.tasks.responsible[1]: found 0, expected a user's id such as 101
            { entity: lead }                    | 4:22 a-rule.tasks.entity: found "lead", did you mean "leads"?
            { entity: talks }                   | 4:22 a-rule.tasks.entity: found "talks", expected leads, contacts, companies or customers
            { overdue: 1w }                     | 4:23 a-rule.tasks.overdue: found "1w", expected <n>m, <n>h or <n>d, such as 30d
            { overdue: 1d working }             | 4:23 a-rule.tasks.overdue: found "1d working", expected <n>m, <n>h or <n>d, such as 30d
            { due-within: 0h }                  | 4:26 a-rule.tasks.due-within: found "0h", expected more than no time at all
            { idle-for: 0d }                    | 4:24 a-rule.tasks.idle-for: found "0d", expected more than no time at all
            { overdue: 1d, due-within: 1d }     | 4:12 a-rule.tasks: found "overdue" and "due-within", expected one of them: no task is both
            { open: false, overdue: 1d }        | 4:12 a-rule.tasks: found "overdue" or "due-within" beside open: false, expected it of open tasks only: completed ones are due no more
            { open: false, due-within: 1d }     | 4:12 a-rule.tasks: found "overdue" or "due-within" beside open: false, expected it of open tasks only: completed ones are due no more
            """)
    void refuses_a_search_that_is_none(String tasks, String problem) {
        refuses("every: \"0 9 * * *\"\ntasks: " + tasks, problem);
    }

    @Test
    void reads_a_search() {
        var tasks = "{ type: [follow-up, 2743001], responsible: 101, entity: leads, overdue: 90m, idle-for: 3d }";
        var asked = TaskQuery.ALL
                .withCompleted(false)
                .withTypes(Set.of(TaskType.FOLLOW_UP, new TaskType(2743001)))
                .withResponsible(Set.of(101L))
                .withEntities(new TaskQuery.Entities(EntityRef.Type.LEADS, Set.of()));
        assertThat(search(tasks))
                .isEqualTo(new TaskSearch(asked, Duration.ofMinutes(90), null, Duration.ofDays(3), false));
    }

    @Test
    void looks_at_open_tasks_unless_it_says_otherwise() {
        var open = TaskQuery.ALL.withCompleted(false);
        var completed = TaskQuery.ALL.withCompleted(true);
        assertThat(search("{ due-within: 2h }"))
                .isEqualTo(new TaskSearch(open, null, Duration.ofHours(2), null, false));
        assertThat(search("{ open: true, overdue: 0m }"))
                .isEqualTo(new TaskSearch(open, Duration.ZERO, null, null, false));
        assertThat(search("{ open: false }")).isEqualTo(new TaskSearch(completed, null, null, null, false));
    }

    private static TaskSearch search(String tasks) {
        var due = RuleFixtures.book(rule("every: \"* * * * *\"\ntasks: " + tasks))
                .due(Instant.EPOCH, RuleFixtures.MORNING);
        return (TaskSearch) Objects.requireNonNull(due.getFirst().search());
    }

    private static void refuses(String lines, String problem) {
        assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(() -> RuleFixtures.book(rule(lines)))
                .satisfies(refused ->
                        assertThat(refused.getMessage()).contains(problem).doesNotContain("\n"));
    }

    /// A book in Moscow with one rule that has these lines as its trigger.
    private static String rule(String lines) {
        return "rules:\n  - name: a-rule\n"
                + lines.lines().map(line -> "    " + line + "\n").collect(Collectors.joining())
                + "    then: [{ create-task: { text: \"Call\", due: 1h } }]\nzone: Europe/Moscow\n";
    }
}
