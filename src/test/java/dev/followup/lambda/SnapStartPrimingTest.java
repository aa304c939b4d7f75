package dev.followup.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.account.Accounts;
import dev.followup.config.TestConfig;
import dev.followup.devmode.SandboxCalls;
import dev.followup.devmode.SandboxResource;
import dev.followup.ledger.ForwardingLedger;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.LedgerUnavailableException;
import dev.followup.ledger.memory.InMemoryLedger;
import dev.followup.telemetry.LogCapture;
import dev.followup.warmup.WarmUp;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    @Inject
    WarmUp warmUp;

    private final SandboxCalls sandbox = new SandboxCalls();

    @Test
    void a_snapshot_on_a_development_machine_sends_nothing_to_the_crm() throws Exception {
        sandbox.reset();
        var before = requests();
        priming.beforeCheckpoint(Core.getGlobalContext());
        assertThat(requests()).isEqualTo(before);
    }

    @Test
    void a_snapshot_of_the_worker_processes_an_empty_batch_and_prepares_the_calls_of_each_account() {
        var done = new ArrayList<String>();
        try (var log = LogCapture.of(SnapStartPriming.class)) {
            priming("worker", done).beforeCheckpoint(Core.getGlobalContext());
            assertThat(log.lines()).isEmpty();
        }
        assertThat(done).containsExactly("empty batch", "state of demo", "handshake with https://demo.amocrm.ru");
    }

    @Test
    void a_snapshot_of_another_function_prepares_nothing() {
        var done = new ArrayList<String>();
        priming("explain", done).beforeCheckpoint(Core.getGlobalContext());
        assertThat(done).isEmpty();
    }

    @Test
    void a_step_that_fails_costs_only_itself() {
        var done = new ArrayList<String>();
        try (var log = LogCapture.of(SnapStartPriming.class)) {
            priming("worker", new FaultyState(), done).beforeCheckpoint(Core.getGlobalContext());
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("INFO Priming before the snapshot: reading the state of demo failed.");
        }
        assertThat(done).containsExactly("empty batch", "handshake with https://demo.amocrm.ru");
    }

    private SnapStartPriming priming(String function, List<String> done) {
        var ledger = new ForwardingLedger(new InMemoryLedger(Clock.systemUTC())) {
            @Override
            public AccountState state(String account) {
                done.add("state of " + account);
                return super.state(account);
            }
        };
        return priming(function, ledger, done);
    }

    /// @param done receives what is not done in a test: the batch, for which Lambda starts Quarkus, and
    /// handshakes
    private SnapStartPriming priming(String function, Ledger ledger, List<String> done) {
        var config = TestConfig.with(Map.of(
                "followup.function", function, "followup.crm.host", "demo.amocrm.ru", "followup.crm.token", "x"));
        return new SnapStartPriming(config, new Accounts(config), ledger, warmUp) {
            @Override
            void emptyBatch() {
                done.add("empty batch");
            }

            @Override
            void handshake(URI host) {
                done.add("handshake with " + host);
            }
        };
    }

    @Test
    void a_handshake_sends_no_request_before_it_is_answered() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var first = CompletableFuture.supplyAsync(() -> firstByte(server));
            var host = URI.create("https://localhost:" + server.getLocalPort());
            assertThatThrownBy(() -> priming.handshake(host)).isInstanceOf(IOException.class);
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

    /// A ledger whose table is away.
    private static final class FaultyState extends ForwardingLedger {

        FaultyState() {
            super(new InMemoryLedger(Clock.systemUTC()));
        }

        @Override
        public AccountState state(String account) {
            throw new LedgerUnavailableException("away", null);
        }
    }
}
