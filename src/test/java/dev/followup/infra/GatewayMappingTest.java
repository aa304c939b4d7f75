package dev.followup.infra;

import static org.assertj.core.api.Assertions.assertThat;

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
        assertThat(answer(post(body, request))).isEqualTo("200");
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
    void a_refusal_of_the_queue_is_no_success() throws Exception {
        assertThat(answer(post("", "1"))).isEqualTo("503");
        assertThat(answer(post("x".repeat(2 * 1024 * 1024), "2"))).isEqualTo("503");
        assertThat(received()).isEmpty();
    }

    @Test
    void an_answer_has_no_body() {
        assertThat(INTEGRATION.at("IntegrationResponses").items())
                .allSatisfy(answer -> assertThat(answer.text("ResponseTemplates", "application/json"))
                        .isEmpty());
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

    /// The gateway's answer then: the one whose pattern matches, else the one without a pattern.
    private static String answer(int status) {
        var answers = INTEGRATION.at("IntegrationResponses").items();
        return answers.stream()
                .filter(answer -> answer.find("SelectionPattern")
                        .filter(pattern -> Integer.toString(status).matches(pattern.text()))
                        .isPresent())
                .findFirst()
                .or(() -> answers.stream()
                        .filter(answer -> answer.find("SelectionPattern").isEmpty())
                        .findFirst())
                .orElseThrow()
                .text("StatusCode");
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
