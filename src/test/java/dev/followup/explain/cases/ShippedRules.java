package dev.followup.explain.cases;

import dev.followup.directory.Directory;
import dev.followup.directory.DirectoryReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The rule books in the resources, which the zip contains. A user puts others there, under any name and in any
/// folder.
public final class ShippedRules {

    /// What a YAML file begins with if it is a list, after comments: a list of accounts or of cases, no book.
    private static final String LIST = "-";

    private static final String CASES = ".cases.yaml";
    private static final Path RESOURCES = Path.of("src/main/resources");

    private ShippedRules() {}

    public static List<Path> books() {
        return booksBelow(RESOURCES);
    }

    /// The names of the books in the zip, such as `rules.yaml` or `north/rules.yaml`.
    public static List<String> resources() {
        return books().stream()
                .map(book -> RESOURCES.relativize(book).toString().replace('\\', '/'))
                .toList();
    }

    static List<Path> booksBelow(Path folder) {
        return yamlFiles(folder)
                .filter(file -> !file.toString().endsWith(CASES) && !isDirectory(file) && !isList(file))
                .toList();
    }

    /// The books to which files of cases belong: `north.yaml` for `north.cases.yaml`. They may be missing.
    static List<Path> booksWithCases() {
        return yamlFiles(RESOURCES)
                .filter(file -> file.toString().endsWith(CASES))
                .map(file -> Path.of(file.toString().replace(CASES, ".yaml")))
                .toList();
    }

    /// The names of the account beside a book; `null` if there are none.
    public static @Nullable Directory directory(Path book) {
        var file = book.resolveSibling("directory.yaml");
        return Files.exists(file) ? DirectoryReader.read(file.toString(), text(file)) : null;
    }

    private static boolean isDirectory(Path file) {
        return file.getFileName().toString().startsWith("directory.");
    }

    /// The file with the cases of a book, which may be missing.
    static Path cases(Path book) {
        return Path.of(book.toString().replaceFirst("\\.yaml$", CASES));
    }

    private static Stream<Path> yamlFiles(Path folder) {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isList(Path file) {
        return text(file)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#") && !line.startsWith("---"))
                .findFirst()
                .filter(line -> line.startsWith(LIST))
                .isPresent();
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
