package dev.followup.infra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.inbox.MessageBatch;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// The gateway's own mapping, rendered by the engine that API Gateway uses, against the protocol of SQS.
class GatewayMappingTest {

    private static final TemplatePart INTEGRATION =
            TemplatePart.GATEWAY.properties("StoreWebhook").at("Integration");
    private static final VelocityEngine VELOCITY = new VelocityEngine();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final SQSRestServer SERVER =
            SQSRestServerBuilder.withDynamicPort().start();
    private static final SqsClient SQS = SqsClient.builder()
            .endpointOverride(URI.create("http://localhost:"
                    + SERVER.waitUntilStarted().localAddress().getPort()))
            .region(Region.EU_CENTRAL_1)
            .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("x", "x")))
            .httpClient(UrlConnectionHttpClient.create())
            .build();

    private static String inbox = "";

    @BeforeAll
    static void start() {
        inbox = SQS.createQueue(create ->
                        create.queueName("inbox.fifo").attributes(Map.of(QueueAttributeName.FIFO_QUEUE, "true")))
                .queueUrl();
    }

    @AfterAll
    static void stop() {
        SQS.close();
        SERVER.stopAndWait();
    }

    static Stream<String> bodies() throws IOException {
        try (var webhooks = Files.walk(Path.of("src/test/resources/webhooks"))) {
            var real = webhooks.filter(file -> file.endsWith("webhook.form"))
                    .map(GatewayMappingTest::read)
                    .toList();
            var nasty = List.of(
                    "leads[add][0][name]=Ёлка 🎄 & Söhne + 5 %",
                    "leads%5Badd%5D%5B0%5D%5Bname%5D=%26Action%3DDeleteQueue+%2B+%25",
                    "&MessageGroupId=other&MessageBody=no&Action=DeleteMessage",
                    "{\"followup\": \"forget\", \"subject\": \"leads/501\"}",
                    "{}&MessageAttribute.1.Value.StringValue=person&MessageAttribute.2.Name=source",
                    "$context.requestId ${input.body} $util.urlEncode('x') #set($a = 1) ## \\$input",
                    "{\"leads\": {\"add\": [\"<>'\\\"\"]}}\r\n\tx",
                    "\u2028=\ufeff",
                    "ж&+%=$#\n".repeat(200 * 1024 / 8));
            return Stream.of(real, nasty).flatMap(List::stream);
        }
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void a_body_is_stored_unchanged_in_the_group_of_its_account(String body) throws Exception {
        var request = UUID.randomUUID().toString();
        assertThat(answer(post(body, request), "")).isEqualTo("200");
        assertThat(received()).singleElement().satisfies(message -> {
            assertThat(message.body().getBytes(StandardCharsets.UTF_8))
                    .isEqualTo(body.getBytes(StandardCharsets.UTF_8));
            assertThat(message.attributes())
                    .containsEntry(MessageSystemAttributeName.MESSAGE_GROUP_ID, "demo")
                    .containsEntry(MessageSystemAttributeName.MESSAGE_DEDUPLICATION_ID, request);
            assertThat(message.messageAttributes())
                    .containsOnlyKeys("source")
                    .allSatisfy((_, source) -> assertThat(source.stringValue()).isEqualTo("webhook"));
        });
    }

    @Test
    void what_the_queue_refuses_is_not_stored() throws Exception {
        assertThat(post("", "1")).isEqualTo(400);
        assertThat(post("x".repeat(2 * 1024 * 1024), "2")).isEqualTo(400);
        assertThat(received()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            200 | <SendMessageResponse>                                              | 200
            400 | One or more parameters are invalid. Reason: Message must be shorter than 263168 bytes. | 413
            413 | HTTP content length exceeded 1662976 bytes.                        | 413
            400 | <Code>MissingParameter</Code> The request must contain MessageBody | 400
            400 | <Code>InvalidMessageContents</Code> The message contains characters outside the allowed set | 400
            400 | <Code>AWS.SimpleQueueService.NonExistentQueue</Code>               | 503
            400 | <Code>RequestThrottled</Code>                                      | 503
            403 | <Code>AccessDenied</Code>                                          | 503
            500 | <Code>InternalFailure</Code>                                       | 503
            503 | <Code>ServiceUnavailable</Code>                                    | 503
            """)
    void a_webhook_that_the_queue_would_always_refuse_is_no_5xx_and_any_other_failure_is(
            int status, String body, String answered) {
        assertThat(answer(status, body)).isEqualTo(answered);
        assertThat(TemplatePart.GATEWAY
                        .properties("StoreWebhook")
                        .at("MethodResponses")
                        .items())
                .extracting(answer -> answer.text("StatusCode"))
                .contains(answered);
    }

    @Test
    void a_webhook_as_large_as_the_gateway_of_a_laptop_takes_fits_into_a_message() {
        var queue = TemplatePart.MAIN.properties("Inbox");
        int most = Integer.parseInt(queue.text("MaximumMessageSize"));
        int attributes = "source".length() + "String".length() + "webhook".length();
        assertThat(most).isBetween(256 * 1024 + attributes, 256 * 1024 + 1024);
        assertThat(Integer.parseInt(TemplatePart.MAIN.properties("DeadLetters").text("MaximumMessageSize")))
                .isGreaterThan(most);
        // Quotes of JSON are escaped in Lambda's event, and each message has a kilobyte of its own fields.
        // Source: AWS documentation, "Lambda quotas", invocation payload; read 2026-11-27.
        int lambda = 6 * 1024 * 1024;
        assertThat(MessageBatch.MOST * (2 * most + 1024)).isLessThan(lambda);
    }

    @Test
    void an_answer_has_no_body() {
        assertThat(List.of(200, 400, 413, 500)).allSatisfy(status -> {
            answer(status, "must be shorter than");
            answer(status, "anything else");
        });
    }

    /// The queue's answer to a request of the gateway.
    private static int post(String body, String requestId) throws IOException, InterruptedException {
        var type = INTEGRATION.text("RequestParameters", "integration.request.header.Content-Type");
        var request = HttpRequest.newBuilder(URI.create(inbox))
                .header("Content-Type", type.substring(1, type.length() - 1))
                .method(
                        INTEGRATION.text("IntegrationHttpMethod"),
                        HttpRequest.BodyPublishers.ofString(rendered(body, requestId)))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private static String rendered(String body, String requestId) {
        var template = INTEGRATION
                .text("RequestTemplates", "application/x-www-form-urlencoded")
                .replace("${Account}", "demo");
        var context = new VelocityContext(
                Map.of("input", Map.of("body", body), "util", new Util(), "context", Map.of("requestId", requestId)));
        var rendered = new StringWriter();
        assertThat(VELOCITY.evaluate(context, rendered, "mapping", template)).isTrue();
        return rendered.toString();
    }

    /// The gateway's answer then: the one whose pattern matches, else the one without a pattern; its status,
    /// unless its template overrides it. It has no body.
    private static String answer(int status, String body) {
        var answers = INTEGRATION.at("IntegrationResponses").items();
        var chosen = answers.stream()
                .filter(answer -> answer.find("SelectionPattern")
                        .filter(pattern -> Integer.toString(status).matches(pattern.text()))
                        .isPresent())
                .findFirst()
                .or(() -> answers.stream()
                        .filter(answer -> answer.find("SelectionPattern").isEmpty())
                        .findFirst())
                .orElseThrow();
        var override = new HashMap<String, Object>();
        var context = new VelocityContext(
                Map.of("input", Map.of("body", body), "context", Map.of("responseOverride", override)));
        var rendered = new StringWriter();
        var template = chosen.text("ResponseTemplates", "application/json");
        assertThat(VELOCITY.evaluate(context, rendered, "answer", template)).isTrue();
        assertThat(rendered.toString()).isBlank();
        return String.valueOf(override.getOrDefault("status", chosen.text("StatusCode")));
    }

    private static List<Message> received() {
        var messages = SQS.receiveMessage(receive -> receive.queueUrl(inbox)
                        .maxNumberOfMessages(10)
                        .messageAttributeNames("All")
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages();
        messages.forEach(
                message -> SQS.deleteMessage(delete -> delete.queueUrl(inbox).receiptHandle(message.receiptHandle())));
        return messages;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// API Gateway's `$util`. Source: AWS documentation, "Variables for data transformations"; read 2026-11-22.
    public static final class Util {

        public String urlEncode(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8);
        }
    }
}
