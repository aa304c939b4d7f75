package dev.followup.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.followup.directory.Directory;
import dev.followup.directory.DirectoryFixtures;
import dev.followup.directory.DirectoryReader;
import dev.followup.directory.DirectoryWriter;
import dev.followup.directory.NameKind;
import dev.followup.directory.NameUse;
import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.event.Facts;
import dev.followup.task.DraftCommand;
import dev.followup.yaml.InvalidFileException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Names in the place of ids: in conditions, actions, searches and fields.
class NamesInRulesTest {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    /// A rule, with a condition and an assignee to be put in.
    private static final String BOOK = """
            zone: Europe/Moscow
            responsible: 101
            fields:
              pay_date: { name: Pay date }
              source: { name: Source }
              wishes: { name: wishes }
            rules:
              - name: call
                when: lead.added
                if: { %s }
                then:
                  - create-task: { type: %s, text: "Call", due: 15m, responsible: %s }
            """;

    private static RuleBook book(String condition, String type, String responsible) {
        return RuleBookReader.read(
                "rules.yaml", BOOK.formatted(condition, type, responsible), DirectoryFixtures.ACCOUNT);
    }

    private static List<DraftCommand> drafts(RuleBook book, Map<String, ?> lead) {
        var facts = new Facts(Map.of("lead", lead));
        return book.plan(new CrmEvent(
                        EventKind.LEAD_ADDED, "demo", new EntityRef(EntityRef.Type.LEADS, 501), NOON, facts, "demo:a"))
                .drafts();
    }

    private static List<String> problems(String yaml, @Nullable Directory directory) {
        var refused = catchThrowableOfType(
                InvalidFileException.class, () -> RuleBookReader.read("rules.yaml", yaml, directory));
        assertThat(refused).as(yaml).isNotNull();
        return refused.problems();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            lead.status_id: "Sales / Contract"                             | status_id           | 96210103 | 96210111
            lead.status_id: Contract                                       | status_id           | 96210103 | 96210111
            lead.status_id: "sales / contract"                             | status_id           | 96210103 | 142
            lead.status_id: "Договоры / First contact"                     | status_id           | 96210111 | 96210101
            lead.status_id: ["Sales / First contact", "Подписан"]          | status_id           | 96210112 | 96210111
            lead.status_id: [Contract, 143]                                | status_id           | 143      | 142
            lead.status_id: Won                                            | status_id           | 142      | 143
            lead.status_id: { anything-but: [Won, Contract] }              | status_id           | 143      | 96210103
            lead.status_id: [ { anything-but: Won } ]                      | status_id           | 143      | 142
            lead.pipeline_id: Sales                                        | pipeline_id         | 9621010  | 9621011
            lead: { pipeline_id: Договоры }                                | pipeline_id         | 9621011  | 9621010
            lead.responsible_user_id: Vera Lind                            | responsible_user_id | 103      | 101
            lead.responsible_user_id: kim@example.com                      | responsible_user_id | 104      | 102
            lead.created_by: { anything-but: [Ольга] }                     | created_by          | 0        | 105
            $or: [ { lead.status_id: Won }, { lead.created_by: Ольга } ]   | status_id           | 142      | 143
            """)
    void a_condition_on_a_name_is_one_on_its_id(String condition, String field, long meets, long misses) {
        var book = book(condition, "follow-up", "owner");
        assertThat(drafts(book, Map.of(field, meets))).hasSize(1);
        assertThat(drafts(book, Map.of(field, misses))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sales                              | 106 | 107
            [sales, 101]                       | 101 | 107
            { anything-but: sales }            | 107 | 105
            { anything-but: [sales, vera] }    | 101 | 107
            [ { anything-but: sales } ]        | 107 | 106
            """)
    void a_team_in_a_condition_means_any_of_its_users(String condition, long meets, long misses) {
        var book = RuleBookReader.read("rules.yaml", """
                people: { anna: { user: 105 }, boris: { user: 106 }, vera: { user: 107 } }
                teams: { sales: [anna, boris] }
                rules:
                  - name: call
                    when: lead.added
                    if: { lead.responsible_user_id: %s }
                    then: [ { create-task: { text: "Call", due: 15m } } ]
                """.formatted(condition));
        assertThat(drafts(book, Map.of("responsible_user_id", meets))).hasSize(1);
        assertThat(drafts(book, Map.of("responsible_user_id", misses))).isEmpty();
    }

