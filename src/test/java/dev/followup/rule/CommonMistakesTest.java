package dev.followup.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.followup.yaml.InvalidFileException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The mistakes that people make in their first book: each is reported where it is, with what to write instead.
class CommonMistakesTest {

    private static final String BOOK = """
            zone: Europe/Moscow
            responsible: 101
            rules:
              - name: call-new-lead
                when: lead.added
                if:
                  lead.price: { numeric: [">=", 50000] }
                then:
                  - create-task:
                      type: follow-up
                      text: "Call {lead.name}"
                      due: 15m
                      responsible: owner
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `text: "Call {lead.name}"` | `text: {lead.name} wants a call` | `11:17: found {lead.name} wants a call without quotes, expected it in quotes: "{lead.name} wants a call"`
            `text: "Call {lead.name}"` | `text: {lead.name}` | `11:17 call-new-lead.then.create-task.text: found a text that begins with { without quotes, expected it in quotes, such as "{lead.name}"`
            `text: "Call {lead.name}"` | `text: Call: {lead.name}` | `11:17: found Call: {lead.name} without quotes, expected it in quotes: "Call: {lead.name}"`
            `text: "Call {lead.name}"` | `text: "Call {lead.name}` | `11:17: found a quote that is not closed, expected " at the end of the text`
            `text: "Call {lead.name}"` | `text: 'Call {lead.name}` | `11:17: found a quote that is not closed, expected ' at the end of the text`
            `text: "Call {lead.name}"` | `text: @anna call` | `11:17: found @anna call without quotes, expected it in quotes: "@anna call"`
            `text: "Call {lead.name}"` | `text: “Call {lead.name}”` | `11:17 call-new-lead.then.create-task.text: found "“Call {lead.name}”", expected straight quotes: "Call {lead.name}"`
            `text: "Call {lead.name}"` | `text: Call #{lead.id}` | `11:17 call-new-lead.then.create-task.text: found "Call", expected a text in quotes: without them YAML drops what follows a #`
            `    when: lead.added` | `    every: */15 * * * *` | `5:12: found */15 * * * * without quotes, expected it in quotes: "*/15 * * * *"`
            `          due: 15m` | `        due: 15m` | `12:9: found "due" behind 8 spaces, expected 10 as in the lines beside it`
            `    when: lead` | `      when: lead` | `5:7: found "when" behind 6 spaces, expected 4 as in the lines beside it`
            `    if:` | `[TAB]if:` | `6:1: found a tab at the beginning of a line, expected spaces`
            `    if:` | `[NBSP][NBSP][NBSP][NBSP]if:` | `6:1: found the no-break space U+00A0 at the beginning of a line, expected spaces`
            `due: 15m` | `due:15m` | `12:11: found "due:15m", expected a space behind the colon`
            `    when: lead.added` | `    when lead.added` | `5:5: this is not YAML: found a line without a colon, expected a key, a colon, a space and a value`
            `when: lead.added` | `when: &x lead.added` | `5:11: found the anchor &x, expected none`
            `lead.price: { numeric: [">=", 50000] }` | `lead.price: >= 50000` | `7:19: found >= 50000, expected { numeric: [">=", 50000] }`
            `      - create-task:` | `      - create-task: { text: Call: now, due: 15m }[LF]      - create-task:` | `9:30: found Call: now without quotes, expected it in quotes: "Call: now"`
            `    if:` | `    іf:` | `6:5 call-new-lead: found "іf", which has the Cyrillic letter і in place of i, expected "if"`
            `lead.added` | `lead.аdded` | `5:11 call-new-lead.when: found "lead.аdded", which has the Cyrillic letter а in place of a, expected "lead.added"`
            `lead.price:` | `lеad.price:` | `7:7 call-new-lead.if: found "lеad", which has the Cyrillic letter е in place of e, expected "lead"`
            `responsible: owner` | `responsible: Анна` | `13:24 call-new-lead.then.create-task.responsible: found "Анна", expected a user's id such as 101, owner, author, manager or { managers: … }; names need a directory.yaml beside the book, and the function directory makes one`
            `type: follow-up` | `tpye: follow-up` | `10:11 call-new-lead.then.create-task: found "tpye", did you mean "type"?`
            `due: 15m` | `due: 15м` | `12:16 call-new-lead.then.create-task.due: found "15м", which has the Cyrillic letter м in place of m, expected <n>m, <n>h or <n>d, such as 2h or 1d working at 10:00`
            `lead.price:` | `lead.pri[ZWSP]ce:` | `7:7 call-new-lead.if: found "lead.pri\\u200bce", which has the invisible character U+200B, expected a path such as lead.price`
            `    when:` | `    When:` | `4:5 call-new-lead: found none of "when", "every" and "on-date", expected one of them`
            `lead.added` | `Lead.Added` | `5:11 call-new-lead.when: found "Lead.Added", did you mean "lead.added"?`
            `Europe/Moscow` | `Moscow` | `1:7 zone: found "Moscow", did you mean "Europe/Moscow"?`
            `    when: lead.added` | `    when: lead.added[LF]    when: lead.updated` | `6:5 call-new-lead: found "when" a second time, expected it once: it is already at rules.yaml:5:5`
            `  - name` | `    name` | `4:5 rules: found a mapping, expected a list of rules, such as - name: …`
            `      - create-task:` | `      create-task:` | `9:7 call-new-lead.then: found a mapping, expected a list of actions, such as - create-task: …`
            `responsible: owner` | `responsible: Anna` | `13:24 call-new-lead.then.create-task.responsible: found "Anna", expected a user's id such as 101, owner, author, manager or { managers: … }; names need a directory.yaml beside the book, and the function directory makes one`
            `responsible: 101` | `responsible: 101.0` | `2:14 responsible: found 101.0, expected a user's id such as 101`
            `due: 15m` | `due: 1d at 9:00` | `12:16 call-new-lead.then.create-task.due: found "1d at 9:00", expected two digits for the hour: 1d at 09:00`
            `due: 15m` | `due: 9:00` | `12:16 call-new-lead.then.create-task.due: found "9:00", expected two digits for the hour: 0d at 09:00`
            `due: 15m` | `due: tomorrow` | `12:16 call-new-lead.then.create-task.due: found "tomorrow", expected 1d at 10:00 or 1d all day`
            `due: 15m` | `due: 2 days` | `12:16 call-new-lead.then.create-task.due: found "2 days", expected 2d`
            `due: 15m` | `due: 15` | `12:16 call-new-lead.then.create-task.due: found 15, expected a unit: 15m, 15h or 15d`
            `due: 15m` | `due: 15 m` | `12:16 call-new-lead.then.create-task.due: found "15 m", expected 15m`
            `due: 15m` | `due: 09:30` | `12:16 call-new-lead.then.create-task.due: found "09:30", expected 0d at 09:30`
            `lead.price: { numeric: [">=", 50000] }` | `lead.status_id: Won` | `7:23 call-new-lead.if.lead.status_id: found "Won", expected the id of a stage, such as 142 (won) or 143 (lost); names need a directory.yaml beside the book, and the function directory makes one`
            `lead.price: { numeric: [">=", 50000] }` | `lead.status_id: "142"` | `7:23 call-new-lead.if.lead.status_id: found "142", expected a number without quotes: 142; names need a directory.yaml beside the book, and the function directory makes one`
            `lead.price: { numeric: [">=", 50000] }` | `lead.price: "> 50000"` | `7:19 call-new-lead.if.lead.price: found "> 50000", expected { numeric: [">", 50000] }`
            `lead.price: { numeric: [">=", 50000] }` | `lead.price: { numeric: [">", "5"] }` | `7:36 call-new-lead.if.lead.price.numeric[1]: found "5", expected a number without quotes: 5`
            `lead.price: { numeric: [">=", 50000] }` | `lead.price: { numeric: "> 5" }` | `7:30 call-new-lead.if.lead.price.numeric: found "> 5", expected [">", 5]`
            `lead.price: { numeric: [">=", 50000] }` | `lead.price: 10 000..20 000` | `7:19 call-new-lead.if.lead.price: found "10 000..20 000", expected { numeric: [">=", 10000, "<=", 20000] }`
            `lead.price: { numeric: [">=", 50000] }` | `lead.price: 50%` | `7:19 call-new-lead.if.lead.price: found "50%", expected a number such as 50000, or a comparison such as { numeric: [">=", 50000] }`
            `lead.price: { numeric: [">=", 50000] }` | `lead.price: true` | `7:19 call-new-lead.if.lead.price: found true, expected a number such as 50000, or a comparison such as { numeric: [">=", 50000] }`
            `lead.price: { numeric: [">=", 50000] }` | `lead.price: { prefix: "5" }` | `7:21 call-new-lead.if.lead.price: found "prefix", which compares texts, but lead.price is a number: expected a number such as 50000, or a comparison such as { numeric: [">=", 50000] }`
            `lead.price: { numeric: [">=", 50000] }` | `lead.price: { anything-but: "5" }` | `7:35 call-new-lead.if.lead.price.anything-but: found "5", expected a number without quotes: 5`
            `lead.price: { numeric: [">=", 50000] }` | `lead.is_deleted: yes` | `7:24 call-new-lead.if.lead.is_deleted: found "yes", expected true or false`
            `lead.price: { numeric: [">=", 50000] }` | `lead.is_deleted: 1` | `7:24 call-new-lead.if.lead.is_deleted: found 1, expected true or false`
            `lead.price: { numeric: [">=", 50000] }` | `lead.is_deleted: { numeric: ["=", 1] }` | `7:26 call-new-lead.if.lead.is_deleted: found "numeric", which compares numbers, but lead.is_deleted is true or false: expected true or false`
            `lead.price: { numeric: [">=", 50000] }` | `lead.name: 5` | `7:18 call-new-lead.if.lead.name: found 5, expected a text in quotes: "5"`
            `lead.price: { numeric: [">=", 50000] }` | `lead.name: { numeric: [">", 5] }` | `7:20 call-new-lead.if.lead.name: found "numeric", which compares numbers, but lead.name is a text: expected a text in quotes or a condition such as { prefix: "Web" }`
            `lead.price: { numeric: [">=", 50000] }` | `lead.tags: 5` | `7:18 call-new-lead.if.lead.tags: found 5, expected a text in quotes: "5"`
            `lead.price: { numeric: [">=", 50000] }` | `lead.created_at: 2026-01-01` | `7:24 call-new-lead.if.lead.created_at: found "2026-01-01", expected a comparison with seconds since 1970, such as { numeric: [">=", 1795255200] }`
            `lead.price: { numeric: [">=", 50000] }` | `lead.created_at: { numeric: [">=", "2026-01-01"] }` | `7:35 call-new-lead.if.lead.created_at.numeric: found [">=", "2026-01-01"], expected seconds since 1970 in place of a date, such as [">=", 1795255200]`
            `lead.price: { numeric: [">=", 50000] }` | `lead.custom_fields.77: 5` | `7:30 call-new-lead.if.lead.custom_fields.77: found 5, expected a text in quotes: "5"; or a name for the field in the book's fields, with the type number`
            `lead.price: { numeric: [">=", 50000] }` | `lead.custom_fields.77: { numeric: [">", 5] }` | `7:32 call-new-lead.if.lead.custom_fields.77: found "numeric", which compares numbers, but lead.custom_fields.77 is a list of texts: expected a text in quotes or a condition such as { prefix: "Web" }; or a name for the field in the book's fields, with the type number`
            `lead.price: { numeric: [">=", 50000] }` | `changed: price` | `7:16 call-new-lead.if.changed: found "price", expected status, pipeline or owner`
            `lead.price: { numeric: [">=", 50000] }` | `event.kind: lead.updated` | `7:19 call-new-lead.if.event.kind: found "lead.updated", expected lead.added`
            `lead.price: { numeric: [">=", 50000] }` | `old.price: 5` | `7:7 call-new-lead.if: found "old.price", expected status_id, pipeline_id or responsible_user_id behind old`
            `lead.price: { numeric: [">=", 50000] }` | `event.own: true` | `7:7 call-new-lead.if: found "event.own", expected kind, author, age, by-robot or working-time behind event`
            `lead.price: { numeric: [">=", 50000] }` | `customer.name: x` | `7:7 call-new-lead.if: found "customer", expected lead, contact, company, event, changed or old`
            `lead.price: { numeric: [">=", 50000] }` | `- lead.price: 5` | `7:7 call-new-lead.if: found a list, expected conditions below each other without dashes, such as lead.price: 5`
            `lead.price: { numeric: [">=", 50000] }` | `lead.status_id: -5` | `7:23 call-new-lead.if.lead.status_id: found -5, expected the id of a stage, such as 142 (won) or 143 (lost)`
            `lead.price: { numeric: [">=", 50000] }` | `lead.status_id: 142.5` | `7:23 call-new-lead.if.lead.status_id: found 142.5, expected the id of a stage, such as 142 (won) or 143 (lost)`
            `lead.price: { numeric: [">=", 50000] }` | `lead.status_id: 142, 143` | `7:23 call-new-lead.if.lead.status_id: found "142, 143", expected a list: [142, 143]`
            `lead.price: { numeric: [">=", 50000] }` | `lead.id: { anything-but: -1 }` | `7:32 call-new-lead.if.lead.id.anything-but: found -1, expected an id, such as 501`
            `lead.price: { numeric: [">=", 50000] }` | `lead.created_at: 1.5` | `7:24 call-new-lead.if.lead.created_at: found 1.5, expected a comparison with seconds since 1970, such as { numeric: [">=", 1795255200] }`
            `lead.price: { numeric: [">=", 50000] }` | `lead.tags: VIP, Partner` | `7:18 call-new-lead.if.lead.tags: found "VIP, Partner", expected a list: [VIP, Partner]`
            `lead.price: { numeric: [">=", 50000] }` | `lead.tags: { anything-but: "VIP,Partner" }` | `7:34 call-new-lead.if.lead.tags.anything-but: found "VIP,Partner", expected a list: [VIP, Partner]`
            `lead.price: { numeric: [">=", 50000] }` | `changed: status, owner` | `7:16 call-new-lead.if.changed: found "status, owner", expected a list: [status, owner]`
            `lead.price: { numeric: [">=", 50000] }` | `lead.custom_fields.77: true` | `7:30 call-new-lead.if.lead.custom_fields.77: found true, expected "1" for a checkbox that is set, "0" for one that is not; or a name for the field in the book's fields, with the type flag`
            `lead.price: { numeric: [">=", 50000] }` | `contact.linked_leads_id: 5` | `7:7 call-new-lead.if: found a condition on contact.linked_leads_id, expected one on an id and ID, such as 501.ID, behind contact.linked_leads_id`
            `lead.price: { numeric: [">=", 50000] }` | `contact.linked_leads_id.501: 501` | `7:7 call-new-lead.if: found a condition on contact.linked_leads_id.501, expected one on ID behind contact.linked_leads_id.501`
            `due: 15m` | `due: 15m[LF]          after: 30 min` | `13:18 call-new-lead.then.create-task.after: found "30 min", expected 30m`
            `due: 15m` | `due: 15m[LF]          after: half an hour` | `13:18 call-new-lead.then.create-task.after: found "half an hour", expected <n>m, <n>h or <n>d, such as 2h or 1d working at 10:00`
            `due: 15m` | `due: 15m[LF]          stop-on: task.completed` | `13:11 call-new-lead.then.create-task: found "stop-on", expected it beside "then", as a key of the rule`
            `due: 15m` | `due: 15m[LF]          if: { lead.price: 5 }` | `13:11 call-new-lead.then.create-task: found "if", expected it beside "then", as a key of the rule`
            `    when: lead.added` | `    when: lead.added[LF]    after: 30m` | `6:5 call-new-lead: found "after", expected it in an action, such as create-task: { after: 30m, … }`
            `    when: lead.added` | `    when: lead.added[LF]    stop_on: task.completed` | `6:5 call-new-lead: found "stop_on", did you mean "stop-on"?`
            `    when: lead.added` | `    when: lead.added[LF]    stop-on: task.complete` | `6:14 call-new-lead.stop-on: found "task.complete", did you mean "task.completed"?`
            `      - create-task:` | `      - after: 30m[LF]        create-task:` | `9:9 call-new-lead.then: found "after", expected it in the action, such as create-task: { after: 30m, … }`
            `lead.added` | `lead.added, lead.updated` | `5:11 call-new-lead.when: found "lead.added, lead.updated", expected a list: [lead.added, lead.updated]`
            `text: "Call {lead.name}"` | `text: "Call ${lead.name}"` | `11:17 call-new-lead.then.create-task.text: found ${lead.name}, expected it without the dollar: {lead.name}; a dollar itself is possible before an amount`
            """)
    void the_first_problem_says_where_the_mistake_is_and_what_to_write(String right, String wrong, String problem) {
        assertThat(BOOK).contains(right);
        var book = BOOK.replaceFirst(Pattern.quote(right), Matcher.quoteReplacement(unescaped(wrong)));
        var refused = catchThrowableOfType(InvalidFileException.class, () -> RuleBookReader.read("rules.yaml", book));

        assertThat(refused.problems()).first().isEqualTo("rules.yaml:" + unescaped(problem));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            task.added            | task.entity_type: lead         | 7:25 call-new-lead.if.task.entity_type: found "lead", did you mean "leads"?
            task.added            | task.entity_type: leads, contacts | 7:25 call-new-lead.if.task.entity_type: found "leads, contacts", expected a list: [leads, contacts]
            lead.note-added       | note.entity_type: deal         | 7:25 call-new-lead.if.note.entity_type: found "deal", expected leads, contacts, companies or customers
            """)
    void the_type_of_an_entity_is_one_that_events_can_have(String kind, String condition, String problem) {
        assertThat(problems(kind, condition, "owner")).first().isEqualTo("rules.yaml:" + problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            lead.chat             | author                         | found "author", but the event lead.chat never has an author, expected a user's id such as 101
            incoming-lead.added   | author                         | found "author", but the event incoming-lead.added never has an author, expected a user's id such as 101
            list-element.added    | owner                          | found "owner", but the event list-element.added never has an owner, expected a user's id such as 101
            list-element.added    | "{ managers: { 101: 103 } }"   | found managers, but the event list-element.added never has an owner, expected a user's id such as 101
            """)
    void a_user_whom_no_event_names_is_refused(String kind, String responsible, String problem) {
        assertThat(problems(kind, "event.kind: " + kind, responsible))
                .first()
                .isEqualTo("rules.yaml:13:24 call-new-lead.then.create-task.responsible: " + problem);
    }

    @Test
    void a_fallback_whom_no_event_names_is_refused() {
        var book = BOOK.replace("    then:", "    fallback: author\n    then:").replace("lead.added", "lead.chat");
        assertThat(problems(book))
                .containsExactly(
                        "rules.yaml:8:15 call-new-lead.fallback: found \"author\", but the event lead.chat never"
                                + " has an author, expected a user's id such as 101");
    }

    @Test
    void an_author_is_allowed_if_one_of_the_kinds_has_one() {
        assertThat(problems("[lead.chat, lead.added]", "lead.price: 5", "author"))
                .isEmpty();
    }

    private static List<String> problems(String kind, String condition, String responsible) {
        return problems(BOOK.replace("lead.added", kind)
                .replace("lead.price: { numeric: [\">=\", 50000] }", condition)
                .replace("Call {lead.name}", "Call")
                .replace("responsible: owner", "responsible: " + responsible.replace("\"", "")));
    }

    private static List<String> problems(String book) {
        try {
            RuleBookReader.read("rules.yaml", book);
            return List.of();
        } catch (InvalidFileException refused) {
            return refused.problems();
        }
    }

    private static String unescaped(String text) {
        return text.replace("[LF]", "\n")
                .replace("[TAB]", "\t")
                .replace("[NBSP]", "\u00A0")
                .replace("[ZWSP]", "\u200B");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `"0 0 9 * * ?"`       | `"0 9 * * *"`
            `"0 0 9 ? * MON-FRI"` | `"0 9 * * MON-FRI"`
            `"0 0 9 * * ? 2026"`  | `"0 9 * * *"`
            `"0 9 * * * *"`       | `"9 * * * *" if yours begins with seconds: a cron has five fields here`
            `"0 9 * * ?"`         | `"0 9 * * *"`
            `"0 9 * * MONDAY"`    | `"0 9 * * MON"`
            `"@daily"`            | `"0 0 * * *"`
            `"@hourly"`           | `"0 * * * *"`
            `"9:30"`              | `"30 9 * * *"`
            `0 9 * * MON`         | `it in quotes: "0 9 * * MON"`
            """)
    void crons_of_other_programs_are_answered_with_the_one_to_write(String cron, String right) {
        var book = BOOK.replace("when: lead.added", "every: " + cron).replaceAll("    if:\n.*\n", "");
        var refused = catchThrowableOfType(InvalidFileException.class, () -> RuleBookReader.read("rules.yaml", book));

        assertThat(refused.problems())
                .first()
                .asString()
                .startsWith("rules.yaml:5:12 call-new-lead.every: found ")
                .endsWith(", expected " + right);
    }
}
