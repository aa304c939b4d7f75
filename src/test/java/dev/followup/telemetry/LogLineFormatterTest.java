package dev.followup.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.logging.Level;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.ExtLogRecord.FormatStyle;
import org.jboss.logmanager.formatters.JsonFormatter;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogLineFormatterTest {

    private static final String FORGED = "x\n12:00:00 ERROR forged\r\u001b[2J\u202e\u2028y";

    private final LogLineFormatter text = LogLineFormatter.of(new PatternFormatter("%d{HH:mm:ss} %-5p %s%e%n"));
    private final LogLineFormatter json = LogLineFormatter.of(new JsonFormatter());

    @Test
    void a_line_break_in_the_message_of_an_exception_begins_no_log_line_of_its_own() {
        var shown = text.format(line("failed", chain()));
        assertThat(shown.lines().skip(1))
                .isNotEmpty()
                .noneMatch(line -> line.startsWith("12:00:00"))
                .contains("    12:00:00 ERROR forged\\r\\u001b[2J\\u202e\\u2028y");
        assertThat(shown)
                .contains("java.lang.IllegalStateException: x", "Caused by: java.io.IOException: x", "Suppressed: ")
                .contains("at dev.followup.telemetry.LogLineFormatterTest.chain(");
        assertThat(shown).doesNotContain("\r", "\u001b", "\u202e", "\u2028");
    }

    @Test
    void a_line_break_in_a_message_begins_no_log_line_of_its_own() {
        assertThat(text.format(line("found " + FORGED, null)))
                .endsWith(" ERROR found x\n    12:00:00 ERROR forged\\r\\u001b[2J\\u202e\\u2028y\n");
    }

    @Test
    void lines_that_are_indented_stay_as_they_are() {
        assertThat(text.format(line("rules:\n  a: 5 %\n\tb\n\nc", null)))
                .endsWith(" ERROR rules:\n  a: 5 %\n\tb\n\n    c\n");
    }

    @Test
    void a_json_line_stays_one_line_and_keeps_the_type_of_the_exception() throws Exception {
        var shown = json.format(line("found " + FORGED, chain()));
        assertThat(shown.strip().lines()).hasSize(1);
        assertThat(shown).doesNotContain("\r", "\u001b", "\u202e", "\u2028");
        var document = new ObjectMapper().readTree(shown);
        assertThat(document.get("message").asText()).isEqualTo("found " + FORGED);
        assertThat(document.at("/exception/exceptionType").asText()).isEqualTo("java.lang.IllegalStateException");
    }

    @Test
    void an_exception_that_causes_itself_ends() {
        var one = new IllegalStateException("one");
        var other = new IllegalStateException("other", one);
        one.initCause(other);
        one.addSuppressed(other);
        assertThat(text.format(line("failed", one))).contains("one", "other");
    }

    private static ExtLogRecord line(String message, @Nullable Throwable thrown) {
        var line = new ExtLogRecord(Level.SEVERE, message, FormatStyle.NO_FORMAT, "x");
        line.setLevel(org.jboss.logmanager.Level.ERROR);
        line.setThrown(thrown);
        return line;
    }

    private static IllegalStateException chain() {
        var thrown = new IllegalStateException(FORGED, new IOException(FORGED));
        thrown.addSuppressed(new IOException(FORGED));
        return thrown;
    }
}
