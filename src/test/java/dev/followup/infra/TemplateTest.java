package dev.followup.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.followup.config.TestConfig;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.MessageBatch;
import dev.followup.inbox.MessageSource;
import dev.followup.inbox.Tick;
import dev.followup.lambda.AwayFunction;
import dev.followup.lambda.DeadLettersFunction;
import dev.followup.lambda.DirectoryFunction;
import dev.followup.lambda.ExplainFunction;
import dev.followup.lambda.ForgetFunction;
import dev.followup.lambda.SubscribeFunction;
import dev.followup.lambda.WhyFunction;
import dev.followup.lambda.WorkerFunction;
import io.quarkus.funqy.Funq;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Values that the template holds twice, or shares with the code, must be equal.
class TemplateTest {

    private static final TemplatePart TEMPLATE = TemplatePart.MAIN;
    private static final TemplatePart FUNCTIONS = TEMPLATE.at("Globals", "Function");

    @Test
    void functions_are_those_of_the_code() {
        var exported = Stream.of(
                        WorkerFunction.class,
                        ExplainFunction.class,
                        WhyFunction.class,
                        SubscribeFunction.class,
                        DirectoryFunction.class,
                        ForgetFunction.class,
                        AwayFunction.class,
                        DeadLettersFunction.class)
                .flatMap(function -> Arrays.stream(function.getDeclaredMethods()))
                .map(method -> method.getAnnotation(Funq.class))
                .filter(Objects::nonNull)
                .map(Funq::value)
                .toList();
        assertThat(functions().map(function -> function.text("Environment", "Variables", "QUARKUS_FUNQY_EXPORT")))
                .containsExactlyInAnyOrderElementsOf(exported);
    }

    @Test
    void the_handler_is_a_class_that_lambda_can_call() throws ReflectiveOperationException {
        var handler = FUNCTIONS.text("Handler").split("::", -1);
        assertThat(handler).hasSize(2);
        assertThat(Class.forName(handler[0])).isAssignableTo(RequestStreamHandler.class);
        assertThat(handler[1]).isEqualTo("handleRequest");
    }

    @Test
    void runtime_is_the_compiler_release() throws IOException {
        var release = Files.readString(Path.of("pom.xml"))
                .lines()
                .filter(line -> line.contains("<maven.compiler.release>"))
                .map(line -> line.replaceAll("\\D", ""))
                .findFirst()
                .orElseThrow();
        assertThat(FUNCTIONS.text("Runtime")).isEqualTo("java" + release);
    }

    @Test
    void an_option_of_the_jvm_and_its_value_are_one_word() {
        assertThat(FUNCTIONS
                        .text("Environment", "Variables", "JAVA_TOOL_OPTIONS")
                        .split(" "))
                .isNotEmpty()
                .allMatch(option -> option.matches("--?[A-Za-z:-]+=\\S+"));
    }

    @Test
    void every_function_is_published_with_every_release() {
        assertThat(FUNCTIONS.text("AutoPublishAlias")).isEqualTo("live");
        assertThat(functions()).allSatisfy(function -> {
            assertThat(function.at("AutoPublishCodeSha256").function()).isEqualTo("!Ref");
            assertThat(function.text("AutoPublishCodeSha256")).isEqualTo("Release");
        });
        // SAM makes the first ten characters part of a name.
        // Source: aws-sam-translator 1.110, logical_id_generator.py; read 2026-11-22.
        assertThat(TEMPLATE.text("Parameters", "Release", "AllowedPattern")).isEqualTo("[A-Za-z0-9]{1,10}");
    }

    static Stream<String> timeouts() {
        return TEMPLATE.at("Parameters", "WorkerTimeout", "AllowedValues").texts().stream();
    }

