package dev.followup.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.ArrayList;
import java.util.logging.Level;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutputTest {

    @BeforeEach
    void mute() {
        Output.mute();
    }

    @AfterEach
    void unmute() {
        Output.unmute();
    }

    @Test
    void no_log_line_is_written_while_the_output_is_muted() {
        var formatter = LogLineFormatter.of(new PatternFormatter("%s%n"));
        var line = new ExtLogRecord(Level.INFO, "done", OutputTest.class.getName());
        assertThat(formatter.format(line)).isEmpty();
        Output.unmute();
        assertThat(formatter.format(line)).isEqualTo("done\n");
    }

    @Test
    void metrics_of_a_warm_up_are_dropped_and_the_cold_start_is_counted_later() {
        var metrics = new Metrics();
        var lines = new ArrayList<String>();
        var publisher = new MetricsPublisher(metrics, "worker", Clock.systemUTC(), lines::add);
        metrics.add("_warm-up", Metric.COMMANDS_DONE, 9);
        publisher.publish("_warm-up");
        assertThat(lines).isEmpty();
        Output.unmute();
        publisher.publish("_warm-up");
        publisher.publish("demo");
        assertThat(lines).singleElement().asString().contains("ColdStarts").doesNotContain("CommandsDone");
    }
}
