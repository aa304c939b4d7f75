package dev.followup.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.followup.yaml.InvalidFileException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleBookReaderTest {

    @Test
    void lists_every_problem_at_once_in_the_order_of_the_file() {
        refuses(
                """
                zone: Europe/Moskow
                responsible: owner
                holidays: [2026-12-31]
                rules:
                  - name: call
                    when: lead.aded
                    if: { leed.price: 5 }
                    unles: open-task
                    then:
                      - create-task: { text: Call #{lead.id}
                          , due: 2 hours }
                  - name: call
                    when: lead.added
                """,
                "rules.yaml:1:7 zone: found \"Europe/Moskow\", did you mean \"Europe/Moscow\"?",
                "rules.yaml:2:14 responsible: found \"owner\", expected a user's id such as 101; names need a directory.yaml beside the book, and the function directory makes one",
                "rules.yaml:3:1: found \"holidays\", expected zone, working-time, calendars, people, teams, fields, task-types, responsible or rules",
                "rules.yaml:6:11 call.when: found \"lead.aded\", did you mean \"lead.added\"?",
                "rules.yaml:7:11 call.if: found \"leed\", did you mean \"lead\"?",
                "rules.yaml:8:5 call: found \"unles\", did you mean \"unless\"?",
                "rules.yaml:10:30 call.then.create-task.text: found \"Call\", expected a text in quotes: without them"
                        + " YAML drops what follows a #",
                "rules.yaml:11:18 call.then.create-task.due: found \"2 hours\", expected 2h",
                "rules.yaml:12:5 call: found no \"then\", expected one",
                "rules.yaml:12:11 rules[1].name: found \"call\" a second time, expected it once: it is already at rules.yaml:5:11");
    }

    @Test
    void refuses_an_offset_that_yaml_takes_for_a_number() {
        refuses(
                "zone: -7\nrules: [{ name: a, when: lead.added, then: [{ create-task: { text: 'x', due: 1h } }] }]",
                "rules.yaml:1:7 zone: found -7, expected a time zone such as Europe/Moscow");
    }

    @Test
    void has_all_problems_in_the_message_of_the_exception() {
        assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(() -> RuleFixtures.book("zone: Moon\nrules: []"))
                .withMessage("rules.yaml:1:7 zone: found \"Moon\", expected a time zone such as Europe/Moscow\n"
                        + "rules.yaml:2:8 rules: found [], expected a list of rules, such as - name: …");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                       | 1:1: found nothing, expected a book with rules
            `# nothing`              | 1:1: found nothing, expected a book with rules
            `rules: [`               | 1:9: this is not YAML: expected the node content, but found '<stream end>'
            `rules: x: y`            | 1:8: found x: y without quotes, expected it in quotes: "x: y"
            `rules: "x`              | 1:8: found a quote that is not closed, expected " at the end of the text
            `--- {}\n--- {}`         | 2:1: found another document, expected one
            `rules: &a []`           | 1:8: found the anchor &a, expected none
            `rules: *a`              | 1:8: found an alias (*), expected the value itself
            `rules: !set {}`         | 1:8: found the tag !set, expected none
            `zone: UTC\n# \u0007`    | 2:3: found the character U+0007, expected text
            `5`                      | 1:1: found 5, expected a mapping with zone, working-time, calendars, people, teams, fields, task-types, responsible or rules
            `{}`                     | 1:1: found {}, expected a mapping with zone, working-time, calendars, people, teams, fields, task-types, responsible or rules
            `zone: UTC`              | 1:1: found no "rules", expected one
            `rules: {}`              | 1:8 rules: found {}, expected a list of rules, such as - name: …
            `rules: [a]`             | 1:9 rules: found "a", expected a mapping with name, was, when, every, tasks, leads, contacts, companies, customers, limit, per, on-date, fire, yearly, if, except, still, unless, once, own, at-most, max-age, stop-on, if-again, then or fallback
            `rules:`                 | 1:7 rules: found nothing, expected a list of rules, such as - name: …
            """)
    void refuses_a_file_that_is_no_book(String yaml, String problem) {
        refuses(yaml.replace("\\n", "\n").replace("\\u0007", "\u0007"), "rules.yaml:" + problem);
    }

    @Test
    void refuses_what_would_fill_memory_or_stack() {
        refuses("#".repeat(1_000_001), "rules.yaml:1:1: found 1000001 characters, expected at most 1000000");
        refuses("[".repeat(900_000), "rules.yaml:1:32: found more than 30 levels of nesting, expected fewer");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            if: {}                            | 6:9 a-rule.if: found {}, expected at least one condition such as lead.price: { numeric: [">=", 50000] }
            if: [lead]                        | 6:9 a-rule.if: found a list, expected conditions below each other without dashes, such as lead.price: 5
            except:                           | 6:12 a-rule.except: found nothing, expected at least one condition such as lead.price: { numeric: [">=", 50000] }
            if: { lead: {} }                  | 6:17 a-rule.if.lead: found {}, expected at least one condition such as lead.price: { numeric: [">=", 50000] }
            if: { lead.price: [] }            | 6:23 a-rule.if.lead.price: found [], expected at least one value or condition
            if: { lead.price: }               | 6:22 a-rule.if.lead.price: found nothing, expected a text, a number, true, false, null or a condition such as { exists: true }
            if: { lead.price: [[5]] }         | 6:24 a-rule.if.lead.price: found [5], expected a text, a number, true, false, null or a condition such as { exists: true }
            if: { lead.price: .inf }          | 6:23 a-rule.if.lead.price: found .inf, expected a text, a number, true, false, null or a condition such as { exists: true }
            if: { lead.price: 99999999999999999999 } | 6:23 a-rule.if.lead.price: found 99999999999999999999, expected a text, a number, true, false, null or a condition such as { exists: true }
            if: { lead.price: 1e999999999 }   | 6:23 a-rule.if.lead.price: found 1e999999999, expected a text, a number, true, false, null or a condition such as { exists: true }
            if: { lead.price: 5, lead.price: 6 } | 6:26 a-rule.if: found "lead.price" a second time, expected it once: it is already at rules.yaml:6:11
            if: { lead.price: 5, lead: { price: 6 } } | 6:34 a-rule.if.lead: found conditions on lead.price a second time, expected one list of them
            if: { event: { exists: true } }   | 6:11 a-rule.if: found a condition on event, expected one on kind, author, age, by-robot or working-time behind event
            if: { lead.custom_fields: A }     | 6:11 a-rule.if: found a condition on lead.custom_fields, expected one on an id, a code in capitals or a name of the book's fields behind lead.custom_fields
            if: { lead..price: 5 }            | 6:11 a-rule.if: found "lead..price", expected a path such as lead.price
            if: { ? [lead] : 5 }              | 6:13 a-rule.if: found "", expected a path such as lead.price
            if: { price: 5 }                  | 6:11 a-rule.if: found "price", expected lead, contact, company, event, changed or old
            if: { lead.prise: 5 }             | 6:11 a-rule.if: found "lead.prise", did you mean "lead.price"?
            if: { lead: { prise: 5 } }        | 6:19 a-rule.if.lead: found "lead.prise", did you mean "lead.price"?
            if: { lead.name.first: A }        | 6:11 a-rule.if: found "lead.name.first", expected a value or a condition behind lead.name
            if: { lead.name: { first: A } }   | 6:24 a-rule.if.lead.name: found "lead.name.first", expected a value or a condition behind lead.name
            if: { lead.custom_fields.phone: A } | 6:11 a-rule.if: found "lead.custom_fields.phone", expected an id, a code in capitals or a name of the book's fields behind lead.custom_fields
            if: { task.text: x }              | 6:11 a-rule.if: found "task", expected lead, contact, company, event, changed or old
            if: { $or: [] }                   | 6:16 a-rule.if.$or: found [], expected a list of two patterns or more, such as [{ lead.price: 5 }, { lead.tags: VIP }]
            if: { $or: [{ lead.price: 5 }] }  | 6:16 a-rule.if.$or: found [a mapping], expected a list of two patterns or more, such as [{ lead.price: 5 }, { lead.tags: VIP }]
            if: { $or: { lead.price: 5 } }    | 6:16 a-rule.if.$or: found a mapping, expected a list of two patterns or more, such as [{ lead.price: 5 }, { lead.tags: VIP }]
            if: { $or: [{ lead.price: 5 }, {}] } | 6:36 a-rule.if.$or[1]: found {}, expected at least one condition such as lead.price: { numeric: [">=", 50000] }
            if: { $or: [{ lead.price: 5 }, 6] } | 6:36 a-rule.if.$or[1]: found 6, expected at least one condition such as lead.price: { numeric: [">=", 50000] }
            if: { $or: [{ lead.price: 5 }, { leed.price: 6 }] } | 6:38 a-rule.if.$or[1]: found "leed", did you mean "lead"?
            if: { lead.price: 5, $or: [{ lead.price: 6 }, { lead.name: x }] } | 6:34 a-rule.if.$or[0]: found conditions on lead.price a second time, expected one list of them
            if: { $or: [{ lead.price: 6 }, { lead.name: x }], lead.name: y } | 6:55 a-rule.if: found conditions on lead.name a second time, expected one list of them
            if: { lead: { $or: [{ prefix: A }, { price: 5 }] } } | 6:27 a-rule.if.lead.$or[0]: found "prefix" in place of a path; alternatives for one fact form a list behind it, such as [{ prefix: A }, { prefix: B }]
            if: { lead.name: { prefx: A } }   | 6:24 a-rule.if.lead.name: found "prefx", did you mean "prefix"?
            if: { lead.name: [{ prefx: A }] } | 6:25 a-rule.if.lead.name: found "prefx", did you mean "prefix"?
            if: { lead.name: { cidr: 10.0.0.0/8 } } | 6:24 a-rule.if.lead.name: found "cidr", which compares network addresses, and no fact is one
            if: { lead.name: { anything-but: { cidr: 10.0.0.0/8 } } } | 6:40 a-rule.if.lead.name.anything-but: found "cidr", expected prefix, suffix, equals-ignore-case or wildcard
            if: { lead.name: { prefix: A, exists: true } } | 6:22 a-rule.if.lead.name: found 2 conditions in one pair of braces, expected one; alternatives form a list
            if: { lead.name: { prefix: 5 } }  | 6:32 a-rule.if.lead.name.prefix: found 5, expected a text that is not empty
            if: { lead.name: { prefix: "" } } | 6:32 a-rule.if.lead.name.prefix: found "", expected a text that is not empty
            if: { lead.name: { prefix: [a, b] } } | 6:32 a-rule.if.lead.name.prefix: found ["a", "b"], expected a text that is not empty
            if: { lead.name: { prefix: { suffix: a } } } | 6:34 a-rule.if.lead.name.prefix: found "suffix", expected equals-ignore-case
            if: { lead.name: { suffix: { equals-ignore-case: 5 } } } | 6:54 a-rule.if.lead.name.suffix.equals-ignore-case: found 5, expected a text that is not empty
            if: { lead.name: { equals-ignore-case: true } } | 6:44 a-rule.if.lead.name.equals-ignore-case: found true, expected a text that is not empty
            if: { lead.name: { wildcard: "" } } | 6:34 a-rule.if.lead.name.wildcard: found "", expected a text that is not empty
            if: { lead.name: { wildcard: 'a**b' } } | 6:34 a-rule.if.lead.name.wildcard: found "a**b", expected a * for any characters, never two in a row; * and \\ themselves are written \\* and \\\\
            if: { lead.name: { wildcard: 'a\\b' } } | 6:34 a-rule.if.lead.name.wildcard: found "a\\b", expected a * for any characters, never two in a row; * and \\ themselves are written \\* and \\\\
            if: { lead.name: { wildcard: 'a*\\' } } | 6:34 a-rule.if.lead.name.wildcard: found "a*\\", expected a * for any characters, never two in a row; * and \\ themselves are written \\* and \\\\
            if: { lead.name: { exists: yes } } | 6:32 a-rule.if.lead.name.exists: found "yes", expected true or false
            if: { lead.name: { anything-but: [] } } | 6:38 a-rule.if.lead.name.anything-but: found [], expected a text or a number, texts or numbers in a list, or a condition on texts such as { prefix: … }
            if: { lead.name: { anything-but: [a, 5] } } | 6:42 a-rule.if.lead.name.anything-but[1]: found 5, expected a text in quotes: "5"
            if: { lead.name: { anything-but: true } } | 6:38 a-rule.if.lead.name.anything-but: found true, expected a text in quotes: "true"
            if: { lead.name: { anything-but: { prefix: [] } } } | 6:48 a-rule.if.lead.name.anything-but.prefix: found [], expected at least one text
            if: { lead.name: { anything-but: { prefix: { equals-ignore-case: a } } } } | 6:48 a-rule.if.lead.name.anything-but.prefix: found a mapping, expected a text that is not empty
            if: { lead.name: { anything-but: { wildcard: [a, 'b**'] } } } | 6:54 a-rule.if.lead.name.anything-but.wildcard[1]: found "b**", expected a * for any characters, never two in a row; * and \\ themselves are written \\* and \\\\
            if: { lead.name: { anything-but: { exists: false } } } | 6:40 a-rule.if.lead.name.anything-but: found "exists", expected prefix, suffix, equals-ignore-case or wildcard
            if: { lead.name: { anything-but: { prefix: a, suffix: b } } } | 6:38 a-rule.if.lead.name.anything-but: found 2 conditions in one pair of braces, expected one; alternatives form a list
            if: { lead.name: { anything-but: [{ prefix: a }] } } | 6:38 a-rule.if.lead.name.anything-but: found [a mapping], expected a text or a number, texts or numbers in a list, or a condition on texts such as { prefix: … }
            """)
    void refuses_conditions_that_are_wrong(String line, String problem) {
        refusesRule(line, problem);
    }

    @Test
    void refuses_alternatives_that_multiply_beyond_measure() {
        var ten = Stream.of("lead.custom_fields", "contact.custom_fields", "company.custom_fields", "lead")
                .map(path -> path + ": { $or: ["
                        + IntStream.range(0, 10)
                                .mapToObj(i -> "{ " + (path.equals("lead") ? "id: " + i : "X" + i + ": x") + " }")
                                .collect(Collectors.joining(", "))
                        + "] }")
                .collect(Collectors.joining("\n  ", "if:\n  ", ""));

        refusesRule(
                ten,
                "10:20 a-rule.if.lead.$or: found more than 1000 alternatives, counting each $or times the others,"
                        + " expected fewer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "5",
                "[\">\"]",
                "[5]",
                "[\"=>\", 5]",
                "[\"<\", 5, \">\", 0]",
                "[\">\", 5, \"<\", 5]",
                "[\">\", 0, \"<\"]",
                "[\">\", 0, \"<\", 5, \"<\", 6]",
                "[\"=\", 0, \"=\", 0]",
                "{}",
                "[\">\", 0, \"x\", 5]"
            })
    void refuses_comparisons_that_are_none(String numeric) {
        refusesRule(
                "if: { lead.price: { numeric: " + numeric + " } }",
                "6:34 a-rule.if.lead.price.numeric: found " + numeric + ", expected a comparison such as"
                        + " [\">=\", 50000], or a lower and an upper bound such as [\">\", 0, \"<=\", 100]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            fallback: 0             | 6:15 a-rule.fallback: found 0, expected a user's id such as 101, owner, author, manager or { managers: … }
            fallback: "101"         | 6:15 a-rule.fallback: found "101", expected a number without quotes: 101; names need a directory.yaml beside the book, and the function directory makes one
            fallback: { rotate: [101, 102] } | 6:17 a-rule.fallback: found "rotate", expected managers
            exept: { lead.price: 5 } | 6:5 a-rule: found "exept", did you mean "except"?
            on: lead.added          | 6:5 a-rule: found "on", expected name, was, when, every, tasks, leads, contacts, companies, customers, limit, per, on-date, fire, yearly, if, except, still, unless, once, own, at-most, max-age, stop-on, if-again, then or fallback
            """)
    void refuses_keys_of_a_rule_that_are_wrong(String line, String problem) {
        refusesRule(line, problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            name: Call new lead, when: lead.added | 3:11 rules.name: found "Call new lead", expected up to 64 small letters, digits and hyphens, such as call-new-lead
            name: null, when: lead.added          | 3:11 rules.name: found null, expected up to 64 small letters, digits and hyphens, such as call-new-lead
            name: , when: lead.added              | 3:10 rules.name: found nothing, expected up to 64 small letters, digits and hyphens, such as call-new-lead
            when: lead.added                      | 3:3 rules: found no "name", expected one
            name: a                               | 3:3 a: found none of "when", "every" and "on-date", expected one of them
            name: a, when: []                     | 3:20 a.when: found [], expected a kind of event such as lead.added
            name: a, when: {}                     | 3:20 a.when: found {}, expected a kind of event such as lead.added
            name: a, when: lead                   | 3:20 a.when: found "lead", expected a kind of event such as lead.added
            name: a, when: leed.added             | 3:20 a.when: found "leed.added", did you mean "lead.added"?
            name: a, when: talk.closed            | 3:20 a.when: found "talk.closed", expected talk.added or talk.updated
            name: a, when: [lead.added, lead.added] | 3:33 a.when[1]: found lead.added a second time
            name: a, when: [lead.added, 5]        | 3:33 a.when[1]: found 5, expected a kind of event such as lead.added
            """)
    void refuses_names_and_triggers_that_are_wrong(String keys, String problem) {
        refuses("zone: UTC\nrules:\n- { " + keys + """
                , then: [{ create-task: { text: "x", due: 1h } }] }
                """, "rules.yaml:" + problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            []                                 | 3:38 a.then: found [], expected a list of actions, such as - create-task: …
            {}                                 | 3:38 a.then: found {}, expected a list of actions, such as - create-task: …
            [{}]                               | 3:39 a.then: found {}, expected a mapping with create-task, complete-tasks or change-tasks
            [create-task]                      | 3:39 a.then: found "create-task", expected a mapping with create-task, complete-tasks or change-tasks
            [{ create-tasks: 5 }]              | 3:41 a.then: found "create-tasks", did you mean "create-task"?
            [{ create-task: 5 }]               | 3:54 a.then.create-task: found 5, expected a mapping with type, text, due, duration, responsible, completed, after, close-on or result
            [{ create-task: { due: 1h } }]     | 3:54 a.then.create-task: found no "text", expected one
            [{ create-task: { text: 'x' } }]   | 3:54 a.then.create-task: found no "due", expected one
            """)
    void refuses_actions_that_are_wrong(String then, String problem) {
        refuses("zone: UTC\nrules:\n- { name: a, when: lead.added, then: " + then + " }", "rules.yaml:" + problem);
    }

    @Test
    void refuses_two_actions_in_one_item_and_counts_the_items() {
        refuses(
                """
                rules:
                  - name: a
                    when: lead.added
                    then:
                      - create-task: { text: "x", due: 1h }
                      - create-task: { text: "x", due: 1x }
                        change-tasks: {}
                """,
                "rules.yaml:6:9 a.then[1]: found 2 actions in one item of the list, expected one",
                "rules.yaml:6:40 a.then[1].create-task.due: found \"1x\", expected <n>m, <n>h or <n>d, such as 2h or"
                        + " 1d working at 10:00",
                "rules.yaml:7:23 a.then[1].change-tasks: found {}, expected a mapping with due, duration, text, type,"
                        + " responsible, entity, which or after");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            type: call          | type: found "call", expected follow-up, meeting or the id of a task type; names need a directory.yaml beside the book, and the function directory makes one
            type: 0             | type: found 0, expected follow-up, meeting or the id of a task type
            duration: 1d        | duration: found "1d", expected <n>m or <n>h, such as 30m
            duration: 30        | duration: found 30, expected <n>m or <n>h, such as 30m
            responsible: boss   | responsible: found "boss", expected a user's id such as 101, owner, author, manager or { managers: … }; names need a directory.yaml beside the book, and the function directory makes one
            responsible: -5     | responsible: found -5, expected a user's id such as 101, owner, author, manager or { managers: … }
            responsible: 10.5   | responsible: found 10.5, expected a user's id such as 101, owner, author, manager or { managers: … }
            responsible: []     | responsible: found [], expected a user's id such as 101, owner, author, manager or { managers: … }
            completed: true     | completed: found true, expected a text in quotes: without them YAML drops what follows a #
            completed: "{x.y}"  | completed: found "x", expected lead, contact, company, event, changed, old, incoming-lead, task, customer or list-element
            """)
    void refuses_keys_of_a_task_that_are_wrong(String key, String problem) {
        var column = 12 + key.indexOf(' ') + 2;
        refusesTask("{ " + key + ", text: 'x', due: 1h }", column, problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            soon              | found "soon", expected <n>m, <n>h or <n>d, such as 2h or 1d working at 10:00
            5                 | found 5, expected a unit: 5m, 5h or 5d
            -1d               | found "-1d", expected <n>m, <n>h or <n>d, such as 2h or 1d working at 10:00
            1w                | found "1w", expected <n>m, <n>h or <n>d, such as 2h or 1d working at 10:00
            1d at 25:00       | found "1d at 25:00", expected <n>m, <n>h or <n>d, such as 2h or 1d working at 10:00
            1d at 9:00        | found "1d at 9:00", expected two digits for the hour: 1d at 09:00
            1d  at 10:00      | found "1d  at 10:00", expected <n>m, <n>h or <n>d, such as 2h or 1d working at 10:00
            [1d]              | found ["1d"], expected <n>m, <n>h or <n>d, such as 2h or 1d working at 10:00
            2h at 10:00       | found "2h at 10:00", expected days before a time of day, such as 1d at 10:00
            30m all day       | found "30m all day", expected days before a time of day, such as 1d at 10:00
            1d at 10:00 working | found "1d at 10:00 working", expected <n>m, <n>h or <n>d, such as 2h or 1d working at 10:00
            2h working at 10:00 | found "2h working at 10:00", expected days before a time of day, such as 1d at 10:00
            15m working       | found "15m working", which needs the book's working-time
            1d working at 10:00 | found "1d working at 10:00", which needs the book's working-time
            3651d             | found "3651d", expected at most 3650 days
            87601h            | found "87601h", expected at most 3650 days
            999999999m        | found "999999999m", expected at most 3650 days
            """)
    void refuses_due_dates_that_are_none(String due, String problem) {
        refusesTask("{ text: 'x', due: " + due + " }", 29, "due: " + problem);
    }

    @Test
    void refuses_days_in_a_book_without_a_zone() {
        refuses(
                "rules: [{ name: a, when: lead.added, then: [{ create-task: { text: 'x', due: 1d at 10:00 } }] }]",
                "rules.yaml:1:78 a.then.create-task.due: found \"1d at 10:00\", which needs the book's zone, such as"
                        + " Europe/Moscow");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Call                | found "Call", expected a text in quotes: without them YAML drops what follows a #
            5                   | found 5, expected a text in quotes: without them YAML drops what follows a #
            ['x']               | found ["x"], expected a text in quotes: without them YAML drops what follows a #
            ''                  | found "", expected a text that is not blank
            ' {! x !}'          | found " {! x !}", expected a text that is not blank
            '{lead.name'        | found "{lead.name", expected facts in braces such as {lead.name} and no sections: unterminated expression: lead.name
            "{lead.a\\nb"          | found "{lead.a\\nb", expected facts in braces such as {lead.name} and no sections: unterminated expression: lead.a\\nb
            '{#if lead.x}y{/if}' | found "{#if lead.x}y{/if}", expected facts in braces such as {lead.name} and no sections: no section helper found for {#if lead.x}
            '{#each lead}y{/each}' | found "{#each lead}y{/each}", expected facts in braces such as {lead.name} and no sections: no section helper found for {#each lead}
            '{@String x} y'     | found "{@String x} y", expected no declarations such as {@…}
            '{lead.name.trim()}' | found "trim", expected or, money, date or time
            '{lead.name or lead.id}' | found or(lead.id), expected or('…') with a text
            '{config:token}'    | found {config:token}, expected a fact such as {lead.name}
            '{5}'               | found {5}, expected a fact such as {lead.name}
            '{lead name}'       | found {lead.name)}, expected a fact such as {lead.name}
            'Call { lead.name }' | found "Call { lead.name }", expected a fact behind each {, as in {lead.name}; a brace itself is written \\{
            '{{lead.name}}'     | found "{{lead.name}}", expected a fact behind each {, as in {lead.name}; a brace itself is written \\{
            '{leed.name}'       | found "leed", did you mean "lead"?
            '{lead.nam}'        | found "lead.nam", did you mean "lead.name"?
            '{lead.custom_fields}' | found {lead.custom_fields}, expected an id, a code in capitals or a name of the book's fields behind lead.custom_fields
            '{event}'           | found {event}, expected kind, author, age, by-robot, working-time or own behind event
            '{message.text}'    | found "message", expected lead, contact, company, event, changed, old, incoming-lead, task, customer or list-element
            """)
    void refuses_texts_that_are_none(String text, String problem) {
        refusesTask("{ due: 1h, text: " + text + " }", 28, "text: " + problem);
    }

    @Test
    void accepts_a_byte_order_mark_and_windows_lines() {
        var yaml = """
                rules:
                - name: '5'
                  when: lead.added
                  then: [{ create-task: { text: 'x', due: 1h } }]
                """;

        assertThat(RuleFixtures.book("\uFEFF" + yaml.replace("\n", "\r\n")).names())
                .containsExactly("5");
    }

    private static void refusesRule(String line, String problem) {
        assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(() -> RuleFixtures.ruleWith(line))
                .satisfies(refusal -> assertThat(refusal.problems()).containsExactly("rules.yaml:" + problem));
    }

    private static void refusesTask(String task, int column, String problem) {
        assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(() -> RuleFixtures.taskWith(task))
                .satisfies(refusal -> assertThat(refusal.problems())
                        .containsExactly("rules.yaml:7:" + column + " a-rule.then.create-task." + problem));
    }

    private static void refuses(String yaml, String... problems) {
        assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(() -> RuleFixtures.book(yaml))
                .satisfies(refusal -> assertThat(refusal.problems()).containsExactly(problems));
    }
}
