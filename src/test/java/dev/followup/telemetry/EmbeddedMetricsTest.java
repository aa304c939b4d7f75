package dev.followup.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EmbeddedMetricsTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void names_and_units_are_those_that_alarms_and_dashboard_know() {
        assertThat(Stream.of(Metric.values()).map(measure -> measure.word() + " " + measure.unit()))
                .containsExactlyInAnyOrder(
                        "EventsReceived Count",
                        "DeadLettered Count",
                        "CommandsDone Count",
                        "CommandsSkipped Count",
                        "CommandsRefused Count",
                        "CommandsDeferred Count",
                        "CommandsUncertain Count",
                        "PendingCommands Count",
                        "OldestPendingAge Seconds",
                        "EventToTaskLatency Milliseconds",
                        "Requests Count",
                        "RateLimitWait Milliseconds",
                        "Retries Count",
                        "Reconciliations Count",
                        "Throttled Count",
                        "CircuitOpen Count",
                        "WebhookDisabled Count",
                        "RecoveredEvents Count",
                        "ColdStarts Count");
    }

    @Test
    void a_document_is_one_that_cloudwatch_takes() throws Exception {
        var values = new EnumMap<Metric, List<Long>>(Metric.class);
        Stream.of(Metric.values()).forEach(measure -> values.put(measure, List.of(0L)));
        values.put(Metric.EVENT_TO_TASK_LATENCY, List.of(1200L, 3400L));
        var document = EmbeddedMetricFormat.checked(only(values));
        assertThat(document.at("/_aws/Timestamp").asLong()).isEqualTo(NOON.toEpochMilli());
        var directive = document.at("/_aws/CloudWatchMetrics/0");
        assertThat(directive.get("Namespace").asText()).isEqualTo("Followup");
        assertThat(directive.get("Dimensions")).hasToString("[[\"Function\"],[\"Function\",\"Account\"]]");
        assertThat(directive.get("Metrics")).hasSize(Metric.values().length);
        assertThat(document.get("Function").asText()).isEqualTo("followup-Worker");
        assertThat(document.get("Account").asText()).isEqualTo("demo");
        assertThat(document.get("EventToTaskLatency")).hasToString("[1200,3400]");
        assertThat(document.get("PendingCommands").asLong()).isZero();
    }

    @Test
    void a_document_is_small() {
        var values = Map.of(Metric.PENDING_COMMANDS, List.of(0L), Metric.OLDEST_PENDING_AGE, List.of(0L));
        assertThat(only(values)).doesNotContain("\n", "EventToTaskLatency").hasSizeLessThan(350);
    }

    @Test
    void what_has_more_values_than_a_document_takes_goes_on_in_the_next() throws Exception {
        var lags = LongStream.range(0, 250).boxed().toList();
        var documents =
                figures(Map.of(Metric.EVENTS_RECEIVED, List.of(250L), Metric.EVENT_TO_TASK_LATENCY, lags))
                        .documents()
                        .stream()
                        .map(EmbeddedMetricFormat::checked)
                        .toList();
        assertThat(documents)
                .extracting(document -> document.get("EventToTaskLatency").size())
                .containsExactly(100, 100, 50);
        assertThat(documents.stream()
                        .flatMap(document -> document.get("EventToTaskLatency").valueStream())
                        .map(JsonNode::asLong))
                .containsExactlyElementsOf(lags);
        assertThat(documents)
                .filteredOn(document -> document.has("EventsReceived"))
                .hasSize(1);
    }

    @Test
    void without_values_there_is_no_document() {
        assertThat(figures(Map.of()).documents()).isEmpty();
    }

    @Test
    void a_name_cannot_break_the_document() throws Exception {
        var odd = new EmbeddedMetrics("followup", "a\"b\\c", NOON, Map.of(Metric.EVENTS_RECEIVED, List.of(1L)));
        var document = new ObjectMapper().readTree(odd.documents().getFirst());
        assertThat(document.get("Account").asText()).isEqualTo("a\"b\\c");
    }

    private static String only(Map<Metric, List<Long>> values) {
        assertThat(figures(values).documents()).hasSize(1);
        return figures(values).documents().getFirst();
    }

    private static EmbeddedMetrics figures(Map<Metric, List<Long>> values) {
        return new EmbeddedMetrics("followup-Worker", "demo", NOON, values);
    }
}
