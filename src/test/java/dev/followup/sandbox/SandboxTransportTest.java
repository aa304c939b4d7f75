package dev.followup.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.followup.sandbox.http.SelfSignedCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// HTTP clients of many kinds.
class SandboxTransportTest extends SandboxTest {

    private static final String TASK = "[{\"text\":\"x\",\"complete_till\":1}]";

    /// The answer until the sandbox closes the connection.
    private String exchange(String... lines) throws IOException {
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), sandbox.address().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(String.join("\r\n", lines).getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void reads_chunked_bodies_and_waits_for_those_announced() throws IOException {
        var chunked =
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(TASK.getBytes(StandardCharsets.UTF_8)));
        assertThat(crm.send(crm.request("POST", "/api/v4/tasks", TASK).POST(chunked))
                        .status())
                .isEqualTo(200);
        assertThat(crm.send(crm.request("POST", "/api/v4/tasks", TASK).expectContinue(true))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void answers_several_calls_on_one_connection_and_links_to_the_host_of_the_call() throws IOException {
        String head = "HEAD /api/v4/users?limit=1 HTTP/1.1\r\nHost: crm.local\r\nAuthorization: bearer sandbox\r\n";
        String answer = exchange(
                head,
                "GET /api/v4/users/?filter[mood][]=good&limit=1 HTTP/1.1",
                "Host: crm.local:81",
                "Authorization: Bearer sandbox",
                "Connection: close",
                "",
                "");
        assertThat(answer.split("HTTP/1.1 200 OK", -1)).hasSize(3);
        assertThat(answer).containsOnlyOnce("{\"_page\":1");
        assertThat(answer).contains("\"href\":\"http://crm.local:81/api/v4/users?filter[mood][]=good&limit=1&page=2\"");
    }

    @Test
    void cuts_the_connection_without_a_byte_for_a_lost_answer() throws IOException {
        crm.behave("{\"faults\":[{\"kind\":\"lost-answer\",\"share\":1}]}");
        assertThat(exchange(
                        "POST /api/v4/tasks HTTP/1.1",
                        "Host: localhost",
                        "Authorization: Bearer sandbox",
                        "Content-Length: " + TASK.length(),
                        "",
                        TASK))
                .isEmpty();
        assertThat(crm.get("/_sandbox/stats").at("/tasks/total").asInt()).isEqualTo(1);
    }

    @Test
    void refuses_a_body_without_end() throws IOException {
        var answer = crm.send(
                crm.request("POST", "/api/v4/tasks", TASK).POST(BodyPublishers.ofByteArray(new byte[(8 << 20) + 1])));
        assertThat(answer.status()).isEqualTo(413);
    }

    @Test
    void serves_many_at_once_and_loses_nothing() throws InterruptedException, ExecutionException {
        String batch = "["
                + String.join(
                        ",",
                        Stream.generate(() -> "{\"text\":\"x\",\"complete_till\":1}")
                                .limit(250)
                                .toList()) + "]";
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Integer> add = () -> crm.post("/api/v4/tasks", batch).status();
            for (var status :
                    clients.invokeAll(Stream.generate(() -> add).limit(40).toList())) {
                assertThat(status.get()).isEqualTo(200);
            }
        }
        assertThat(crm.get("/_sandbox/stats").at("/tasks/total").asInt()).isEqualTo(10_000);
        assertThat(ids(crm.get("/api/v4/tasks?limit=250&page=40"), "tasks"))
                .hasSize(250)
                .doesNotHaveDuplicates();
        assertThat(crm.get("/api/v4/tasks?limit=250&page=41").status()).isEqualTo(204);
    }

    /// A client trusts the printed certificate and nothing else.
    @Test
    void speaks_tls_with_a_certificate_that_clients_can_trust(@TempDir Path directory) throws Exception {
        URI address = sandbox.startTls(0, SelfSignedCertificate.in(directory));
        Path pem = SelfSignedCertificate.in(directory).pem();
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (var in = Files.newInputStream(pem)) {
            trusted.setCertificateEntry(
                    "sandbox", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        try (var http = HttpClient.newBuilder().sslContext(context).build()) {
            var account = HttpRequest.newBuilder(address.resolve("/api/v4/account"))
                    .header("Authorization", "Bearer sandbox")
                    .build();
            var answer = http.send(account, BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("\"href\":\"" + address + "/api/v4/account\"");
        }
        try (var stranger = HttpClient.newHttpClient()) {
            assertThatThrownBy(
                            () -> stranger.send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding()))
                    .isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void reports_which_port_is_taken() {
        int port = sandbox.address().getPort();
        assertThatThrownBy(() -> Sandbox.start(port))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("port " + port + " is taken")
                .hasMessageContaining("-Dport=");
    }
}
