package dev.followup.config;

import dev.followup.rule.SandboxRules;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/// The settings of a test.
public final class TestConfig {

    private TestConfig() {}

    /// The defaults and the rules for the sandbox, except for the given ones by name, such as
    /// `followup.reconcile-after`.
    public static FollowupConfig with(Map<String, String> given) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(FollowupConfig.class)
                .withDefaultValue("followup.function", "worker")
                .withSources(
                        new PropertiesConfigSource(given, "test", 1000),
                        new PropertiesConfigSource(Map.of("followup.rules", SandboxRules.location()), "rules", 900))
                .build()
                .getConfigMapping(FollowupConfig.class);
    }
}
