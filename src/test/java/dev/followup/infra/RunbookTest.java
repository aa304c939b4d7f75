package dev.followup.infra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.MarkdownFile;
import dev.followup.telemetry.Metric;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The runbook has the template's parameters, and names only metrics and classes that there are.
class RunbookTest {

    private static final MarkdownFile RUNBOOK = MarkdownFile.read("infra/README.md");
    private static final Pattern METRIC =
            Pattern.compile("(Events|Commands|Pending|Oldest|RateLimit|Circuit|Recovered|Webhook)[A-Z][a-zA-Z]+");
    private static final Pattern FIELD = Pattern.compile("mdc\\.([a-zA-Z]+)");
    private static final Pattern TYPE = Pattern.compile("\\bdev(?:\\.[a-z]+)+\\.[A-Z]\\w+");

    @Test
    void every_parameter_is_listed_with_its_default() {
        var parameters = TemplatePart.MAIN.at("Parameters").entries();
        var rows = RUNBOOK.rows("## Parameters");

        assertThat(rows)
                .extracting(List::getFirst)
                .containsExactlyElementsOf(parameters.keySet().stream()
                        .map(name -> "`" + name + "`")
                        .toList());
        assertThat(rows).allSatisfy(row -> {
            var value = parameters.get(row.getFirst().replace("`", "")).find("Default");
            assertThat(row.getLast())
                    .startsWith(value.map(TemplatePart::text)
                            .map(text -> text.isEmpty() ? "empty" : "`" + text + "`")
                            .orElse("none, needed"));
        });
    }

    @Test
    void every_metric_that_is_named_is_measured() {
        var parameters = TemplatePart.MAIN.at("Parameters").entries().keySet();
        var outputs = TemplatePart.MAIN.at("Outputs").entries().keySet();
        assertThat(RUNBOOK.code())
                .filteredOn(code -> METRIC.matcher(code).matches())
                .filteredOn(code -> !parameters.contains(code) && !outputs.contains(code))
                .isNotEmpty()
                .isSubsetOf(Arrays.stream(Metric.values()).map(Metric::word).toList());
    }

    @Test
    void every_log_field_that_is_named_is_logged() throws IOException {
        var fields = FIELD.matcher(RUNBOOK.text())
                .results()
                .map(match -> '"' + match.group(1) + '"')
                .toList();
        try (var files = Files.walk(Path.of("src/main/java"))) {
            var sources = files.filter(Files::isRegularFile)
                    .map(RunbookTest::text)
                    .filter(source -> source.contains("LogContext") || source.contains("MDC"))
                    .collect(Collectors.joining());
            assertThat(fields)
                    .isNotEmpty()
                    .allSatisfy(field -> assertThat(sources).contains(field));
        }
    }

    @Test
    void every_class_in_a_command_exists() {
        assertThat(RUNBOOK.fences().stream()
                        .flatMap(fence -> TYPE.matcher(fence.content()).results())
                        .map(match -> match.group()))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(Class.forName(name)).isNotNull());
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
