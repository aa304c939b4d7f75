package dev.followup.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.telemetry.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Alarms, dashboard and runbook use the same names.
class AlarmsTest {

    private static final TemplatePart TEMPLATE = TemplatePart.MAIN;

    /// The worker's metrics.
    private static final Set<String> MEASURES =
            Stream.of(Metric.values()).map(Metric::word).collect(Collectors.toUnmodifiableSet());

    /// The metrics that are reported even if they are zero.
    private static final Set<String> GAUGES = Stream.of(
                    Metric.PENDING_COMMANDS, Metric.OLDEST_PENDING_AGE, Metric.CIRCUIT_OPEN, Metric.WEBHOOK_DISABLED)
            .map(Metric::word)
            .collect(Collectors.toUnmodifiableSet());

    @Test
    void every_alarm_and_its_end_are_reported() {
        assertThat(TEMPLATE.resources("AWS::CloudWatch::Alarm")).isNotEmpty().allSatisfy((_, alarm) -> {
            assertThat(alarm.at("Properties", "AlarmActions").texts()).containsExactly("Alarms");
            assertThat(alarm.at("Properties", "OKActions").texts()).containsExactly("Alarms");
        });
        var topic = TEMPLATE.properties("Alarms").text("TopicName").replace("${AWS::StackName}", "${MainStack}");
        assertThat(TemplatePart.GATEWAY
                        .properties("NotStored")
                        .at("AlarmActions")
                        .texts())
                .containsExactly("arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:" + topic);
    }

    @Test
    void the_runbook_says_what_each_alarm_means() throws IOException {
        var runbook = runbook();
        assertThat(alarms())
                .hasSizeGreaterThan(9)
                .extracting(alarm -> alarm.text("AlarmName")
                        .replace("${AWS::StackName}-", "")
                        .replace("${MainStack}-", "")
                        .replace("-${Account}", ""))
                .allSatisfy(name -> assertThat(runbook).contains("| `" + name + "` |"));
    }

    @Test
    void the_runbook_sets_only_parameters_that_there_are() throws IOException {
        var set = Pattern.compile("(?<=[ `])([A-Z][A-Za-z]+)=")
                .matcher(runbook())
                .results()
                .map(match -> match.group(1));
        var parameters = new HashSet<>(TEMPLATE.at("Parameters").entries().keySet());
        parameters.addAll(TemplatePart.GATEWAY.at("Parameters").entries().keySet());
        assertThat(set).isNotEmpty().isSubsetOf(parameters);
    }

    @Test
    void alarms_use_metrics_of_the_worker() {
        var looked = alarms().filter(alarm -> alarm.find("Namespace")
                        .filter(namespace -> namespace.text().equals("Followup"))
                        .isPresent())
                .toList();
        assertThat(looked)
                .extracting(alarm -> alarm.text("MetricName"))
                .contains("OldestPendingAge")
                .isSubsetOf(MEASURES);
        assertThat(looked)
                .allSatisfy(alarm -> assertThat(alarm.at("Dimensions").items())
                        .singleElement()
                        .satisfies(dimension -> assertThat(dimension.text("Name") + " " + dimension.text("Value"))
                                .isEqualTo("Function Worker")));
    }

    @Test
    void only_no_invocations_is_alarming_where_data_is_missing() {
        assertThat(alarms())
                .allSatisfy(alarm -> assertThat(alarm.text("TreatMissingData"))
                        .as(alarm.text("AlarmName"))
                        .isEqualTo(
                                switch (alarm.text("AlarmName")) {
                                    case "${AWS::StackName}-no-invocations" -> "breaching";
                                    case "${AWS::StackName}-hook-disabled" ->
                                        "ignore"; // it is looked at now and then only
                                    default -> "notBreaching";
                                }));
    }

    @Test
    void alarms_on_gauges_use_the_worst_of_all_accounts() {
        var onGauges = alarms().filter(alarm -> alarm.find("MetricName")
                        .map(TemplatePart::text)
                        .filter(GAUGES::contains)
                        .isPresent())
                .toList();
        assertThat(onGauges)
                .hasSize(3)
                .allSatisfy(alarm -> assertThat(alarm.text("Statistic")).isEqualTo("Maximum"));
    }

    @Test
    void the_dashboard_shows_all_metrics_of_the_worker() throws IOException {
        var body = new ObjectMapper().readTree(TEMPLATE.properties("Dashboard").text("DashboardBody"));
        var shown = body.at("/widgets")
                .valueStream()
                .map(widget -> widget.at("/properties/metrics"))
                .flatMap(AlarmsTest::metrics)
                .filter(metric -> metric.getFirst().equals("Followup"))
                .toList();
        assertThat(shown).extracting(metric -> metric.get(1)).containsAll(MEASURES);
        assertThat(shown).allSatisfy(metric -> {
            assertThat(MEASURES).contains(metric.get(1));
            assertThat(metric.subList(2, 4)).containsExactly("Function", "${Worker}");
        });
    }

    private static Stream<TemplatePart> alarms() {
        return Stream.of(TEMPLATE, TemplatePart.GATEWAY)
                .flatMap(template -> template.resources("AWS::CloudWatch::Alarm").values().stream())
                .map(alarm -> alarm.at("Properties"));
    }

    /// Namespace, metric, and names and values of its dimensions. One dot repeats the value above, three dots
    /// repeat all values but the last.
    private static Stream<List<String>> metrics(JsonNode widget) {
        var metrics = new ArrayList<List<String>>();
        for (var row : widget) {
            var words = row.valueStream()
                    .filter(JsonNode::isTextual)
                    .map(JsonNode::textValue)
                    .toList();
            if (words.getFirst().equals("...")) {
                var before = metrics.getLast();
                var kept = before.subList(0, before.size() - Math.max(0, words.size() - 1));
                metrics.add(Stream.of(kept, words.subList(1, words.size()))
                        .flatMap(List::stream)
                        .toList());
            } else {
                var whole = new ArrayList<String>();
                for (int i = 0; i < words.size(); i++) {
                    whole.add(words.get(i).equals(".") ? metrics.getLast().get(i) : words.get(i));
                }
                metrics.add(whole);
            }
        }
        return metrics.stream();
    }

    private static String runbook() throws IOException {
        return Files.readString(Path.of("infra/README.md"));
    }
}
