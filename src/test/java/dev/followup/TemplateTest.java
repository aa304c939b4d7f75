package dev.followup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.config.Settings;
import dev.followup.function.ExplainFunction;
import dev.followup.function.WorkerFunction;
import dev.followup.lane.LaneBatch;
import dev.followup.lane.Message;
import dev.followup.lane.Tick;
import io.quarkus.funqy.Funq;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// What the template says twice, or says that the code says too, must be the same.
class TemplateTest {

    private static final Node TEMPLATE = template();

    @Test
    void functions_are_those_of_the_code() {
        var exported = Stream.of(WorkerFunction.class, ExplainFunction.class)
                .flatMap(door -> Arrays.stream(door.getDeclaredMethods()))
                .map(method -> method.getAnnotation(Funq.class))
                .filter(annotation -> annotation != null)
                .map(Funq::value)
                .toList();
        var chosen = resourcesOf("AWS::Serverless::Function").values().stream()
                .map(function -> text(function, "Properties", "Environment", "Variables", "QUARKUS_FUNQY_EXPORT"));
        assertThat(chosen).containsExactlyInAnyOrderElementsOf(exported);
    }

    @Test
    void runtime_is_the_compiler_release() throws IOException {
        var release = Files.readString(Path.of("pom.xml"))
                .lines()
                .filter(line -> line.contains("<maven.compiler.release>"))
                .map(line -> line.replaceAll("\\D", ""))
                .findFirst()
                .orElseThrow();
        assertThat(text(TEMPLATE, "Globals", "Function", "Runtime")).isEqualTo("java" + release);
    }

    @Test
    void times_nest() {
        var settings = Settings.with(Map.of());
        var worker = seconds("Worker", "Timeout");
        var lane = seconds("Lanes", "VisibilityTimeout");
        var batch = worker.minus(WorkerFunction.reserve(settings.crm()));
        assertThat(settings.crm().connectTimeout().plus(settings.crm().readTimeout()))
                .isLessThan(worker.minus(batch));
        assertThat(settings.lookUpAfter()).isLessThan(batch);
        // A lane must be free again when the messages of an invocation that died come again.
        assertThat(settings.lease()).isBetween(worker.plusSeconds(1), lane.minusSeconds(1));
        // Source: AWS documentation, "Using Lambda with Amazon SQS", configuring a queue; read 2026-11-21.
        assertThat(lane).isGreaterThanOrEqualTo(worker.multipliedBy(6));
    }

    @Test
    void the_worker_takes_as_many_messages_as_come_at_once() {
        assertThat(text(TEMPLATE, "Resources", "Worker", "Properties", "Events", "Lanes", "Properties", "BatchSize"))
                .isEqualTo(Integer.toString(LaneBatch.MOST));
    }

    @Test
    void every_queue_is_fifo_and_encrypted() {
        assertThat(resourcesOf("AWS::SQS::Queue").values()).isNotEmpty().allSatisfy(queue -> {
            assertThat(text(queue, "Properties", "FifoQueue")).isEqualTo("true");
            assertThat(text(queue, "Properties", "SqsManagedSseEnabled")).isEqualTo("true");
        });
    }

    @Test
    void the_ledger_is_kept_in_a_table_of_the_keys_and_the_expiry_that_it_uses() {
        var table = at(TEMPLATE, "Resources", "Ledger", "Properties");
        assertThat(items(at(table, "KeySchema")).map(key -> text(key, "AttributeName") + " " + text(key, "KeyType")))
                .containsExactly("pk HASH", "sk RANGE");
        assertThat(items(at(table, "AttributeDefinitions"))
                        .map(key -> text(key, "AttributeName") + " " + text(key, "AttributeType")))
                .containsExactly("pk S", "sk S");
        assertThat(text(table, "TimeToLiveSpecification", "AttributeName")).isEqualTo("expires");
        assertThat(text(TEMPLATE, "Resources", "Worker", "Properties", "Environment", "Variables", "FOLLOWUP_TABLE"))
                .isEqualTo("Ledger");
    }

    @Test
    void the_ledger_outlasts_mishaps() {
        var table = at(TEMPLATE, "Resources", "Ledger");
        assertThat(text(table, "DeletionPolicy")).isEqualTo("Retain");
        assertThat(text(table, "UpdateReplacePolicy")).isEqualTo("Retain");
        assertThat(text(table, "Properties", "PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled"))
                .isEqualTo("true");
        assertThat(text(table, "Properties", "SSESpecification", "SSEEnabled")).isEqualTo("true");
    }

    @Test
    void the_worker_may_do_with_the_ledger_what_it_does_and_nothing_else() {
        var statements = items(at(TEMPLATE, "Resources", "Worker", "Properties", "Policies"))
                .flatMap(policy -> items(at(policy, "Statement")))
                .filter(statement -> at(statement, "Resource") instanceof ScalarNode resource
                        && resource.getValue().equals("Ledger.Arn"));
        assertThat(statements)
                .singleElement()
                .satisfies(statement -> assertThat(
                                items(at(statement, "Action")).map(action -> ((ScalarNode) action).getValue()))
                        .containsExactlyInAnyOrder(
                                "dynamodb:BatchGetItem",
                                "dynamodb:DeleteItem",
                                "dynamodb:GetItem",
                                "dynamodb:PutItem",
                                "dynamodb:Query",
                                "dynamodb:UpdateItem"));
    }

