package dev.followup.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetricsPublisherTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void names_and_units_match_alarms_and_dashboard() {
        assertThat(Stream.of(Metric.values()).map(measure -> measure.word() + " " + measure.unit()))
                .containsExactlyInAnyOrder(
                        "EventsReceived Count",
                        "DeadLettered Count",
                        "DeferredEvents Count",
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
                        "DirectoryProblems Count",
                        "RecoveredEvents Count",
                        "ColdStarts Count");
    }

    @Test
    void documents_are_valid_for_cloudwatch() throws Exception {
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
    void documents_are_small() {
        var values = Map.of(Metric.PENDING_COMMANDS, List.of(0L), Metric.OLDEST_PENDING_AGE, List.of(0L));
        assertThat(only(values)).doesNotContain("\n", "EventToTaskLatency").hasSizeLessThan(350);
    }

    @Test
    void splits_values_that_do_not_fit_into_one_document() throws Exception {
        var lags = LongStream.range(0, 250).boxed().toList();
        var documents =
                published("demo", Map.of(Metric.EVENTS_RECEIVED, List.of(250L), Metric.EVENT_TO_TASK_LATENCY, lags))
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
    void writes_no_document_without_values() {
        assertThat(published("demo", Map.of())).isEmpty();
    }

    @Test
    void escapes_names_in_documents() throws Exception {
        var odd = published("a\"b\\c", Map.of(Metric.EVENTS_RECEIVED, List.of(1L)));
        var document = new ObjectMapper().readTree(odd.getFirst());
        assertThat(document.get("Account").asText()).isEqualTo("a\"b\\c");
    }

    @Test
    void resets_metrics_when_they_are_published() {
        var metrics = new Metrics();
        var lines = new ArrayList<String>();
        var publisher = publisher(metrics, lines);
        metrics.add("demo", Metric.REQUESTS, 3);
        publisher.publish("demo");
        publisher.publish("demo");
        assertThat(lines).hasSize(1);
        assertThat(metrics.values("demo")).isEmpty();
    }

    private static String only(Map<Metric, List<Long>> values) {
        var documents = published("demo", values);
        assertThat(documents).hasSize(1);
        return documents.getFirst();
    }

    /// The documents of a publisher that has published before, so that no cold start is counted.
    private static List<String> published(String account, Map<Metric, List<Long>> values) {
        var metrics = new Metrics();
        var lines = new ArrayList<String>();
        var publisher = publisher(metrics, lines);
        values.forEach((metric, all) -> all.forEach(value -> metrics.record(account, metric, value)));
        publisher.publish(account);
        return lines;
    }

    private static MetricsPublisher publisher(Metrics metrics, List<String> lines) {
        var publisher = new MetricsPublisher(metrics, "followup-Worker", Clock.fixed(NOON, ZoneOffset.UTC), lines::add);
        publisher.publish("another");
        lines.clear();
        return publisher;
    }
}
