package dev.followup.devmode;

import com.sun.net.httpserver.HttpServer;
import dev.followup.sandbox.Sandbox;
import dev.followup.sandbox.http.LocalPort;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A sandbox CRM of the test's own, started before the application and configured as its CRM, and an address for
/// its webhooks, which nobody reads.
public final class SandboxResource implements QuarkusTestResourceLifecycleManager {

    /// The setting that holds a base URL for webhooks.
    public static final String WEBHOOKS = "sandbox.webhooks";

    private @Nullable Sandbox sandbox;
    private @Nullable HttpServer subscriber;

    @Override
    public Map<String, String> start() {
        sandbox = Sandbox.start(0);
        subscriber = LocalPort.listen(0, "no setting");
        subscriber.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, -1);
            }
        });
        subscriber.start();
        return Map.of(
                "followup.crm.host", sandbox.address().toString(), WEBHOOKS, LocalPort.address(subscriber) + "/hooks/");
    }

    @Override
    public void stop() {
        if (sandbox != null) {
            sandbox.close();
        }
        if (subscriber != null) {
            subscriber.stop(0);
        }
    }
}
