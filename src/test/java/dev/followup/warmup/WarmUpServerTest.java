package dev.followup.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.ledger.dynamodb.DynamoDbLedger;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

class WarmUpServerTest {

    private final WarmUpServer server = new WarmUpServer();

    WarmUpServerTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    /// The client has AWS's own address: only the redirect keeps the calls here.
    @Test
    void the_ledger_works_while_its_calls_are_redirected() {
        var redirect = new AwsRedirect();
        redirect.to(server.address());
        try (var client = DynamoDbClient.builder()
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("x", "x")))
                .httpClient(redirect.client(UrlConnectionHttpClient.builder()))
                .build()) {
            var ledger = new DynamoDbLedger(client, "ledger", Clock.systemUTC());
            var first = ledger.acquire("demo", "one", Duration.ofMinutes(1)).orElseThrow();
            assertThat(first.lease().owner()).isEqualTo("one");
            assertThat(first.state().pendingCommands()).isEmpty();
            assertThat(first.history(Set.of("demo:lead.added:1:1"), Set.of(), List.of(), List.of())
                            .events())
                    .isEmpty();
            first.release(Map.of());
            var second = ledger.acquire("demo", "two", Duration.ofMinutes(1)).orElseThrow();
            assertThat(second.lease().generation())
                    .as("nobody else has had the lease in between")
                    .isEqualTo(first.lease().generation() + 1);
        }
    }

    @Test
    void its_crm_adds_every_task_and_finds_none() throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var tasks = HttpRequest.newBuilder(server.address().resolve("/api/v4/tasks"));
            var added = http.send(
                    tasks.copy()
                            .POST(BodyPublishers.ofString("[{\"request_id\":\"0\"},{\"request_id\":\"1\"}]"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(added.body())
                    .isEqualTo("{\"_embedded\":{\"tasks\":[{\"id\":1,\"request_id\":\"0\"},"
                            + "{\"id\":2,\"request_id\":\"1\"}]}}");
            assertThat(http.send(tasks.GET().build(), BodyHandlers.ofString()).statusCode())
                    .isEqualTo(204);
        }
    }
}
