package dev.followup.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.MarkdownFile;
import dev.followup.MarkdownFile.Fence;
import dev.followup.directory.Directory;
import dev.followup.directory.DirectoryReader;
import dev.followup.event.EventKind;
import dev.followup.explain.Explainer;
import dev.followup.explain.ExplanationRenderer;
import dev.followup.explain.cases.RuleCaseRunner;
import dev.followup.webhook.WebhookReader;
import dev.followup.yaml.InvalidFileException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the documents show of rules is what the code does: books, cases, problems and explanations.
class RulesInDocsTest {

    private static final MarkdownFile DOCS = MarkdownFile.read("src/docs/rules.md");
    private static final MarkdownFile README = MarkdownFile.read("README.md");

    /// A book or a part of one that can be used.
    private static final String YAML = "yaml";

    /// A book with mistakes; the next block has all of them.
    private static final String WRONG = "yaml wrong";

    /// The names that books in the documents use.
    private static final Directory NAMES = DirectoryReader.read(
            "directory.yaml",
            DOCS.fences().stream()
                    .filter(fence -> fence.info().equals("yaml directory"))
                    .findFirst()
                    .orElseThrow()
                    .content());

    private static final Pattern POSTED = Pattern.compile("/explain/demo.* -d '([^']+)'", Pattern.DOTALL);

    static List<String> books() {
        return Stream.of(DOCS, README)
                .flatMap(document -> document.fences().stream())
                .filter(RulesInDocsTest::isBook)
                .map(Fence::content)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("books")
    void every_rule_shown_can_be_used(String block) {
        assertThat(book(block).names()).isNotEmpty();
    }

    @Test
    void every_case_shown_holds_for_the_book_shown_before_it() {
        var fences = DOCS.fences();
        var ofCases = indexes(fences, fence -> fence.info().equals(YAML) && isOfCases(fence));

        assertThat(ofCases).isNotEmpty().allSatisfy(i -> {
            var book = bookBefore(fences, i);
            var runner = new RuleCaseRunner(book, new WebhookReader(), new ObjectMapper());
            assertThat(RuleCaseRunner.cases("rules.cases.yaml", fences.get(i).content(), book.zone()))
                    .allSatisfy(one -> assertThat(runner.failure(one)).isEmpty());
        });
    }

    @Test
    void the_failures_shown_are_those_of_the_cases_if_the_price_is_ten_times_as_high() {
        var fences = DOCS.fences();
        var cases = indexes(fences, fence -> isOfCases(fence) && fence.content().contains("\n  given:"))
                .filter(i -> fences.get(i + 1).content().contains("do not hold"))
                .findFirst()
                .orElseThrow();
        var changed = fences.get(cases - 1).content().replace("50000", "500000");
        var book = book(changed);
        var runner = new RuleCaseRunner(book, new WebhookReader(), new ObjectMapper());
        var all = RuleCaseRunner.cases("rules.cases.yaml", fences.get(cases).content(), book.zone());
        var failures = all.stream().flatMap(one -> runner.failure(one).stream()).toList();

        assertThat(fences.get(cases + 1).content())
                .isEqualTo("%d of %d cases of rules.cases.yaml do not hold:\n%s\n"
                        .formatted(failures.size(), all.size(), String.join("\n", failures)));
    }

    @Test
    void every_problem_shown_is_found_in_the_book_shown_before_it() {
        var fences = DOCS.fences();
        var wrong = indexes(fences, fence -> fence.info().equals(WRONG));

        assertThat(wrong).isNotEmpty().allSatisfy(i -> {
            var refused = catchThrowableOfType(
                    InvalidFileException.class,
                    () -> RuleBookReader.read("rules.yaml", fences.get(i).content(), NAMES));
            assertThat(refused).as(fences.get(i).content()).isNotNull();
            assertThat(fences.get(i + 1).content().lines()).containsExactlyElementsOf(refused.problems());
        });
    }

    @Test
    void no_problem_is_shown_without_the_book_that_has_it() {
        var fences = DOCS.fences();
        var problems = indexes(fences, fence -> fence.content().startsWith("rules.yaml:"));

        assertThat(problems)
                .isNotEmpty()
                .allSatisfy(i -> assertThat(fences.get(i - 1).info()).isEqualTo(WRONG));
    }

    @Test
    void every_explanation_shown_is_that_of_the_book_shown_before_it() {
        for (var document : List.of(DOCS, README)) {
            var fences = document.fences();
            var posts = indexes(fences, fence -> posted(fence).isPresent());

            assertThat(posts)
                    .isNotEmpty()
                    .allSatisfy(i -> assertThat(explained(
                                    bookBefore(fences, i), posted(fences.get(i)).orElseThrow()))
                            .isEqualTo(fences.get(i + 1).content()));
        }
    }

    @Test
    void every_kind_of_event_is_named_and_no_other() {
        var page = DOCS.text();
        var table = page.substring(page.indexOf("### when"), page.indexOf("Most new leads"));

        assertThat(Pattern.compile("`([^`]+)`").matcher(table).results().map(MatchResult::group))
                .containsAll(EventKind.reportedByWebhooks().stream()
                        .map(kind -> "`" + kind + "`")
                        .toList())
                .filteredOn(word -> word.matches("`[a-z-]+\\.[a-z-]+`"))
                .allSatisfy(
                        word -> assertThat(EventKind.of(word.replace("`", ""))).isPresent());
    }

    /// What stands behind `-d` where something is posted to `explain` and comes back as text.
    private static Optional<String> posted(Fence fence) {
        return fence.info().equals("sh") && fence.content().contains("text/plain")
                ? POSTED.matcher(fence.content())
                        .results()
                        .map(post -> post.group(1))
                        .findFirst()
                : Optional.empty();
    }

    private static String explained(RuleBook book, String body) {
        var json = new ObjectMapper();
        var explanation =
                new Explainer("demo", _ -> Optional.empty(), book, new WebhookReader(), json).of(body, Instant.EPOCH);
        return String.join("\n", new ExplanationRenderer(explanation, json).lines()) + "\n";
    }

    private static Stream<Integer> indexes(List<Fence> fences, Predicate<Fence> wanted) {
        return IntStream.range(0, fences.size())
                .filter(i -> wanted.test(fences.get(i)))
                .boxed();
    }

    private static RuleBook bookBefore(List<Fence> fences, int index) {
        return book(fences.subList(0, index).reversed().stream()
                .filter(RulesInDocsTest::isBook)
                .findFirst()
                .orElseThrow()
                .content());
    }

    private static boolean isBook(Fence fence) {
        return fence.info().equals(YAML) && !isOfCases(fence);
    }

    private static boolean isOfCases(Fence fence) {
        return fence.content().contains("\n  given:") || fence.content().contains("\n  story:");
    }

    private static RuleBook book(String block) {
        var yaml = block.startsWith("- name:") ? "zone: Europe/Moscow\nrules:\n" + block : block;
        var book = RuleBookReader.read("rules.yaml", yaml, NAMES);
        assertThat(EditorSchema.OF_RULES.problems(EditorSchema.document(yaml))).isEmpty();
        return book;
    }
}
