package dev.followup.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The requirements of CloudWatch for a document in its embedded metric format.
/// Source: AWS documentation, "Specification: Embedded metric format"; read 2026-11-22.
public final class EmbeddedMetricFormat {

    /// The units that our metrics use.
    private static final Set<String> UNITS = Set.of("Count", "Seconds", "Milliseconds");

    private EmbeddedMetricFormat() {}

    /// The line as a document; fails if CloudWatch would not make all of its metrics from it.
    public static JsonNode checked(String line) {
        assertThat(line).doesNotContain("\n");
        var document = read(line);
        assertThat(document.at("/_aws/Timestamp").isIntegralNumber()).isTrue();
        var directives = document.at("/_aws/CloudWatchMetrics");
        assertThat(directives.isArray()).isTrue();
        assertThat(directives).isNotEmpty();
        var targets = new TreeSet<String>();
        for (var directive : directives) {
            assertThat(directive.get("Namespace").asText()).hasSizeBetween(1, 1024);
            assertThat(directive.get("Dimensions")).isNotEmpty().allSatisfy(set -> checkDimensions(set, document));
            assertThat(directive.get("Metrics")).hasSizeBetween(1, 100);
            directive.get("Metrics").forEach(metric -> {
                assertThat(targets.add(metric.get("Name").asText()))
                        .as("%s is new", metric)
                        .isTrue();
                assertThat(UNITS).contains(metric.get("Unit").asText());
                checkTarget(document.path(metric.get("Name").asText()));
            });
        }
        assertThat(document.propertyStream()
                        .filter(member -> member.getValue().isNumber()
                                || member.getValue().isArray()))
                .extracting(Map.Entry::getKey)
                .as("every value belongs to a named metric")
                .containsExactlyInAnyOrderElementsOf(targets);
        return document;
    }

    private static JsonNode read(String line) {
        try {
            return new ObjectMapper()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError(line, e);
        }
    }

    private static void checkDimensions(JsonNode set, JsonNode document) {
        assertThat(set).hasSizeLessThanOrEqualTo(30);
        set.forEach(name -> {
            assertThat(document.path(name.asText()).isTextual()).as("%s", name).isTrue();
            assertThat(document.path(name.asText()).asText()).hasSizeBetween(1, 1024);
        });
    }

    private static void checkTarget(JsonNode target) {
        if (target.isArray()) {
            assertThat(target).hasSizeBetween(1, 100).allMatch(JsonNode::isNumber);
        } else {
            assertThat(target.isNumber()).isTrue();
        }
    }
}
