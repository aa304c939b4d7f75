package dev.followup.explain.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.config.TestConfig;
import dev.followup.rule.RuleBookReader;
import dev.followup.rule.SandboxRules;
import dev.followup.webhook.WebhookReader;
import dev.followup.yaml.InvalidFileException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The check of the rule books in `src/main/resources`, shipped or your own, and of the examples in the
/// documents: they are valid and do what the cases beside them say. All other tests have books of their own.
class ShippedRulesTest {

    private static final Path DOCS = Path.of("src/docs");
    private static final List<Path> TESTS = List.of(Path.of("src/test"), Path.of("src/chaos"), Path.of("src/bench"));

    /// The ways of a test to a book in the resources.
    private static final Pattern READS_SHIPPED_BOOK = Pattern.compile(
            "src/main/resources(/rules|\")|classpath:rules\\b|getResource(AsStream)?\\(\"/?rules(\\.cases)?\\.yaml");

    @TestFactory
    Stream<DynamicContainer> every_book_is_valid_and_does_what_its_cases_say() {
        return Stream.of(ShippedRules.books(), ShippedRules.booksBelow(DOCS))
                .flatMap(List::stream)
                .map(book -> dynamicContainer(book.toString(), tests(book)));
    }

    private static Stream<DynamicTest> tests(Path book) {
        try {
            var rules = RuleBookReader.read(book.toString(), ShippedRules.text(book), ShippedRules.directory(book));
            var runner = new RuleCaseRunner(rules, new WebhookReader(), new ObjectMapper());
            var cases = ShippedRules.cases(book);
            var all = Files.exists(cases)
                    ? RuleCaseRunner.cases(cases.toString(), ShippedRules.text(cases), rules.zone())
                    : List.<RuleCase>of();
            return Stream.concat(
                    Stream.of(dynamicTest("is valid", () -> {})),
                    all.stream()
                            .map(one -> dynamicTest(
                                    one.name(), () -> runner.failure(one).ifPresent(Assertions::fail))));
        } catch (InvalidFileException invalid) {
            return Stream.of(dynamicTest("is valid", () -> {
                throw invalid;
            }));
        }
    }

    @Test
    void the_zip_has_a_book() {
        assertThat(ShippedRules.books()).as("rule books in src/main/resources").isNotEmpty();
    }

    @Test
    void every_file_of_cases_has_its_book_beside_it() {
        assertThat(ShippedRules.booksWithCases())
                .as("rule books for the files of cases in src/main/resources")
                .allMatch(Files::exists);
    }

    @Test
    void no_other_test_reads_a_shipped_book() throws IOException {
        for (var folder : TESTS) {
            try (var files = Files.walk(folder)) {
                assertThat(files.filter(file -> file.toString().endsWith(".java"))
                                .filter(file -> !file.getFileName().toString().startsWith("ShippedRules"))
                                .filter(file -> READS_SHIPPED_BOOK
                                        .matcher(ShippedRules.text(file))
                                        .find()))
                        .as("tests that fail when a user replaces the shipped book")
                        .isEmpty();
            }
        }
    }

    @Test
    void no_other_test_uses_a_shipped_book_by_default() throws IOException {
        var settings = new Properties();
        settings.load(new StringReader(Files.readString(Path.of("src/main/resources/application.properties"))));

        assertThat(Path.of(settings.getProperty("%test.followup.rules").substring("file:".length()))
                        .toAbsolutePath())
                .isEqualTo(Path.of(SandboxRules.location().substring("file:".length())));
        assertThat(TestConfig.with(Map.of()).rules()).isEqualTo(SandboxRules.location());
    }
}
