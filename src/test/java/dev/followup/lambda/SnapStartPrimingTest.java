package dev.followup.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.devmode.SandboxCalls;
import dev.followup.devmode.SandboxResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import org.crac.Core;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(SandboxResource.class)
class SnapStartPrimingTest {

    /// Source: RFC 8446, section 5.1, content type of a handshake; read 2026-11-22.
    private static final int HANDSHAKE = 22;

    @Inject
    SnapStartPriming priming;

    private final SandboxCalls sandbox = new SandboxCalls();

    @Test
    void a_snapshot_on_a_development_machine_sends_nothing_to_the_crm() throws Exception {
        sandbox.reset();
        var before = requests();
        priming.beforeCheckpoint(Core.getGlobalContext());
        assertThat(requests()).isEqualTo(before);
    }

    @Test
    void a_handshake_sends_no_request_before_it_is_answered() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var first = CompletableFuture.supplyAsync(() -> firstByte(server));
            var host = URI.create("https://localhost:" + server.getLocalPort());
            assertThatThrownBy(() -> SnapStartPriming.handshake(host)).isInstanceOf(IOException.class);
            assertThat(first.join()).isEqualTo(HANDSHAKE);
        }
    }

    private JsonNode requests() throws Exception {
        return sandbox.call("GET", "/_sandbox/stats", "").path("requests");
    }

    /// Closes the connection after it.
    private static int firstByte(ServerSocket server) {
        try (var caller = server.accept()) {
            return caller.getInputStream().read();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
