package dev.followup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.crm.Measure;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FiguresTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void names_and_units_are_those_that_alarms_and_dashboard_know() {
        assertThat(Stream.of(Measure.values()).map(measure -> measure.word() + " " + measure.unit()))
                .containsExactlyInAnyOrder(
                        "Events Count",
                        "Parked Count",
                        "OrdersDone Count",
                        "OrdersSkipped Count",
                        "OrdersRefused Count",
                        "OrdersLater Count",
                        "OrdersUncertain Count",
                        "ToDo Count",
                        "OldestToDo Seconds",
                        "Lag Milliseconds",
                        "Requests Count",
                        "Waited Milliseconds",
                        "Retries Count",
                        "LookUps Count",
                        "TooManyRequests Count",
                        "AccountClosed Count",
                        "HookDisabled Count",
                        "CaughtUp Count",
                        "ColdStarts Count");
    }

    @Test
    void a_document_is_one_that_cloudwatch_takes() throws Exception {
        var values = new EnumMap<Measure, List<Long>>(Measure.class);
        Stream.of(Measure.values()).forEach(measure -> values.put(measure, List.of(0L)));
        values.put(Measure.LAG, List.of(1200L, 3400L));
        var document = EmbeddedFormat.checked(only(values));
        assertThat(document.at("/_aws/Timestamp").asLong()).isEqualTo(NOON.toEpochMilli());
        var directive = document.at("/_aws/CloudWatchMetrics/0");
        assertThat(directive.get("Namespace").asText()).isEqualTo("Followup");
        assertThat(directive.get("Dimensions")).hasToString("[[\"Function\"],[\"Function\",\"Account\"]]");
        assertThat(directive.get("Metrics")).hasSize(Measure.values().length);
        assertThat(document.get("Function").asText()).isEqualTo("followup-Worker");
        assertThat(document.get("Account").asText()).isEqualTo("demo");
        assertThat(document.get("Lag")).hasToString("[1200,3400]");
        assertThat(document.get("ToDo").asLong()).isZero();
    }

    @Test
    void a_document_is_small() {
        var values = Map.of(Measure.TO_DO, List.of(0L), Measure.OLDEST_TO_DO, List.of(0L));
        assertThat(only(values)).doesNotContain("\n", "Lag").hasSizeLessThan(350);
    }

    @Test
    void what_has_more_values_than_a_document_takes_goes_on_in_the_next() throws Exception {
        var lags = LongStream.range(0, 250).boxed().toList();
        var documents = figures(Map.of(Measure.EVENTS, List.of(250L), Measure.LAG, lags)).documents().stream()
                .map(EmbeddedFormat::checked)
                .toList();
        assertThat(documents).extracting(document -> document.get("Lag").size()).containsExactly(100, 100, 50);
        assertThat(documents.stream()
                        .flatMap(document -> document.get("Lag").valueStream())
                        .map(JsonNode::asLong))
                .containsExactlyElementsOf(lags);
        assertThat(documents).filteredOn(document -> document.has("Events")).hasSize(1);
    }

    @Test
    void without_values_there_is_no_document() {
        assertThat(figures(Map.of()).documents()).isEmpty();
    }

    @Test
    void a_name_cannot_break_the_document() throws Exception {
        var odd = new Figures("followup", "a\"b\\c", NOON, Map.of(Measure.EVENTS, List.of(1L)));
        var document = new ObjectMapper().readTree(odd.documents().getFirst());
        assertThat(document.get("Account").asText()).isEqualTo("a\"b\\c");
    }

    private static String only(Map<Measure, List<Long>> values) {
        assertThat(figures(values).documents()).hasSize(1);
        return figures(values).documents().getFirst();
    }

    private static Figures figures(Map<Measure, List<Long>> values) {
        return new Figures("followup-Worker", "demo", NOON, values);
    }
}
