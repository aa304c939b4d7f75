package dev.followup.chaos;

import dev.followup.ledger.dynamodb.DynamoDbLedger;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.dynamodb.LocalTable;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// The template's stores on this machine: the inbox, the queue of the dead letters, and the ledger's table.
public final class LocalCloud implements AutoCloseable {

    private static final Region REGION = Region.EU_CENTRAL_1;
    private static final String KEY = "x";
    private static final int MOST = 10;

    private final SQSRestServer server = SQSRestServerBuilder.withDynamicPort().start();
    private final URI address = URI.create(
            "http://localhost:" + server.waitUntilStarted().localAddress().getPort());
    private final LocalTable table = new LocalTable();
    private final TableProxy tableProxy = new TableProxy(LocalTable.SERVER);
    private final DynamoDbClient dynamoDb = table.client();
    final SqsClient sqs = SqsClient.builder()
            .endpointOverride(address)
            .region(REGION)
            .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, KEY)))
            .httpClient(UrlConnectionHttpClient.create())
            .build();
    final String inbox;
    final String deadLetters;

    /// @param visibility how long a received message is hidden
    public LocalCloud(Duration visibility) {
        inbox = fifo("inbox.fifo", visibility);
        deadLetters = fifo("dead-letters.fifo", visibility);
    }

    /// The settings with which a function finds them.
    public Map<String, String> environment() {
        return Map.of(
                "AWS_ENDPOINT_URL_SQS", address.toString(),
                "AWS_ENDPOINT_URL_DYNAMODB", tableProxy.address().toString(),
                "AWS_REGION", REGION.id(),
                "AWS_ACCESS_KEY_ID", KEY,
                "AWS_SECRET_ACCESS_KEY", KEY,
                "FOLLOWUP_INBOX_QUEUE_URL", inbox,
                "FOLLOWUP_DEAD_LETTER_QUEUE_URL", deadLetters,
                "FOLLOWUP_TABLE", table.name);
    }

    /// Cuts the workers off from the table for some time.
    void loseTable(Duration time) throws InterruptedException {
        tableProxy.goAway(time);
    }

    Ledger ledger() {
        return new DynamoDbLedger(dynamoDb, table.name, Clock.systemUTC());
    }

    /// All items of the table, as texts.
    List<String> items() {
        return dynamoDb.scanPaginator(scan -> scan.tableName(table.name)).items().stream()
                .map(Object::toString)
                .toList();
    }

    /// The number of messages in a queue, with those that are being processed.
    int messages(String queue) {
        var counts = sqs.getQueueAttributes(get -> get.queueUrl(queue)
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes();
        return counts.values().stream().mapToInt(Integer::parseInt).sum();
    }

    /// Receives and deletes all dead letters.
    ///
    /// @return their bodies
    List<String> receiveDeadLetters() {
        var bodies = new ArrayList<String>();
        List<Message> some;
        do {
            some = sqs.receiveMessage(receive -> receive.queueUrl(deadLetters).maxNumberOfMessages(MOST))
                    .messages();
            for (var letter : some) {
                bodies.add(letter.body());
                sqs.deleteMessage(delete -> delete.queueUrl(deadLetters).receiptHandle(letter.receiptHandle()));
            }
        } while (!some.isEmpty());
        return bodies;
    }

    @Override
    public void close() {
        sqs.close();
        dynamoDb.close();
        tableProxy.close();
        server.stopAndWait();
    }

    private String fifo(String name, Duration visibility) {
        return sqs.createQueue(create -> create.queueName(name)
                        .attributes(Map.of(
                                QueueAttributeName.FIFO_QUEUE, "true",
                                QueueAttributeName.CONTENT_BASED_DEDUPLICATION, "true",
                                QueueAttributeName.VISIBILITY_TIMEOUT, Long.toString(visibility.toSeconds()))))
                .queueUrl();
    }
}
