package dev.followup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The runbook has every log line of level WARN and above, so that it can be looked up at night.
class LogLinesTest {

    private static final Path SOURCES = Path.of("src/main/java/dev/followup");
    private static final List<Path> NOT_DEPLOYED = List.of(SOURCES.resolve("devmode"), SOURCES.resolve("sandbox"));

    private static final Pattern CALL =
            Pattern.compile("(?:\\b[A-Z]+|getLogger\\([^)]*\\))\\s*\\.(?:warn|error|fatal)f?\\(");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    /// The literals of a call's message, which may be joined.
    private static final Pattern MESSAGE = Pattern.compile(LITERAL + "(?:\\s*\\+\\s*" + LITERAL + ")*");

    private static final Pattern PLACEHOLDER = Pattern.compile("%[a-z]");

    /// So many characters say which line it is.
    private static final int TELLING = 5;

    @Test
    void every_line_is_in_the_runbook() {
        var rows = rows();
        var formats = formats();
        assertThat(formats).hasSizeGreaterThan(20);
        assertThat(formats.stream().filter(format -> rows.stream().noneMatch(row -> matches(format, row))))
                .as("lines that infra/README.md lacks")
                .isEmpty();
    }

    @Test
    void the_runbook_has_no_line_that_is_not_logged() {
        var telling = formats().stream().filter(LogLinesTest::isTelling).toList();
        var others = formats().stream().filter(format -> !isTelling(format)).count();
        assertThat(rows().stream()
                        .filter(row -> telling.stream().noneMatch(format -> matches(format, row)))
                        .skip(others))
                .as("lines of infra/README.md that are not logged")
                .isEmpty();
    }

    @Test
    void every_line_says_what_a_person_should_do() {
        assertThat(MarkdownFile.read("infra/README.md").rows("## Log lines"))
                .allSatisfy(row -> assertThat(row).hasSize(3).doesNotContain(""));
    }

    private static List<String> rows() {
        return MarkdownFile.read("infra/README.md").rows("## Log lines").stream()
                .map(row -> row.getFirst().replace("`", ""))
                .toList();
    }

    /// Whether a line of the runbook is one of a format, with a word or more for each placeholder.
    private static boolean matches(String format, String row) {
        var pattern = PLACEHOLDER.splitAsStream(format).map(Pattern::quote).collect(Collectors.joining(".+"));
        return row.matches(pattern + (format.matches(".*%[a-z]") ? ".+" : ""));
    }

    private static boolean isTelling(String format) {
        return PLACEHOLDER
                        .splitAsStream(format)
                        .map(String::strip)
                        .max(Comparator.comparing(String::length))
                        .orElse("")
                        .length()
                >= TELLING;
    }

    /// The messages of all calls, each in one line.
    private static List<String> formats() {
        try (var files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> NOT_DEPLOYED.stream().noneMatch(file::startsWith))
                    .flatMap(LogLinesTest::formats)
                    .distinct()
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> formats(Path file) {
        var source = text(file);
        return CALL.matcher(source)
                .results()
                .map(call -> message(source.substring(call.end()))
                        .orElseThrow(() -> new AssertionError(file + " logs something else than a literal")));
    }

    private static Optional<String> message(String arguments) {
        var message = MESSAGE.matcher(arguments);
        return message.find() && message.start() <= arguments.indexOf(';')
                ? Optional.of(LITERAL.matcher(message.group())
                        .results()
                        .map(literal -> literal.group(1))
                        .collect(Collectors.joining())
                        .replace("%n", " ")
                        .replace("\\n", " ")
                        .replaceAll("\\s+", " "))
                : Optional.empty();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
