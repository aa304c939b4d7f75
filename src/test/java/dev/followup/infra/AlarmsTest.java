package dev.followup.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.MarkdownFile;
import dev.followup.telemetry.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
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
                    Metric.PENDING_COMMANDS,
                    Metric.OLDEST_PENDING_AGE,
                    Metric.DEFERRED_EVENTS,
                    Metric.CIRCUIT_OPEN,
                    Metric.WEBHOOK_DISABLED)
            .map(Metric::word)
            .collect(Collectors.toUnmodifiableSet());

    @Test
    void every_alarm_and_its_end_are_reported() {
        assertThat(TEMPLATE.resources("AWS::CloudWatch::Alarm")).isNotEmpty().allSatisfy((_, alarm) -> {
            assertThat(alarm.at("Properties", "AlarmActions").texts()).containsExactly("Alarms");
            assertThat(alarm.at("Properties", "OKActions").texts()).containsExactly("Alarms");
        });
        var topic = TEMPLATE.properties("Alarms").text("TopicName").replace("${AWS::StackName}", "${MainStack}");
        assertThat(TemplatePart.GATEWAY.resources("AWS::CloudWatch::Alarm"))
                .isNotEmpty()
                .allSatisfy((_, alarm) -> {
                    for (var actions : List.of("AlarmActions", "OKActions")) {
                        assertThat(alarm.at("Properties", actions).texts())
                                .containsExactly("arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:" + topic);
                    }
                });
    }

    @Test
    void the_runbook_says_what_each_alarm_means() throws IOException {
        var runbook = runbook();
        assertThat(alarms())
                .hasSizeGreaterThan(9)
                .extracting(AlarmsTest::name)
                .allSatisfy(name -> assertThat(runbook).contains("| `" + name + "` |"));
    }

    @Test
    void each_way_to_lose_or_delay_work_has_an_alarm_on_its_metric() {
        var alarms = alarms().collect(Collectors.toMap(AlarmsTest::name, AlarmsTest::watched));
        var ways = MarkdownFile.read("infra/README.md").rows("### Ways to lose or delay work");
        assertThat(ways).hasSizeGreaterThan(14).allSatisfy(way -> {
            assertThat(way).hasSize(3);
            assertThat(alarms)
                    .containsEntry(
                            way.getLast().replace("`", ""), way.getFirst().replace("`", ""));
        });
        assertThat(ways.stream().map(way -> way.getLast().replace("`", "")))
                .as("an alarm that stands for no way")
                .containsExactlyInAnyOrderElementsOf(alarms.keySet());
    }

    @Test
    void each_metric_that_means_lost_or_delayed_work_leads_to_an_alarm() {
        var watched = alarms().map(AlarmsTest::watched).toList();
        for (var metric : Metric.values()) {
            wayOf(metric).ifPresent(way -> assertThat(watched).as(metric.word()).contains(way));
        }
    }

    /// The metric whose alarm fires when this one shows lost or delayed work; empty if it never does.
    private static Optional<String> wayOf(Metric metric) {
        return switch (metric) {
            case COMMANDS_REFUSED,
                    OLDEST_PENDING_AGE,
                    CIRCUIT_OPEN,
                    WEBHOOK_DISABLED,
                    DIRECTORY_PROBLEMS,
                    RECOVERED_EVENTS,
                    DEFERRED_EVENTS -> Optional.of(metric.word());
            case DEAD_LETTERED -> Optional.of("ApproximateNumberOfMessagesVisible");
            // What waits for the CRM grows old.
            case COMMANDS_DEFERRED,
                    COMMANDS_UNCERTAIN,
                    PENDING_COMMANDS,
                    EVENT_TO_TASK_LATENCY,
                    RATE_LIMIT_WAIT,
                    RETRIES,
                    RECONCILIATIONS,
                    THROTTLED -> Optional.of(Metric.OLDEST_PENDING_AGE.word());
            case EVENTS_RECEIVED, COMMANDS_DONE, COMMANDS_SKIPPED, REQUESTS, COLD_STARTS -> Optional.empty();
        };
    }

    @Test
    void each_error_line_of_the_worker_is_counted_and_alarming() {
        var filter = TEMPLATE.properties("ErrorLines");
        assertThat(filter.text("LogGroupName")).isEqualTo("WorkerLog");
        assertThat(filter.text("FilterPattern")).isEqualTo("{ $.level = \"ERROR\" || $.level = \"FATAL\" }");
        assertCounted(filter, TEMPLATE.properties("ErrorsLogged"));
        assertThat(MarkdownFile.read("infra/README.md").rows("## Log lines").stream()
                        .filter(row -> row.get(1).startsWith("ERROR.")))
                .hasSizeGreaterThan(10);
    }

    @Test
    void an_account_that_fails_every_quarter_of_an_hour_is_noticed() {
        for (var name : List.of("Errors", "ErrorsLogged")) {
            var alarm = TEMPLATE.properties(name);
            int needed = Integer.parseInt(alarm.text("DatapointsToAlarm"));
            int period = Integer.parseInt(alarm.text("Period"));
            int seen = Integer.parseInt(alarm.text("EvaluationPeriods")) * period;
            assertThat(seen).isGreaterThanOrEqualTo(needed * 15 * 60);
            // Source: AWS documentation, "PutMetricAlarm", EvaluationPeriods; read 2026-11-27.
            assertThat(seen).isLessThanOrEqualTo(24 * 60 * 60);
        }
        // A killed invocation's messages come back after the longest visibility time-out.
        var errors = TEMPLATE.properties("Errors");
        int seen = Integer.parseInt(errors.text("EvaluationPeriods")) * Integer.parseInt(errors.text("Period"));
        assertThat(TEMPLATE.at("Mappings", "Times").entries().values())
                .allSatisfy(times -> assertThat(Integer.parseInt(times.text("Visibility")) * 2)
                        .isLessThan(seen));
    }

    @Test
    void a_webhook_that_the_gateway_refuses_for_good_is_counted_and_alarming() {
        var filter = TemplatePart.GATEWAY.properties("RefusedWebhooks");
        assertThat(filter.text("LogGroupName")).isEqualTo("AccessLog");
        assertCounted(filter, TemplatePart.GATEWAY.properties("Refused"));
        assertThat(TemplatePart.GATEWAY.properties("Stage").text("AccessLogSetting", "Format"))
                .contains("\"status\":$context.status");
        assertThat(TemplatePart.GATEWAY
                        .properties("StoreWebhook")
                        .at("MethodResponses")
                        .items())
                .extracting(answer -> answer.text("StatusCode"))
                .filteredOn(status -> status.startsWith("4"))
                .allSatisfy(status -> assertThat(filter.text("FilterPattern")).contains("$.status = " + status));
    }

    /// What a filter of log lines counts is what an alarm looks at.
    private static void assertCounted(TemplatePart filter, TemplatePart alarm) {
        var counted = filter.at("MetricTransformations").items().getFirst();
        assertThat(counted.text("MetricName")).isEqualTo(alarm.text("MetricName"));
        assertThat(counted.at("MetricNamespace").canonical())
                .isEqualTo(alarm.at("Namespace").canonical());
        assertThat(alarm.text("Statistic")).isEqualTo("Sum");
        assertThat(alarm.find("Dimensions")).isEmpty();
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
                                    case "${AWS::StackName}-hook-disabled", "${AWS::StackName}-directory-problems" ->
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
                .hasSize(4)
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

    /// The name of an alarm without stack and account, such as `dead-letters`.
    private static String name(TemplatePart alarm) {
        return alarm.text("AlarmName")
                .replace("${AWS::StackName}-", "")
                .replace("${MainStack}-", "")
                .replace("-${Account}", "");
    }

    /// The metric that an alarm watches.
    private static String watched(TemplatePart alarm) {
        return alarm.find("MetricName")
                .orElseGet(() -> alarm.at("Metrics").items().getLast().at("MetricStat", "Metric", "MetricName"))
                .text();
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
