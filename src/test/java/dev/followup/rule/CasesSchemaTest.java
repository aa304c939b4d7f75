package dev.followup.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.directory.DirectoryNames;
import dev.followup.explain.cases.RuleCaseRunner;
import dev.followup.rule.action.TaskTypes;
import dev.followup.yaml.InvalidFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The comparison of the schema for files of cases with their reader.
class CasesSchemaTest {

    /// The vocabularies by their paths in the schema.
    static final String PLACES = """
            /definitions/case/properties                   RuleCasesReader.CASE
            /definitions/given/properties                  SampleEventReader.KEYS
            /definitions/facts/properties                  SampleEventReader.SUBJECTS
            /definitions/step/properties                   RuleCasesReader.STEP
            /definitions/step/properties/now/properties    RuleCasesReader.NOW
            /definitions/event/properties                  SampleEventReader.EVENT
            /definitions/event/properties/kind/enum        SampleEventReader.KINDS
            /definitions/order/properties/action/enum      Action.WORDS
            """;

    private static final String EVERY_FIELD = """
            - name: a lead
              away: { anna: 2026-12-21/2027-01-08, boris: [2026-12-21] }
              given:
                webhook: "leads[add][0][id]=501"
                facts: { lead: { price: 9000, tags: [VIP] } }
                at: 2026-11-24T10:00:00+03:00
              expect:
                - rule: call
                  action: create-task
                  entity: leads/501
                  type: follow-up
                  text: "Call"
                  due: 2026-11-24T10:15
                  durationSeconds: 1800
                  responsible: 102
                  result: "Called"
                  unless: "words"
                  once: "words"
                  rotates: [101, 102]
                  leastLoaded: [anna]
                  passedOver: ["words"]
                  after: 2026-11-24 10:30
                  stopOn: [task.completed]
                  askedAgain: [if]
                  closeOn: [lead.deleted]
                - { task: 7, which: "words", type: 2743001 }
            - name: something else
              given: { event: { kind: task.added, author: 102, task: { id: 7 } }, at: "2026-11-24T10:00:00Z" }
              expect: []
            - name: a story
              story:
                - at: 2026-11-24 10:00
                  heard-at: 2026-11-24 10:05
                  event: { kind: lead.added, lead: { id: 501 } }
                - { at: "2026-11-24T10:06:00Z", webhook: "leads[add][0][id]=502", facts: { lead: { price: 9 } } }
                - at: 2026-11-24 16:00
                  now: { lead: { id: 501, price: 9 }, task: { id: 7 } }
                  expect: [{ rule: call, text: "Call" }]
                - at: 2026-11-25 09:00
                  leads:
                    - { id: 501, updated_at: 2026-11-20 10:00, open-tasks: [meeting, 2743001] }
                    - { id: 502, open-tasks: follow-up }
                  contacts: []
                  users: { 102: Anna }
            """;

    /// Only the schema has types for the fields of a command and of an event, which the reader leaves to the
    /// runner. Only the reader finds two cases of the same name, and refuses empty braces for a fact.
    private static final Pattern EITHER_ALONE = Pattern.compile(
            "(/0|/2/story/2)/expect/\\d/\\w+(/\\d)? = .*|/1/given/event/author = .*|/\\d twice|/2/story/\\d twice|.*/leads/\\d twice|.*/(price|tags|tags/0|id) = \\{}");

    @Test
    void accepts_what_is_shown() throws IOException {
        var shown = EditorSchema.document(Files.readString(Path.of("src/docs/wishes.cases.yaml")));

        assertThat(EditorSchema.OF_CASES.problems(shown)).isEmpty();
    }

    @Test
    void agrees_with_the_reader_on_all_that_is_changed() {
        assertThat(EditorSchema.OF_CASES.problems(EditorSchema.document(EVERY_FIELD)))
                .isEmpty();

        var differences = DocumentMutation.of(EditorSchema.document(EVERY_FIELD))
                .filter(mutation ->
                        EditorSchema.OF_CASES.problems(mutation.document()).isEmpty()
                                != isGood(EditorSchema.yaml(mutation.document())))
                .map(DocumentMutation::what)
                .toList();

        assertThat(differences).isNotEmpty();
        assertThat(differences)
                .filteredOn(what -> !EITHER_ALONE.matcher(what).matches())
                .isEmpty();
    }

    private static boolean isGood(String yaml) {
        try {
            return !RuleCaseRunner.cases("cases.yaml", yaml, ZoneOffset.UTC).isEmpty();
        } catch (InvalidFileException _) {
            return false;
        }
    }

    @Test
    void offers_all_words_of_the_reader_and_no_others() {
        var expected = ReaderVocabularies.at(PLACES);
        expected.put("/definitions/order/properties", new TreeSet<>(RuleCaseRunner.FIELDS));
        expected.put(
                "/definitions/order/properties/type/enum",
                TaskTypes.common(DirectoryNames.none()).byName().keySet());
        expected.put(
                "/definitions/taskType/enum",
                TaskTypes.common(DirectoryNames.none()).byName().keySet());
        expected.put("/definitions/listed/items/properties", Set.of("id", "open-tasks"));

        assertThat(EditorSchema.OF_CASES.words()).containsExactlyInAnyOrderEntriesOf(expected);
    }
}
