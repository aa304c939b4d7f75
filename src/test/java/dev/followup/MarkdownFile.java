package dev.followup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A Markdown document of the repository, with the parts that tests compare with the code.
public record MarkdownFile(Path path, String text) {

    private static final Set<String> GENERATED = Set.of(".git", "target", "node_modules");
    private static final Pattern FENCE = Pattern.compile("(?ms)^```([^\n]*)\n(.*?)^```$");
    private static final Pattern CODE = Pattern.compile("`[^`\n]+`");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

    public static MarkdownFile read(String path) {
        return read(Path.of(path));
    }

    /// Every Markdown document of the repository.
    public static List<MarkdownFile> all() {
        try (var files = Files.walk(Path.of("."))) {
            return files.map(Path::normalize)
                    .filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> Stream.of(file.toString().split("[/\\\\]")).noneMatch(GENERATED::contains))
                    .sorted()
                    .map(MarkdownFile::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MarkdownFile read(Path path) {
        try {
            return new MarkdownFile(path, Files.readString(path).replace("\r\n", "\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The fenced blocks in their order.
    public List<Fence> fences() {
        return FENCE.matcher(text)
                .results()
                .map(fence -> new Fence(fence.group(1), fence.group(2)))
                .toList();
    }

    /// What stands in single backticks outside of fences.
    public List<String> code() {
        return CODE.matcher(FENCE.matcher(text).replaceAll(""))
                .results()
                .map(code -> code.group().substring(1, code.group().length() - 1))
                .toList();
    }

    /// The targets of links, as they are written.
    public List<String> links() {
        var prose = CODE.matcher(FENCE.matcher(text).replaceAll("")).replaceAll("");
        return LINK.matcher(prose).results().map(link -> link.group(1)).toList();
    }

    /// The anchors that GitHub makes of headings.
    public Set<String> anchors() {
        return HEADING.matcher(FENCE.matcher(text).replaceAll(""))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    /// The rows of the tables below a heading, up to the next one, without those of headings and rules.
    public List<List<String>> rows(String heading) {
        var from = text.indexOf("\n" + heading + "\n");
        if (from < 0) {
            throw new AssertionError(path + " has no heading " + heading);
        }
        var section = text.substring(from + heading.length() + 2).split("(?m)^#+ ", 2)[0];
        return section.lines()
                .filter(line -> line.startsWith("|") && !line.startsWith("| ---"))
                .map(line -> Arrays.stream(line.substring(1, line.length() - 1).split("(?<!\\\\)\\|"))
                        .map(String::strip)
                        .toList())
                .filter(row -> row.getFirst().startsWith("`"))
                .toList();
    }

    /// A fenced block.
    ///
    /// @param info what stands behind the opening fence, such as `yaml`; empty for nothing
    public record Fence(String info, String content) {}
}
