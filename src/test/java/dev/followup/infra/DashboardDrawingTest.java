package dev.followup.infra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.MarkdownFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The runbook explains the widgets that the dashboard has, beside a drawing of them.
class DashboardDrawingTest {

    private static final Pattern TITLE = Pattern.compile("\"title\": \"([^\"]+)\"");
    private static final Pattern EXPLAINED = Pattern.compile("\\| \\d ([^|]+) \\|");
    private static final Pattern DRAWN = Pattern.compile("<text class=\"title\"[^>]*>([^<]+)<");

    @Test
    void the_drawing_and_the_table_have_every_widget_in_its_order() throws IOException {
        var widgets = found(TITLE, Files.readString(Path.of("infra/template.yaml")));
        assertThat(widgets).hasSize(8);
        assertThat(found(DRAWN, Files.readString(Path.of("src/docs/images/dashboard.svg"))))
                .isEqualTo(widgets);
        var runbook = MarkdownFile.read("infra/README.md").text();
        var section = runbook.substring(runbook.indexOf("\n## The dashboard\n"), runbook.indexOf("\n## Log queries\n"));
        assertThat(found(EXPLAINED, section)).isEqualTo(widgets);
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
