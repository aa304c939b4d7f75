package dev.followup.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChaosReportTest {

    @ParameterizedTest
    @ValueSource(strings = {ChaosReport.FOUND, ChaosReport.NOT_FOUND, ChaosReport.REASSIGNED})
    void a_figure_is_counted_by_words_that_exactly_one_log_line_of_delivery_has(String words) throws IOException {
        try (var files = Files.walk(Path.of("src/main/java/dev/followup/worker/delivery"))) {
            var literals = files.filter(Files::isRegularFile)
                    .flatMap(ChaosReportTest::lines)
                    .filter(line -> line.contains(words));
            assertThat(literals).hasSize(1);
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
