package dev.followup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Alarms, dashboard and runbook know the same things by the same names.
class AlarmsTest {

    private static final TemplatePart TEMPLATE = TemplatePart.MAIN;

    /// What the worker measures.
    private static final Set<String> MEASURES = Set.of(
            "Events",
            "Parked",
            "OrdersDone",
            "OrdersSkipped",
            "OrdersRefused",
            "OrdersLater",
            "OrdersUncertain",
            "ToDo",
            "OldestToDo",
            "Lag",
            "Requests",
            "Waited",
            "Retries",
            "LookUps",
            "TooManyRequests",
            "AccountClosed",
            "HookDisabled",
            "CaughtUp",
            "ColdStarts");

    @Test
    void every_alarm_is_told_and_so_is_its_end() {
        assertThat(TEMPLATE.resources("AWS::CloudWatch::Alarm")).isNotEmpty().allSatisfy((_, alarm) -> {
            assertThat(alarm.at("Properties", "AlarmActions").texts()).containsExactly("Alarms");
            assertThat(alarm.at("Properties", "OKActions").texts()).containsExactly("Alarms");
        });
        var topic = TEMPLATE.properties("Alarms").text("TopicName").replace("${AWS::StackName}", "${MainStack}");
        assertThat(TemplatePart.HOOKS.properties("NotStored").at("AlarmActions").texts())
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
        parameters.addAll(TemplatePart.HOOKS.at("Parameters").entries().keySet());
        assertThat(set).isNotEmpty().isSubsetOf(parameters);
    }

    @Test
    void alarms_look_at_what_the_worker_measures() {
        var looked = alarms().filter(alarm -> alarm.find("Namespace")
                        .filter(namespace -> namespace.text().equals("Followup"))
                        .isPresent())
                .toList();
        assertThat(looked)
                .extracting(alarm -> alarm.text("MetricName"))
                .contains("OldestToDo")
                .isSubsetOf(MEASURES);
        assertThat(looked)
                .allSatisfy(alarm -> assertThat(alarm.at("Dimensions").items())
                        .singleElement()
                        .satisfies(dimension -> assertThat(dimension.text("Name") + " " + dimension.text("Value"))
                                .isEqualTo("Function Worker")));
    }

    @Test
    void the_dashboard_shows_all_that_the_worker_measures() throws IOException {
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
        return Stream.of(TEMPLATE, TemplatePart.HOOKS)
                .flatMap(template -> template.resources("AWS::CloudWatch::Alarm").values().stream())
                .map(alarm -> alarm.at("Properties"));
    }

    /// Namespace, metric, and names and values of its dimensions. A dot stands for what stood there before, three for
    /// all of that but the last.
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
