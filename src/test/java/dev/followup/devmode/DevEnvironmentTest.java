package dev.followup.devmode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.FreePort;
import dev.followup.config.FollowupConfig;
import dev.followup.inbox.InMemoryInbox;
import dev.followup.sandbox.clock.SandboxClock;
import dev.followup.telemetry.LogCapture;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// The settings of dev mode, as `application.properties` has them for it.
@QuarkusTest
class DevEnvironmentTest {

    private static final List<String> PORTS = List.of("gateway-port", "sandbox-port", "sandbox-tls-port", "event-port");

    @Inject
    DevEnvironments environments;

    @Inject
    Clock clock;

    @Test
    void settings_move_every_address_the_workers_included() throws Exception {
        var ports = freePorts();
        var config = config(ports);
        assertThat(config.crm().host()).hasValue("http://localhost:" + ports.get("followup.local.sandbox-port"));
        assertThat(config.crm().token()).hasValue("sandbox");
        var environment = environment(config);
        try {
            environment.start(new StartupEvent());
            assertThat(ports.values()).allMatch(DevEnvironmentTest::isOpen);
        } finally {
            environment.close();
        }
        assertThat(ports.values()).noneMatch(DevEnvironmentTest::isOpen);
    }

    @Test
    void a_crm_host_that_is_set_wins_over_the_sandbox_which_does_not_run() throws Exception {
        var settings = freePorts();
        var sandbox = Objects.requireNonNull(settings.get("followup.local.sandbox-port"));
        var gateway = Objects.requireNonNull(settings.get("followup.local.gateway-port"));
        settings.put("CRM_HOST", "https://demo.amocrm.ru");
        settings.put("CRM_TOKEN", "a token");
        var config = config(settings);
        assertThat(config.crm().host()).hasValue("https://demo.amocrm.ru");
        assertThat(config.crm().token()).hasValue("a token");
        var environment = environment(config);
        try (var log = LogCapture.of(DevEnvironment.class)) {
            environment.start(new StartupEvent());
            assertThat(isOpen(gateway)).isTrue();
            assertThat(isOpen(sandbox)).isFalse();
            assertThat(log.lines()).singleElement().asString().contains("https://demo.amocrm.ru, no sandbox runs");
        } finally {
            environment.close();
        }
    }

    @Test
    void a_crm_host_may_be_a_sandbox_of_ones_own() throws Exception {
        var config = config(Map.of("CRM_HOST", "http://localhost:1"));
        assertThat(config.crm().host()).hasValue("http://localhost:1");
        assertThat(config.crm().loopback()).isTrue();
    }

    private DevEnvironment environment(FollowupConfig config) {
        return environments.of(config, new InMemoryInbox(), new SandboxClock(clock));
    }

    /// The configuration of dev mode with some settings as in the environment.
    private static FollowupConfig config(Map<String, String> settings) throws IOException {
        var all = new HashMap<>(settings);
        all.put("quarkus-internal.aws-lambda.test-api", "localhost:1/_lambda_");
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withProfile("dev")
                .withMapping(FollowupConfig.class)
                .withSources(
                        new PropertiesConfigSource(
                                Path.of("src/main/resources/application.properties")
                                        .toUri()
                                        .toURL(),
                                250),
                        new PropertiesConfigSource(all, "environment", 300))
                .build()
                .getConfigMapping(FollowupConfig.class);
    }

    private static Map<String, String> freePorts() {
        var ports = new HashMap<String, String>();
        for (var name : PORTS) {
            ports.put("followup.local." + name, Integer.toString(FreePort.find()));
        }
        return ports;
    }

    private static boolean isOpen(String port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("localhost", Integer.parseInt(port)), 1000);
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
