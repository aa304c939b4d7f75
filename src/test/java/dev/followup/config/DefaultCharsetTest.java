package dev.followup.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.rule.RuleBookReader;
import dev.followup.task.TaskCommand;
import dev.followup.telemetry.LogLineFormatter;
import dev.followup.webhook.WebhookContent;
import dev.followup.webhook.WebhookReader;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.ConsoleHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A machine without a locale, as in many containers.
class DefaultCharsetTest {

    private static final String BOOK = """
            rules:
              - name: call
                when: lead.added
                then: [{ create-task: { text: "Позвонить: {lead.name}", due: 1h } }]
            """;

    @TempDir
    private Path directory;

    @Test
    void books_and_webhooks_are_read_as_utf_8_whatever_the_default_charset_is() throws Exception {
        Files.writeString(directory.resolve("rules.yaml"), BOOK);
        assertThat(output("-Dfile.encoding=COMPAT", "read"))
                .containsExactly("US-ASCII", "Позвонить: Ёлка", "Позвонить: Ёлка");
    }

    @Test
    void the_log_is_utf_8_without_a_locale() throws Exception {
        assertThat(output("-Dx=y", "log")).containsExactly("Ёлка");
    }

    private List<String> output(String option, String what) throws Exception {
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                option,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                what,
                directory.resolve("rules.yaml").toString());
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().put("LC_ALL", "POSIX");
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).isZero();
        return output.lines().toList();
    }

    /// The program of the other process.
    public static final class Main {

        private Main() {}

        public static void main(String... what) throws Exception {
            if (what[0].equals("log")) {
                var console = new ConsoleHandler(new PatternFormatter("%s%n"));
                Logger.getLogger("").addHandler(console);
                LogLineFormatter.install();
                console.publish(new LogRecord(Level.INFO, "Ёлка"));
                return;
            }
            var lines = new ArrayList<>(List.of(Charset.defaultCharset().name()));
            var book =
                    RuleBookReader.read("rules.yaml", new ResourceLocation("FOLLOWUP_RULES", "file:" + what[1]).text());
            for (var body : List.of(
                    "leads[add][0][id]=1&leads[add][0][name]=%D0%81%D0%BB%D0%BA%D0%B0",
                    "{\"leads\": {\"add\": [{\"id\": 2, \"name\": \"\\u0401\\u043b\\u043a\\u0430\"}]}}")) {
                var content = (WebhookContent.Events) new WebhookReader().read("demo", body, Instant.EPOCH);
                var plan = book.plan(content.events().getFirst());
                lines.add(((TaskCommand.Create) plan.drafts().getFirst().command())
                        .task()
                        .text());
            }
            new PrintStream(System.out, true, UTF_8).println(String.join("\n", lines));
        }
    }
}
