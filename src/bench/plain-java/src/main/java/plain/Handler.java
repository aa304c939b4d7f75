package plain;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/// New leads become tasks: what a plain handler with the AWS SDK needs for it. One rule, written in Java; one
/// write to the table; one call to the CRM. Nothing is retried, paced or looked up.
public class Handler implements RequestHandler<SQSEvent, SQSBatchResponse> {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String table = System.getenv("TABLE");
    private final URI tasks = URI.create(System.getenv("CRM") + "/api/v4/tasks");
    private final String authorization = "Bearer " + System.getenv("CRM_TOKEN");
    private final DynamoDbClient dynamoDb = DynamoDbClient.builder()
            .httpClient(UrlConnectionHttpClient.create())
            .build();
    private final HttpClient http = HttpClient.newHttpClient();

    @Override
    public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
        var added = event.getRecords().stream()
                .map(message -> task(message.getBody()))
                .toList();
        write(added);
        post(added);
        return new SQSBatchResponse(List.of());
    }

    private static Map<String, Object> task(String webhook) {
        var lead = fields(webhook);
        return Map.of(
                "text", "Call the new lead: " + lead.get("leads[add][0][name]"),
                "complete_till", Instant.now().plus(Duration.ofMinutes(15)).getEpochSecond(),
                "task_type_id", 1,
                "entity_type", "leads",
                "entity_id", Long.parseLong(lead.get("leads[add][0][id]")),
                "responsible_user_id", Long.parseLong(lead.get("leads[add][0][responsible_user_id]")));
    }

    private static Map<String, String> fields(String form) {
        return Arrays.stream(form.split("&"))
                .map(field -> field.split("=", 2))
                .collect(Collectors.toMap(field -> decoded(field[0]), field -> decoded(field[1])));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private void write(List<Map<String, Object>> added) {
        var puts = added.stream()
                .map(task -> TransactWriteItem.builder()
                        .put(put -> put.tableName(table)
                                .item(Map.of(
                                        "pk", AttributeValue.fromS("lead#" + task.get("entity_id")),
                                        "sk", AttributeValue.fromS("task"),
                                        "text", AttributeValue.fromS(task.get("text").toString())))
                                .conditionExpression("attribute_not_exists(pk)"))
                        .build())
                .toList();
        dynamoDb.transactWriteItems(write -> write.transactItems(puts));
    }

    private void post(List<Map<String, Object>> added) {
        try {
            var request = HttpRequest.newBuilder(tasks)
                    .header("Authorization", authorization)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(added)))
                    .build();
            var answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200 || JSON.readTree(answer.body()).at("/_embedded/tasks").size() != added.size()) {
                throw new IllegalStateException("The CRM answered " + answer.statusCode());
            }
        } catch (IOException e) {
            throw new IllegalStateException("The CRM did not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
