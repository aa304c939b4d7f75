package dev.followup.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.DailySample;
import dev.followup.directory.AccountSchema;
import dev.followup.directory.DirectoryFixtures;
import dev.followup.directory.DirectoryNames;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.rule.action.TaskTypes;
import dev.followup.rule.fact.FactSchema;
import dev.followup.rule.fact.FactType;
import dev.followup.rule.pattern.EventPatternReader;
import dev.followup.rule.pattern.NumericComparison;
import dev.followup.yaml.InvalidFileException;
import dev.followup.yaml.Problems;
import dev.followup.yaml.YamlFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The comparison of the schema for editors with the reader: by their words, and by their problems in books
/// with one change.
class RulesSchemaTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    private static final Pattern NAMES = Pattern.compile(".*; names need a directory\\.yaml beside the book, .*");

    /// Problems that only the reader finds, in its words: those that depend on two places of a book, or not on
    /// the form of a word.
    ///
    /// Besides, only the reader refuses what no single change here causes: texts and crons without quotes,
    /// which an editor does not see; errors in the braces of a text; a due date too far away; a cron of days
    /// that do not exist; hours that overlap, days and holidays that are repeated, years without work; a lower
    /// bound above its upper bound; two conditions on one path, and too many alternatives; guards and
    /// selections that the kinds of event make useless; YAML with anchors, tags or repeated keys.
    private static final Map<String, Pattern> READER_ALONE = Map.ofEntries(
            Map.entry(
                    "the names of time zones",
                    Pattern.compile("(calendars\\.\\w+\\.)?zone: found \"\\w*\", expected a time zone such as .*")),
            Map.entry("what needs the book's zone or working time", Pattern.compile(".*, which needs the book's .*")),
            Map.entry(
                    "the names of people, teams and calendars",
                    Pattern.compile(".*found \"[a-z0-9-]*\", expected (a (person|team|calendar) of the book|a user's id"
                            + "( such as 101|, owner)).*|.*(calendar|deputy|manager|rotate|least-loaded|responsible"
                            + "|fallback|teams\\.\\w+(\\[\\d])?): found \"\\w+\", did you mean .*")),
            Map.entry(
                    "what people of the book need besides",
                    Pattern.compile(".*, but (the book has no \"(people|calendars)\"|\\w+ has no calendar, .*)")),
            Map.entry(
                    "actions on entities that the rule's events do not name",
                    Pattern.compile(".*found a rule on [a-z.-]+, which never names .*")),
            Map.entry("rules that share a name", Pattern.compile("rules\\[\\d]\\.(name|was): .* a second time, .*")),
            Map.entry("kinds that stop twice", Pattern.compile(".*\\.(stop-on|close-on)\\[\\d]: .* a second time, .*")),
            Map.entry(
                    "types of task that the book does not name",
                    Pattern.compile(".*(type|without-task).*(or the id of a task type.*|did you mean \"visitq\"\\?)")),
            Map.entry("names of the account", NAMES),
            Map.entry(
                    "custom fields that the book does not name",
                    Pattern.compile(".*found \"(lead|contact)\\.custom_fields\\.\\w+\", .*")),
            Map.entry(
                    "facts that the rule's events do not have",
                    Pattern.compile(
                            ".*found \"(task|customer|person|leads|tasks)\", .*|.*\\.result: found .* behind lead")),
            Map.entry(
                    "the types of custom fields with a name",
                    Pattern.compile(
                            ".*\\.custom_fields\\.[a-z_]+(\\[\\d])?: found .*|.*text: found \\{lead.custom_fields.*")),
            Map.entry(
                    "conditions that are misspelt where any name could be a step of the path",
                    Pattern.compile(".*incoming-lead\\.data.*did you mean \"exists\"\\?")),
            Map.entry(
                    "the names of other rules",
                    Pattern.compile(".*made-by: found \"[^,]*\", (expected|did you mean) .*")),
            Map.entry(
                    "waits of a rule of which nothing waits",
                    Pattern.compile(".*, but no action of the rule waits, .*")),
            Map.entry("steps of a ladder that do not grow", Pattern.compile(".*, which is not always later .*")),
            Map.entry("tasks of a rule that adds none", Pattern.compile(".*, and the rule adds no task")),
            Map.entry(
                    "users whom the rule's events do not name",
                    Pattern.compile(".*, but the event [a-z.-]+ never has an (author|owner), .*")));

    /// The vocabularies by their paths in the schema. Every vocabulary of the rule language must be here.
    static final String PLACES = """
            /properties                                      RuleBookReader.KEYS
            /definitions/rule/properties                     RuleReader.KEYS
            /definitions/task-search/properties              TaskSearchReader.KEYS
            /definitions/task-search/properties/entity/enum  TaskSearchReader.ENTITIES
            /definitions/lead-search/properties              EntitySearchReader.KEYS_OF_LEADS
            /definitions/entity-search/properties            EntitySearchReader.KEYS
            /definitions/rule/properties/per/enum            Trigger.PER
            /definitions/braces/properties                   ConditionReader.CONDITIONS
            /definitions/affix/properties                    TextConditionReader.IN_ANY_CASE
            /definitions/anything-but/properties             TextConditionReader.CONDITIONS
            /definitions/field/properties                    CustomField.KEYS
            /definitions/field/properties/type/enum          CustomFieldType.WORDS
            /definitions/unless/enum                         UnlessOpenTask.WORD
            /definitions/unless/properties                   UnlessOpenTask.KEYS
            /definitions/once/enum                           OncePerEntity.WORD
            /definitions/once/properties                     OncePerEntity.KEYS
            /definitions/action/properties                   Action.WORDS
            /definitions/create-task/properties              CreateTask.KEYS
            /definitions/complete-tasks/properties           CompleteTasks.KEYS
            /definitions/change-tasks/properties             ChangeTasks.KEYS
            /definitions/change-tasks/properties/entity/enum ChangeTasks.ENTITIES
            /definitions/which/properties                    TaskSelector.KEYS
            /definitions/rule/properties/if-again/enum       WaitSettings.AGAIN
            /definitions/stop-conditions/properties          EventMatcher.KEYS
            /definitions/working-time/properties             WorkingTimeReader.KEYS
            /definitions/days/enum                           WorkingTimeReader.DAY
            /definitions/user-or-owner/enum                  Assignee.OWNER
            /definitions/assignee/enum                       Assignee.WORDS
            /definitions/assignee/properties                 Assignee.FORMS
            /definitions/responsible/enum                    Assignee.WORDS
            /definitions/responsible/properties              Responsible.FORMS
            /definitions/person-of-book/properties           PeopleReader.KEYS
            /definitions/calendar/properties                 WorkingTimeReader.KEYS_OF_CALENDAR
            """;

    static Stream<Path> books() throws IOException {
        try (var files = Files.walk(GOLDEN)) {
            var golden = files.filter(file -> file.endsWith("rules.yaml")).toList();
            var toCopy = Stream.of(Path.of("src/docs/wishes.yaml"));
            return Stream.concat(toCopy, golden.stream());
        }
    }

    static Stream<String> booksInDocs() throws IOException {
        return RulesInDocsTest.books().stream()
                .map(block -> block.startsWith("- name:") ? "zone: Europe/Moscow\nrules:\n" + block : block);
    }

    @ParameterizedTest
    @MethodSource("books")
    void accepts_books_that_are_in_use(Path book) throws IOException {
        assertThat(EditorSchema.OF_RULES.problems(EditorSchema.document(Files.readString(book))))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("booksInDocs")
    void accepts_books_that_are_shown(String book) {
        assertThat(EditorSchema.OF_RULES.problems(EditorSchema.document(book))).isEmpty();
    }

    @Test
    void the_schema_of_an_account_takes_the_people_and_teams_of_a_book_too() {
        var schema = EditorSchema.ofText(
                AccountSchema.of(EditorSchema.text("/rules.schema.json"), DirectoryFixtures.ACCOUNT));
        var book = """
                people: { anna: { user: Anna Orlova }, vera: { user: 103 } }
                teams: { sales: [anna, vera] }
                responsible: %s
                rules:
                  - name: call
                    when: lead.added
                    if: { lead.responsible_user_id: sales, lead.created_by: { anything-but: [anna] } }
                    then: [{ create-task: { text: "Call", due: 1h, responsible: vera } }]
                """;
        assertThat(schema.problems(EditorSchema.document(book.formatted("anna"))))
                .isEmpty();
        assertThat(schema.problems(EditorSchema.document(book.formatted("Anna Orlow"))))
                .isNotEmpty();
    }

    /// What of dates and walks makes no sense, whatever else a book says.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "on-date: lead.name, fire: 1d before at 10:00",
                "on-date: lead.updated_at, fire: 1d after at 10:00",
                "on-date: lead.custom_fields.end, fire: sometimes",
                "on-date: lead.custom_fields.end",
                "on-date: lead.custom_fields.end, fire: 1d before at 10:00, yearly: often",
                "on-date: lead.custom_fields.end, fire: 1d before at 10:00, limit: 5",
                "on-date: lead.custom_fields.end, fire: 1d before at 10:00, per: responsible",
                "on-date: lead.custom_fields.end, fire: 1d before at 10:00, leads: { idle-for: 1d }",
                "when: lead.added, yearly: true",
                "when: lead.added, fire: 1h before",
                "every: '0 9 * * *', leads: {}",
                "every: '0 9 * * *', leads: { overdue: 1d }",
                "every: '0 9 * * *', contacts: { stage: 142 }",
                "every: '0 9 * * *', tasks: {}",
                "every: '0 9 * * *', leads: { idle-for: 1d }, limit: 1001",
                "every: '0 9 * * *', leads: { idle-for: 1d }, limit: 0",
                "every: '0 9 * * *', leads: { idle-for: 1d }, per: owner",
                "every: '0 9 * * *', per: responsible",
                "every: '0 9 * * *', limit: 5",
                "when: lead.added, leads: { idle-for: 1d }"
            })
    void refuses_of_dates_and_walks_what_the_reader_refuses(String keys) {
        var book = """
                zone: Europe/Moscow
                fields: { end: { id: 77, type: date } }
                rules: [{ name: a, %s, then: [{ create-task: { text: "Call", due: 1h } }] }]
                """.formatted(keys);
        assertThat(problems(book)).isNotEmpty();
        assertThat(EditorSchema.OF_RULES.problems(EditorSchema.document(book))).isNotEmpty();
    }

    @Test
    void agrees_with_the_reader_on_all_that_is_changed_in_a_book_but_for_what_it_cannot_say() throws IOException {
        var differences = DailySample.of(
                        booksInDocs().map(EditorSchema::document).flatMap(DocumentMutation::of))
                .flatMap(RulesSchemaTest::differences)
                .collect(Collectors.toSet());

        assertThat(differences).isNotEmpty().isSubsetOf(READER_ALONE.keySet());
        if (DailySample.isWhole()) {
            assertThat(differences).containsAll(READER_ALONE.keySet());
        }
    }

    private static Stream<String> differences(DocumentMutation mutation) {
        var ofReader = problems(EditorSchema.yaml(mutation.document()));
        var ofSchema = EditorSchema.OF_RULES.problems(mutation.document());
        if (ofReader.isEmpty() == ofSchema.isEmpty()) {
            return Stream.empty();
        }
        return ofReader.isEmpty()
                ? Stream.of(mutation.what() + " is refused by the schema alone: " + ofSchema)
                : ofReader.stream().map(problem -> difference(mutation.what(), problem));
    }

    private static String difference(String what, String problem) {
        return READER_ALONE.entrySet().stream()
                .filter(known -> known.getValue().matcher(problem).matches())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(what + " is refused by the reader alone: " + problem);
    }

    /// The problems without their positions.
    private static List<String> problems(String yaml) {
        try {
            RuleBookReader.read("", yaml);
            return List.of();
        } catch (InvalidFileException refused) {
            return refused.problems().stream()
                    .map(problem -> problem.replaceFirst("^:\\d+:\\d+:? ", ""))
                    .toList();
        }
    }

    @Test
    void offers_all_words_of_the_reader_and_no_others() {
        var expected = ReaderVocabularies.at(PLACES);
        expected.putAll(ofOtherThanVocabularies());
        expected.putAll(ofTypedConditions());
        expected.putAll(ofRestrictedConditions());
        expected.putAll(ofPaths());

        assertThat(EditorSchema.OF_RULES.words()).containsExactlyEntriesOf(expected);
    }

    private static Map<String, Set<String>> ofOtherThanVocabularies() {
        return Map.of(
                "/definitions/kind/enum",
                EventKind.reportedByWebhooks().stream().map(EventKind::word).collect(Collectors.toSet()),
                "/definitions/maker/enum",
                Set.of("this-rule"),
                "/definitions/task-type/enum",
                TaskTypes.common(DirectoryNames.none()).byName().keySet(),
                "/definitions/task-types-meant/enum",
                Set.of("any"),
                "/definitions/numeric/enum",
                Arrays.stream(NumericComparison.Operator.values())
                        .map(NumericComparison.Operator::sign)
                        .collect(Collectors.toSet()),
                "/definitions/custom-fields/properties",
                Set.of("$or"),
                "/definitions/whatever-below/properties",
                Set.of("$or"));
    }

    private static Map<String, Set<String>> ofTypedConditions() {
        return Map.of(
                "/definitions/kind-alternative/enum",
                Stream.of(EventKind.values())
                        .filter(EventKind::isScheduled)
                        .map(EventKind::word)
                        .collect(Collectors.toSet()),
                "/definitions/changed-word/enum",
                Set.copyOf(((FactType.Words) FactSchema.ofAnyEvent(Map.of())
                                .reach("changed")
                                .type()
                                .orElseThrow())
                        .words()),
                "/definitions/number-alternative/properties",
                Set.of("anything-but", "prefix", "suffix", "equals-ignore-case", "wildcard"),
                "/definitions/text-alternative/properties",
                Set.of("anything-but", "numeric"),
                "/definitions/kind-alternative/properties",
                Set.of("anything-but"),
                "/definitions/changed-alternative/properties",
                Set.of("anything-but"));
    }

    private static Map<String, Set<String>> ofRestrictedConditions() {
        var onNumbers = Set.of("anything-but", "prefix", "suffix", "equals-ignore-case", "wildcard");
        return Map.ofEntries(
                Map.entry("/definitions/stage-alternative/properties", onNumbers),
                Map.entry("/definitions/pipeline-alternative/properties", onNumbers),
                Map.entry("/definitions/user-alternative/properties", onNumbers),
                Map.entry("/definitions/task-type-alternative/properties", onNumbers),
                Map.entry("/definitions/id-alternative/properties", onNumbers),
                Map.entry("/definitions/time-alternative/properties", onNumbers),
                Map.entry("/definitions/tags-alternative/properties", Set.of("anything-but")),
                Map.entry("/definitions/entity-type-alternative/properties", Set.of("anything-but")),
                Map.entry(
                        "/definitions/entity-type-word/enum",
                        Arrays.stream(EntityRef.Type.values())
                                .map(EntityRef.Type::word)
                                .collect(Collectors.toSet())),
                Map.entry("/definitions/linked-leads/properties", Set.of("$or")),
                Map.entry("/definitions/linked-lead/properties", Set.of("$or")),
                Map.entry("/definitions/linked-lead/propertyNames/enum", Set.of("$or", "ID")));
    }

    /// Where documents nest, a field with fields of its own has a definition. Elsewhere a path is written in
    /// one piece.
    private static Map<String, Set<String>> ofPaths() {
        var facts = FactSchema.ofAnyEvent(Map.of()).document();
        var words = new HashMap<String, Set<String>>();
        words.put("/definitions/path/enum", paths(facts));
        words.put("/definitions/pattern/properties", names(facts, place -> !(place instanceof FactType.Value)));
        facts.fields().forEach((name, place) -> gather(name, place, words));
        return words;
    }

    private static void gather(String name, FactType place, Map<String, Set<String>> words) {
        if (place instanceof FactType.Document document) {
            words.put("/definitions/" + name + "/propertyNames/enum", paths(document));
            words.put(
                    "/definitions/" + name + "/properties",
                    names(document, below -> !(below instanceof FactType.Value)));
            document.fields().forEach((below, more) -> gather(below, more, words));
        }
    }

    private static Set<String> paths(FactType.Document document) {
        var paths = names(document, _ -> true);
        document.fields().forEach((name, place) -> {
            if (place instanceof FactType.Document below) {
                paths(below).stream().filter(path -> !path.equals("$or")).forEach(path -> paths.add(name + "." + path));
            }
        });
        return paths;
    }

    private static Set<String> names(FactType.Document document, Predicate<FactType> wanted) {
        var names = new TreeSet<>(Set.of("$or"));
        document.fields().forEach((name, place) -> {
            if (wanted.test(place)) {
                names.add(name);
            }
        });
        return names;
    }

    @Test
    void agrees_with_the_reader_on_conditions_of_every_type_on_every_fact() {
        var values = List.of(
                "5",
                "-5",
                "5.5",
                "5.0",
                "'5'",
                "a, b",
                "leads",
                "lead",
                "[leads, 'a, b']",
                "true",
                "null",
                "status",
                "lead.added",
                "[5, a]",
                "{ exists: true }",
                "{ numeric: ['>', 5] }",
                "{ prefix: a }",
                "{ anything-but: 5 }",
                "{ anything-but: -5 }",
                "{ anything-but: [5.5] }",
                "{ anything-but: [leads] }",
                "{ anything-but: 'a, b' }",
                "{ anything-but: [a, 'b, c'] }",
                "{ anything-but: a }",
                "{ anything-but: [status, owner] }",
                "{ anything-but: { wildcard: a* } }");
        var facts = FactSchema.ofAnyEvent(Map.of());
        var differences = paths(facts.document()).stream()
                .flatMap(path -> switch (facts.reach(path).place()) {
                    case FactType.Value _ -> Stream.of(path);
                    case FactType.Open.CUSTOM_FIELDS -> Stream.of(path + ".77", path + ".PHONE");
                    case FactType.Open.LINKS ->
                        Stream.of(path, path + ".501", path + ".501.ID", path + ".501.id", path + ".x");
                    case FactType.Open.ANYTHING -> Stream.<String>empty();
                    case FactType.Document _ -> Stream.<String>empty();
                })
                .flatMap(path -> Stream.of(path + ": ", path.replaceFirst("\\.", ": { ") + ": "))
                .flatMap(start -> values.stream().map(value -> start + value + (start.contains("{") ? " }" : "")))
                .filter(condition -> isAcceptedByReader(condition, facts)
                        != EditorSchema.OF_RULES
                                .problems(EditorSchema.document("""
                                        rules:
                                          - name: a
                                            when: lead.added
                                            if: { %s }
                                            then: [{ create-task: { text: "x", due: 1h } }]
                                        """.formatted(condition)))
                                .isEmpty());

        assertThat(differences).isEmpty();
    }

    /// A name is accepted: the schema does not know the account's.
    private static boolean isAcceptedByReader(String condition, FactSchema facts) {
        var problems = new Problems();
        new YamlFile("rules.yaml", "{ " + condition + " }")
                .read(problems, "a pattern")
                .ifPresent(pattern -> EventPatternReader.read(pattern, facts, DirectoryNames.none()));
        return problems.lines().stream().allMatch(NAMES.asMatchPredicate());
    }

    @Test
    void has_a_place_for_every_vocabulary() {
        assertThat(ReaderVocabularies.ALL.keySet())
                .filteredOn(vocabulary -> !(PLACES + CasesSchemaTest.PLACES).contains(" " + vocabulary + "\n"))
                .as("no schema sees what stands in the braces of a text")
                .containsExactly("TextFilter.WORDS");
    }
}