    @ParameterizedTest
    @MethodSource("timeouts")
    void times_nest(String timeout) {
        var times = TEMPLATE.at("Mappings", "Times", timeout);
        var lease = Duration.parse("PT" + times.text("Lease"));
        var visibility = Duration.ofSeconds(Long.parseLong(times.text("Visibility")));
        var worker = Duration.ofSeconds(Long.parseLong(timeout));
        var settings = TestConfig.with(Map.of());
        var reserve = WorkerFunction.reserve(settings.crm());
        assertThat(settings.crm().connectTimeout().plus(settings.crm().readTimeout()))
                .isLessThan(reserve);
        assertThat(reserve).isLessThan(worker);
        assertThat(worker).isLessThan(lease);
        // The lease must be over when the messages of a killed invocation are received again, and not much longer: for
        // so long the account stands still. AWS requires the time-out of the function, and recommends six times that.
        // Source: AWS documentation, "Using Lambda with Amazon SQS", configuring a queue; read 2026-11-21.
        assertThat(visibility).isEqualTo(lease.plusSeconds(20)).isGreaterThan(worker);
    }

    @Test
    void times_of_worker_and_inbox_are_those_that_nest() {
        var worker = TEMPLATE.properties("Worker");
        assertThat(worker.text("Timeout")).isEqualTo("WorkerTimeout");
        assertThat(time(worker.at("Environment", "Variables", "FOLLOWUP_LEASE_DURATION")))
                .isEqualTo("Lease");
        assertThat(time(TEMPLATE.properties("Inbox").at("VisibilityTimeout"))).isEqualTo("Visibility");
    }

    @Test
    void the_worker_takes_as_many_messages_as_a_batch_has() {
        assertThat(TEMPLATE.properties("Worker")
                        .at("Events", "Inbox", "Properties")
                        .text("BatchSize"))
                .isEqualTo(Integer.toString(MessageBatch.MOST));
    }

    @Test
    void the_worker_reports_which_messages_must_be_received_again() {
        var source = TEMPLATE.properties("Worker").at("Events", "Inbox", "Properties");
        assertThat(source.at("FunctionResponseTypes").texts()).containsExactly("ReportBatchItemFailures");
        assertThat(source.text("Queue")).isEqualTo("Inbox.Arn");
        assertThat(TEMPLATE.text("Parameters", "MaximumConcurrency", "MinValue"))
                .isEqualTo("2");
    }

    @Test
    void the_clock_ticks_every_minute_as_the_worker_reads_it() {
        var schedule = TEMPLATE.properties("Clock");
        assertThat(schedule.text("ScheduleExpression")).isEqualTo("rate(1 minute)");
        assertThat(schedule.text("FlexibleTimeWindow", "Mode")).isEqualTo("OFF");
        assertThat(schedule.text("Target", "Arn")).isEqualTo("Inbox.Arn");
        assertThat(schedule.text("Target", "SqsParameters", "MessageGroupId")).isEqualTo(Tick.GROUP);
        // Source: AWS documentation, "Adding context attributes in EventBridge Scheduler"; read 2026-11-21.
        var body = schedule.text("Target", "Input").replace("<aws.scheduler.scheduled-time>", "2026-11-21T12:00:00Z");
        var noon = Instant.parse("2026-11-21T12:00:00Z");
        assertThat(Tick.isOne(body)).isTrue();
        assertThat(Tick.read(new InboxMessage("1", Tick.GROUP, body, noon).from(MessageSource.CLOCK)))
                .contains(new Tick(noon));
        assertThat(TEMPLATE.properties("Inbox").text("ContentBasedDeduplication"))
                .isEqualTo("true");
    }

    private static Stream<TemplatePart> functions() {
        return TEMPLATE.resources("AWS::Serverless::Function").values().stream()
                .map(function -> function.at("Properties"));
    }

    /// The column of the times in a part, by the worker's time-out.
    private static String time(TemplatePart part) {
        assertThat(part.function()).isEqualTo("!FindInMap");
        assertThat(part.texts()).startsWith("Times", "WorkerTimeout");
        return part.texts().getLast();
    }
}
