package dev.followup.account.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/// The real client of Secrets Manager, against answers as its documentation shows them.
class SecretsManagerStoreTest {

    private HttpServer server;
    private SecretsManagerClient client;
    private int status = 200;
    private String answer = "{}";
    private String requestBody = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requestBody = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        client = SecretsManagerClient.builder()
                .httpClient(UrlConnectionHttpClient.create())
                .endpointOverride(
                        URI.create("http://localhost:" + server.getAddress().getPort()))
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("x", "x")))
                .overrideConfiguration(override -> override.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    @Test
    void reads_a_text_by_its_name() {
        answer = "{\"Name\":\"followup/demo\",\"SecretString\":\"the-text\"}";

        assertThat(new SecretsManagerStore(client).read("followup/demo")).isEqualTo("the-text");
        assertThat(requestBody).isEqualTo("{\"SecretId\":\"followup/demo\"}");
    }

    @Test
    void refuses_bytes() {
        answer = "{\"Name\":\"followup/demo\",\"SecretBinary\":\"AAAA\"}";

        assertThatThrownBy(() -> new SecretsManagerStore(client).read("followup/demo"))
                .isInstanceOf(TokenUnavailableException.NeedsPerson.class)
                .hasMessage("secret followup/demo holds bytes, expected a text");
    }

    @ParameterizedTest
    @CsvSource({
        "400, ResourceNotFoundException, NeedsPerson",
        "400, AccessDeniedException, NeedsPerson",
        "400, ThrottlingException, Passing",
        "500, InternalServiceError, Passing"
    })
    void reports_whether_a_person_is_needed(int code, String type, String kind) {
        status = code;
        answer = "{\"__type\":\"" + type + "\",\"Message\":\"no such thing\"}";

        assertThatThrownBy(() -> new SecretsManagerStore(client).read("followup/demo"))
                .isInstanceOf(TokenUnavailableException.class)
                .satisfies(e -> assertThat(e.getClass().getSimpleName()).isEqualTo(kind))
                .hasMessageContaining("secret followup/demo cannot be read: no such thing");
    }

    @Test
    void a_network_failure_is_passing() {
        server.stop(0);

        assertThatThrownBy(() -> new SecretsManagerStore(client).read("followup/demo"))
                .isInstanceOf(TokenUnavailableException.Passing.class);
    }
}