    @Test
    void only_the_worker_reads_tokens() {
        var explain = at(TEMPLATE, "Resources", "Explain", "Properties");
        assertThat(((MappingNode) explain).getValue())
                .extracting(entry -> ((ScalarNode) entry.getKeyNode()).getValue())
                .doesNotContain("Policies", "Role");
        var reading = at(TEMPLATE, "Resources", "SecretReading");
        assertThat(text(reading, "Condition")).isEqualTo("WorkerReadsSecret");
        assertThat(items(at(reading, "Properties", "Roles")).map(role -> ((ScalarNode) role).getValue()))
                .containsExactly("WorkerRole");
    }

    @Test
    void the_gateway_stores_a_body_in_the_lane_of_its_account() {
        var integration = at(TEMPLATE, "Resources", "StoreHook", "Properties", "Integration");
        assertThat(text(integration, "RequestParameters", "integration.request.header.Content-Type"))
                .isEqualTo("'application/x-www-form-urlencoded'");
        assertThat(at(integration, "RequestTemplates"))
                .isInstanceOfSatisfying(
                        MappingNode.class,
                        templates -> assertThat(templates.getValue())
                                .hasSize(3)
                                .allSatisfy(template -> assertThat(((ScalarNode) template.getValueNode()).getValue())
                                        .startsWith("Action=SendMessage&Version=2012-11-05&MessageGroupId=${Account}&")
                                        .contains("&MessageDeduplicationId=$context.requestId&")
                                        .endsWith("&MessageBody=$util.urlEncode($input.body)")));
    }

    @Test
    void the_clock_ticks_every_minute_as_the_worker_reads_it() {
        var schedule = at(TEMPLATE, "Resources", "Clock", "Properties");
        assertThat(text(schedule, "ScheduleExpression")).isEqualTo("rate(1 minute)");
        assertThat(text(schedule, "FlexibleTimeWindow", "Mode")).isEqualTo("OFF");
        assertThat(text(schedule, "Target", "Arn")).isEqualTo("Lanes.Arn");
        assertThat(text(schedule, "Target", "SqsParameters", "MessageGroupId")).isEqualTo(Tick.LANE);
        // Source: AWS documentation, "Adding context attributes in EventBridge Scheduler"; read 2026-11-21.
        var body = text(schedule, "Target", "Input").replace("<aws.scheduler.scheduled-time>", "2026-11-21T12:00:00Z");
        var noon = Instant.parse("2026-11-21T12:00:00Z");
        assertThat(Tick.isOne(body)).isTrue();
        assertThat(Tick.read(new Message("1", Tick.LANE, body, noon))).contains(new Tick(noon));
        assertThat(text(TEMPLATE, "Resources", "Lanes", "Properties", "ContentBasedDeduplication"))
                .isEqualTo("true");
    }

    @Test
    void the_worker_may_send_to_the_queues_that_it_is_told() {
        var worker = at(TEMPLATE, "Resources", "Worker", "Properties");
        var variables = at(worker, "Environment", "Variables");
        var policy = ((SequenceNode) at(worker, "Policies")).getValue().getFirst();
        var statement = ((SequenceNode) at(policy, "Statement")).getValue().getFirst();
        assertThat(((SequenceNode) at(statement, "Resource")).getValue())
                .extracting(queue -> ((ScalarNode) queue).getValue())
                .containsExactly(
                        text(variables, "FOLLOWUP_LANES") + ".Arn", text(variables, "FOLLOWUP_DEAD_LETTERS") + ".Arn");
        assertThat(text(statement, "Action")).isEqualTo("sqs:SendMessage");
    }

    @Test
    void only_what_is_stored_is_told_as_success() {
        var answers = at(TEMPLATE, "Resources", "StoreHook", "Properties", "Integration", "IntegrationResponses");
        var byPattern = items(answers)
                .collect(Collectors.toMap(
                        answer -> find(answer, "SelectionPattern")
                                .map(node -> ((ScalarNode) node).getValue())
                                .orElse("default"),
                        answer -> text(answer, "StatusCode")));
        assertThat(byPattern).isEqualTo(Map.of("default", "503", "2\\d{2}", "200"));
    }

    private static Duration seconds(String resource, String property) {
        return Duration.ofSeconds(Long.parseLong(text(TEMPLATE, "Resources", resource, "Properties", property)));
    }

    private static Map<String, Node> resourcesOf(String type) {
        var resources = (MappingNode) at(TEMPLATE, "Resources");
        return resources.getValue().stream()
                .filter(resource -> text(resource.getValueNode(), "Type").equals(type))
                .collect(Collectors.toMap(
                        resource -> ((ScalarNode) resource.getKeyNode()).getValue(),
                        resource -> resource.getValueNode()));
    }

    private static Stream<Node> items(Node list) {
        return ((SequenceNode) list).getValue().stream();
    }

    private static String text(Node node, String... path) {
        return ((ScalarNode) at(node, path)).getValue();
    }

    private static Node at(Node node, String... path) {
        var found = node;
        for (var key : path) {
            found = find(found, key)
                    .orElseThrow(() -> new AssertionError("no " + key + " on the way " + List.of(path)));
        }
        return found;
    }

    private static Optional<Node> find(Node node, String key) {
        return ((MappingNode) node)
                .getValue().stream()
                        .filter(entry ->
                                ((ScalarNode) entry.getKeyNode()).getValue().equals(key))
                        .map(entry -> entry.getValueNode())
                        .findFirst();
    }

    private static Node template() {
        try {
            var text = Files.readString(Path.of("infra/template.yaml"));
            return new Compose(LoadSettings.builder().build())
                    .composeString(text)
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
