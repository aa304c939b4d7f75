package dev.followup.rule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.event.EventKind;
import dev.followup.explain.cases.RuleCaseRunner;
import dev.followup.webhook.WebhookReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RulesInDocsTest {

    private static final Path DOCS = Path.of("src/docs/rules.md");
    private static final Path README = Path.of("README.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```yaml\n(.*?)^```$");

    static List<String> blocks() throws IOException {
        return BLOCK.matcher(Files.readString(DOCS) + Files.readString(README))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    static List<String> books() throws IOException {
        return blocks().stream().filter(block -> !isOfCases(block)).toList();
    }

    @ParameterizedTest
    @MethodSource("books")
    void every_rule_shown_can_be_used(String block) {
        assertThat(book(block).names()).isNotEmpty();
    }

    @Test
    void every_case_shown_holds_for_the_book_shown_before_it() throws IOException {
        var blocks = blocks();
        var ofCases = IntStream.range(1, blocks.size()).filter(i -> isOfCases(blocks.get(i)));

        assertThat(ofCases).isNotEmpty().allSatisfy(i -> {
            var runner = new RuleCaseRunner(book(blocks.get(i - 1)), new WebhookReader(), new ObjectMapper());
            assertThat(RuleCaseRunner.cases("rules.cases.yaml", blocks.get(i)))
                    .allSatisfy(one -> assertThat(runner.failure(one)).isEmpty());
        });
    }

    private static boolean isOfCases(String block) {
        return block.contains("\n  given:");
    }

    private static RuleBook book(String block) {
        return RuleFixtures.book(block.startsWith("- name:") ? "zone: Europe/Moscow\nrules:\n" + block : block);
    }

    @Test
    void every_kind_of_event_is_named_and_no_other() throws IOException {
        var page = Files.readString(DOCS);
        var table = page.substring(page.indexOf("### When"), page.indexOf("Most new leads"));

        assertThat(Pattern.compile("`([^`]+)`").matcher(table).results().map(MatchResult::group))
                .containsExactlyInAnyOrderElementsOf(EventKind.reportedByWebhooks().stream()
                        .map(kind -> "`" + kind + "`")
                        .toList());
    }
}
