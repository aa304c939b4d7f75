package dev.followup.devmode;

import dev.followup.sandbox.Sandbox;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A sandbox CRM of the test's own, started before the application and configured as its CRM.
public final class SandboxResource implements QuarkusTestResourceLifecycleManager {

    private @Nullable Sandbox sandbox;

    @Override
    public Map<String, String> start() {
        sandbox = Sandbox.start(0);
        return Map.of("followup.crm.host", sandbox.address().toString());
    }

    @Override
    public void stop() {
        if (sandbox != null) {
            sandbox.close();
        }
    }
}