    @Test
    void a_number_is_an_id_whatever_teams_are_called() {
        var book = RuleBookReader.read("rules.yaml", """
                people: { anna: { user: 105 }, boris: { user: 106 } }
                teams: { "107": [anna, boris] }
                rules:
                  - name: call
                    when: lead.added
                    if: { lead.responsible_user_id: 107 }
                    then: [ { create-task: { text: "Call", due: 15m } } ]
                """);
        assertThat(drafts(book, Map.of("responsible_user_id", 107))).hasSize(1);
        assertThat(drafts(book, Map.of("responsible_user_id", 105))).isEmpty();
    }

    @Test
    void a_team_that_nobody_named_is_refused_with_those_of_the_book() {
        assertThat(problems("""
                people: { anna: { user: 105 }, boris: { user: 106 } }
                teams: { sales: [anna, boris] }
                rules:
                  - name: call
                    when: lead.added
                    if: { lead.responsible_user_id: sale, lead.status_id: sales }
                    then: [ { create-task: { text: "Call", due: 15m } } ]
                """, null))
                .containsExactly(
                        "rules.yaml:6:37 call.if.lead.responsible_user_id: found \"sale\", did you mean \"sales\"?",
                        "rules.yaml:6:59 call.if.lead.status_id: found \"sales\", expected the id of a stage, such as"
                                + " 142 (won) or 143 (lost); names need a directory.yaml beside the book, and the"
                                + " function directory makes one");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            lead.status_id: "Sales / Offer"    | found "Sales / Offer", which is called "Sales / Contract" now
            lead.status_id: offer              | found "offer", which is called "Sales / Contract" now
            lead.pipeline_id: Trade            | found "Trade", which is called "Sales" now
            lead.responsible_user_id: Vera Kim | found "Vera Kim", which is called "Vera Lind" now
            """)
    void a_former_name_is_refused_with_the_name_of_today(String condition, String problem) {
        var renamed = DirectoryReader.read("directory.yaml", DirectoryWriter.plain(DirectoryFixtures.ACCOUNT) + """
                former-names:
                  - { kind: stage, id: 96210103, name: "Sales / Offer" }
                  - { kind: pipeline, id: 9621010, name: "Trade" }
                  - { kind: user, id: 103, name: "Vera Kim" }
                  - { kind: user, id: 103, name: "Boris Kim" }
                """);
        assertThat(problems(BOOK.formatted(condition, "follow-up", "owner"), renamed))
                .singleElement()
                .asString()
                .endsWith(problem);
    }

    @Test
    void the_reason_shows_the_name_beside_the_id() {
        var verdict = book("lead.status_id: Contract", "follow-up", "owner")
                .plan(new CrmEvent(
                        EventKind.LEAD_ADDED,
                        "demo",
                        new EntityRef(EntityRef.Type.LEADS, 501),
                        NOON,
                        new Facts(Map.of("lead", Map.of("status_id", 142L))),
                        "demo:a"))
                .verdicts()
                .getFirst();
        assertThat(verdict.reason())
                .isEqualTo("lead.status_id is 142, rule wants 96210103 \"Sales / Contract\" (rules.yaml:10:27)");
    }

    @Test
    void an_action_names_type_and_user() {
        var task = drafts(book("lead.price: 5", "Visit", "Vera Lind"), Map.of("price", 5L))
                .getFirst()
                .command()
                .toString();
        assertThat(task).contains("2743001", "103");
    }

    @Test
    void users_in_turn_managers_searches_and_fallbacks_have_names_too() {
        var book = RuleBookReader.read("rules.yaml", """
                zone: Europe/Moscow
                responsible: vera@example.com
                task-types: { site: Visit }
                rules:
                  - name: turns
                    when: lead.added
                    fallback: Ольга
                    unless: { type: [Visit, meeting] }
                    then: [ { create-task: { type: site, text: "Call", due: 15m, responsible: { rotate: [anna orlova, vera@example.com] } } } ]
                  - name: managers
                    when: lead.added
                    then: [ { create-task: { text: "Call", due: 15m, responsible: { managers: { Vera Lind: Ольга } } } } ]
                  - name: overdue
                    every: "0 9 * * *"
                    tasks: { overdue: 1d, type: Visit, responsible: [Vera Lind, 101] }
                    then: [ { change-tasks: { responsible: Anna Orlova } } ]
                  - name: idle
                    every: "0 9 * * *"
                    leads: { without-task: Visit, pipeline: Sales, stage: [Contract, "Договоры / First contact"], responsible: Vera Lind }
                    then: [ { create-task: { text: "Call", due: 15m } } ]
                  - name: close
                    when: lead.status-changed
                    if: { lead.status_id: 143, old.status_id: Contract }
                    then: [ { complete-tasks: { which: { type: Visit, responsible: [owner, Vera Lind] }, result: "Lost" } } ]
                """, DirectoryFixtures.ACCOUNT);
        var search = (EntitySearch)
                Objects.requireNonNull(book.walk("idle", NOON).orElseThrow().search());
        assertThat(search.pipelines()).containsExactly(9621010L);
        assertThat(search.stages()).containsExactlyInAnyOrder(96210103L, 96210111L);
        assertThat(search.responsible()).containsExactly(103L);
        assertThat(book.directory().users()).extracting(Directory.User::id).containsExactly(101L, 103L, 105L);
    }

    @Test
    void a_field_by_name_takes_id_and_type_from_the_directory() {
        var book = book("lead.custom_fields.source: Fair", "follow-up", "owner");
        assertThat(drafts(book, Map.of("custom_fields", Map.of("78", List.of("Fair")))))
                .hasSize(1);
        assertThat(drafts(book, Map.of("custom_fields", Map.of("78", List.of("Web site")))))
                .isEmpty();
        var several = book("lead.custom_fields.wishes: Floor", "follow-up", "owner");
        assertThat(drafts(several, Map.of("custom_fields", Map.of("79", List.of("Roof", "Floor")))))
                .hasSize(1);
        var date = book("lead.custom_fields.pay_date: { numeric: [\">\", 5] }", "follow-up", "owner");
        assertThat(drafts(date, Map.of("custom_fields", Map.of("77", List.of("1795255200")))))
                .hasSize(1);
    }

    @Test
    void a_rule_goes_by_a_date_with_a_name() {
        var book = RuleBookReader.read("rules.yaml", """
                zone: Europe/Moscow
                fields: { pay_date: { name: Pay date } }
                rules:
                  - name: pay
                    on-date: lead.custom_fields.pay_date
                    fire: 1d before at 10:00
                    then: [ { create-task: { text: "Call", due: 1h } } ]
                """, DirectoryFixtures.ACCOUNT);
        assertThat(book.onDates(NOON)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `lead.status_id: Contrakt`              | `rules.yaml:10:27 call.if.lead.status_id: found "Contrakt", did you mean "Contract"?`
            `lead.status_id: First contact`         | `rules.yaml:10:27 call.if.lead.status_id: found "First contact", which 2 stages are called, expected one of them, in full or by its id: "Sales / First contact" (96210101), "Договоры / First contact" (96210111)`
            `lead.status_id: "Sales / Won"`         | `rules.yaml:10:27 call.if.lead.status_id: found "Sales / Won", but every pipeline has the stage 142, expected 142 here and a pipeline beside it, such as lead.pipeline_id`
            `lead.status_id: Отказ`                 | `rules.yaml:10:27 call.if.lead.status_id: found "Отказ", but every pipeline has the stage 143, expected 143 here and a pipeline beside it, such as lead.pipeline_id`
            `lead.status_id: Подписaн`              | `rules.yaml:10:27 call.if.lead.status_id: found "Подписaн", which has the Latin letter a in place of the Cyrillic а, expected "Подписан"`
            `lead.status_id: "142"`                 | `rules.yaml:10:27 call.if.lead.status_id: found "142", expected a number without quotes: 142`
            `lead.pipeline_id: Sаles`               | `rules.yaml:10:29 call.if.lead.pipeline_id: found "Sаles", which has the Cyrillic letter а in place of a, expected "Sales"`
            `lead.pipeline_id: Rent`                | `rules.yaml:10:29 call.if.lead.pipeline_id: found "Rent", expected the id of a pipeline, such as 9621010 or the name of a pipeline in the directory: "Sales", "Договоры"`
            `lead.responsible_user_id: Vera`        | `rules.yaml:10:37 call.if.lead.responsible_user_id: found "Vera", did you mean "Vera Lind"?`
            `lead.responsible_user_id: Boris Kim`   | `rules.yaml:10:37 call.if.lead.responsible_user_id: found "Boris Kim", which 2 users are called, expected one of them, in full or by its id: "Boris Kim" (102, boris@example.com), "Boris Kim" (104, kim@example.com not active)`
            `lead.custom_fields.source: Web`        | `rules.yaml:10:38 call.if.lead.custom_fields.source: found "Web", expected Web site or Fair`
            `lead.status_id: { anything-but: [Won, Wonn] }` | `rules.yaml:10:49 call.if.lead.status_id.anything-but[1]: found "Wonn", did you mean "Won"?`
            """)
    void an_unknown_or_ambiguous_name_is_refused_with_what_was_meant(String condition, String problem) {
        assertThat(problems(BOOK.formatted(condition, "follow-up", "owner"), DirectoryFixtures.ACCOUNT))
                .containsExactly(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `Vist`      | `owner`     | `found "Vist", did you mean "Visit"?`
            `meting`    | `owner`     | `found "meting", did you mean "meeting"?`
            `follow-up` | `onwer`     | `found "onwer", did you mean "owner"?`
            `follow-up` | `Olga`      | `found "Olga", expected a user's id such as 101, owner, author, manager or { managers: … } or the name of a user in the directory: "Anna Orlova", "Boris Kim", "Vera Lind", "Boris Kim", "Ольга"`
            `follow-up` | `"101"`     | `found "101", expected a number without quotes: 101`
            """)
    void an_unknown_name_in_an_action_is_refused_with_what_was_meant(String type, String user, String problem) {
        assertThat(problems(BOOK.formatted("lead.price: 5", type, user), DirectoryFixtures.ACCOUNT))
                .singleElement()
                .asString()
                .endsWith(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `{ name: Comment }`       | `found "Comment", which 2 custom fields are called, expected one of them, in full or by its id: "Comment" (80, of leads), "Comment" (91, of contacts)`
            `{ name: Paydate }`       | `found "Paydate", did you mean "Pay date"?`
            `{ name: Phone, id: 90 }` | `found both an id and a name, expected one of them`
            `{ type: date }`          | `found no id, no code and no name, expected one of them`
            """)
    void a_field_that_the_directory_does_not_have_once_is_refused(String field, String problem) {
        var book = """
                zone: Europe/Moscow
                fields: { it: %s }
                rules: [ { name: call, when: lead.added, then: [ { create-task: { text: "Call", due: 15m } } ] } ]
                """.formatted(field);
        assertThat(problems(book, DirectoryFixtures.ACCOUNT))
                .singleElement()
                .asString()
                .endsWith(problem);
    }

    @Test
    void without_a_directory_each_name_is_refused_with_how_to_make_one() {
        assertThat(problems(BOOK.formatted("lead.pipeline_id: Sales", "Visit", "Vera Lind"), null))
                .hasSize(6)
                .allSatisfy(problem -> assertThat(problem)
                        .endsWith(
                                "; names need a directory.yaml beside the book, and the function directory makes one"));
    }

    @Test
    void the_book_knows_what_it_refers_to_by_name_or_id_with_its_lines() {
        var book = RuleBookReader.read("rules.yaml", """
                zone: Europe/Moscow
                rules:
                  - name: call
                    when: lead.added
                    if: { lead.status_id: [Contract, 143], lead.custom_fields.80: x }
                    then: [ { create-task: { type: 2743001, text: "{lead.custom_fields.78}", due: 15m, responsible: 103 } } ]
                """, DirectoryFixtures.ACCOUNT);
        assertThat(book.uses())
                .extracting(NameUse::kind, NameUse::key, use -> use.position().line())
                .containsExactlyInAnyOrder(
                        tuple(NameKind.STAGE, "96210103", 5),
                        tuple(NameKind.STAGE, "143", 5),
                        tuple(NameKind.FIELD, "80", 5),
                        tuple(NameKind.FIELD, "78", 6),
                        tuple(NameKind.TASK_TYPE, "2743001", 6),
                        tuple(NameKind.USER, "103", 6));
    }

    @Test
    void a_book_reads_the_same_with_those_names_alone_that_it_uses() {
        var yaml = BOOK.formatted("lead.status_id: [\"Sales / First contact\", Won]", "Visit", "Vera Lind");
        var book = RuleBookReader.read("rules.yaml", yaml, DirectoryFixtures.ACCOUNT);
        var again = RuleBookReader.read("rules.yaml", yaml, book.directory());
        assertThat(again.directory()).isEqualTo(book.directory());
        assertThat(again.uses()).isEqualTo(book.uses());
        assertThat(book.directory().users()).extracting(Directory.User::id).containsExactly(101L, 103L);
        assertThat(book.directory().fields()).extracting(Directory.Field::id).containsExactly(77L, 78L, 79L);
    }
}
