package dev.followup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Links and file names in the documents lead somewhere.
class DocumentLinksTest {

    /// Files that a user creates, replaces or moves: rule books, their cases, lists of accounts.
    private static final String OF_USERS = "src/main/resources/[\\w./-]+\\.yaml";

    static List<MarkdownFile> documents() {
        return MarkdownFile.all();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void every_relative_link_leads_to_a_file(MarkdownFile document) {
        assertThat(relativeLinks(document).filter(link -> !Files.exists(target(document, link))))
                .as(document.path().toString())
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void every_anchor_is_a_heading(MarkdownFile document) {
        assertThat(relativeLinks(document)
                        .filter(link -> link.contains("#"))
                        .filter(link -> !isHeading(document, link)))
                .as(document.path().toString())
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void every_file_that_is_named_exists(MarkdownFile document) {
        assertThat(document.code().stream()
                        .filter(code -> code.matches("(src|infra|\\.mvn|\\.github)/[\\w./-]+"))
                        .filter(file -> !file.matches(OF_USERS))
                        .filter(file -> !Files.exists(Path.of(file))))
                .as(document.path().toString())
                .isEmpty();
    }

    @Test
    void the_readme_fits_into_its_size() {
        assertThat(MarkdownFile.read("README.md").text().lines().count()).isLessThanOrEqualTo(250);
    }

    private static Stream<String> relativeLinks(MarkdownFile document) {
        return document.links().stream().filter(link -> !link.matches("[a-z]+:.*"));
    }

    private static Path target(MarkdownFile document, String link) {
        var file = link.split("#", 2)[0];
        return file.isEmpty()
                ? document.path()
                : document.path().resolveSibling(file).normalize();
    }

    private static boolean isHeading(MarkdownFile document, String link) {
        var target = target(document, link);
        return Files.isRegularFile(target)
                && MarkdownFile.read(target.toString()).anchors().contains(link.split("#", 2)[1]);
    }
}
