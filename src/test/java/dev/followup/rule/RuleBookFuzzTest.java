package dev.followup.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.directory.Directory;
import dev.followup.directory.DirectoryReader;
import dev.followup.fuzz.Fuzzer;
import dev.followup.fuzz.SampleFiles;
import dev.followup.fuzz.TextMutator;
import dev.followup.yaml.InvalidFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Whatever stands in a rule book, it is read, or refused with the place of every problem. What is read can decide.
class RuleBookFuzzTest {

    private static final String[] FOLDERS = {"src/docs", "src/test/resources"};
    private static final List<String> WORDS = List.of(
            "&a ",
            "*a",
            "!!binary ",
            "!x ",
            "--- ",
            "...",
            "%YAML 1.2\n",
            "<<: ",
            "? ",
            ": ",
            "- ",
            "[",
            "]",
            "{",
            "}",
            ",",
            "#",
            "|\n",
            ">-\n",
            "@",
            "`",
            "{lead.name}",
            "{lead.name.or('x').",
            "{{",
            "${x}",
            "lead.added",
            "task.completed",
            "numeric",
            "anything-but",
            "prefix",
            "owner",
            "rotate",
            "15m",
            "99999999999d",
            "1d working at 10:00",
            "7d before at 10:00",
            "25:61",
            "2026-02-30",
            "0001-01-01/9999-12-31",
            "*/0 * * * *",
            "0 0 31 2 *",
            "0-59/7,3 * L * MON#5",
            "Europe/Moscow",
            "UTC+25",
            "lead.custom_fields.",
            "then:",
            "when: ",
            "name: ");

    @Test
    void a_book_is_read_or_refused_with_the_place_of_every_problem() throws Exception {
        var directory = DirectoryReader.read("directory.yaml", Files.readString(Path.of("src/docs/directory.yaml")));
        Fuzzer.run(
                200,
                new TextMutator(SampleFiles.texts("rules.yaml", FOLDERS), "\n", WORDS),
                book -> read(book, book.length() % 2 == 0 ? directory : Directory.EMPTY));
        Fuzzer.run(
                40,
                new TextMutator(SampleFiles.texts("wishes.yaml", FOLDERS), "\n", WORDS),
                book -> read(book, directory));
    }

    @Test
    void a_problem_is_short_whatever_the_file_holds() {
        read("zone: UTC\nrules: " + "days: ".repeat(3_000), Directory.EMPTY);
        read("zone: UTC\n" + "k".repeat(5_000) + ": { " + "k".repeat(5_000) + ": 1 }", Directory.EMPTY);
    }

    private static void read(String text, Directory directory) {
        try {
            var book = RuleBookReader.read("rules.yaml", text, directory);
            var event = RuleFixtures.leadAdded("{ lead: { id: 501, name: Anna, price: 60000, status_id: 142 } }");
            book.explain(event);
            book.due(RuleFixtures.MORNING.minus(Duration.ofMinutes(1)), RuleFixtures.MORNING);
        } catch (InvalidFileException refused) {
            assertThat(refused.problems())
                    .isNotEmpty()
                    .allSatisfy(problem ->
                            assertThat(problem).hasSizeLessThan(2_000).matches("rules\\.yaml:[0-9]+:[0-9]+:? .+"));
        }
    }
}
