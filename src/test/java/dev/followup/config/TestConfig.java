package dev.followup.config;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/// Settings of a test's own.
public final class TestConfig {

    private TestConfig() {}

    /// The defaults, but for those given by their names, such as `followup.reconcile-after`.
    public static FollowupConfig with(Map<String, String> given) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(FollowupConfig.class)
                .withDefaultValue("followup.function", "worker")
                .withSources(new PropertiesConfigSource(given, "test", 1000))
                .build()
                .getConfigMapping(FollowupConfig.class);
    }
}
