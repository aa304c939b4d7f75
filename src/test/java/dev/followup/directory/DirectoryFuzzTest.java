package dev.followup.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.fuzz.Fuzzer;
import dev.followup.fuzz.SampleFiles;
import dev.followup.fuzz.TextMutator;
import dev.followup.yaml.InvalidFileException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Whatever stands in a directory file, it is read, or refused with the place of every problem. What is read can be
/// written again, and is then the same.
class DirectoryFuzzTest {

    private static final List<String> WORDS = List.of(
            "&a ",
            "*a",
            "!!binary ",
            "- ",
            ": ",
            "{",
            "}",
            "[",
            "]",
            "#",
            "id: ",
            "name: ",
            "stages:",
            "choices:",
            "\"\\u0000\"",
            "\"\\uD83D\"",
            "\"a / b\"",
            "active: false");

    @Test
    void a_directory_is_read_or_refused_with_the_place_of_every_problem() throws Exception {
        var directories = SampleFiles.texts("directory.yaml", "src/docs", "src/test/resources");
        Fuzzer.run(400, new TextMutator(directories, "\n", WORDS), DirectoryFuzzTest::read);
    }

    private static void read(String text) {
        try {
            var directory = DirectoryReader.read("directory.yaml", text);
            assertThat(DirectoryReader.read("directory.yaml", DirectoryWriter.plain(directory)))
                    .isEqualTo(directory);
        } catch (InvalidFileException refused) {
            assertThat(refused.problems())
                    .isNotEmpty()
                    .allSatisfy(problem ->
                            assertThat(problem).hasSizeLessThan(2_000).matches("directory\\.yaml:[0-9]+:[0-9]+:? .+"));
        }
    }
}
