package dev.followup.crm;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;
import java.util.Set;

/// A profile of the client with short times, so that tests need not wait.
public final class FastCrm implements QuarkusTestProfile {

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(TestProducers.class);
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "followup.crm.requests-per-second", "500",
                "followup.crm.batch-size", "3",
                "followup.crm.connect-timeout", "0.5s",
                "followup.crm.read-timeout", "0.6s",
                "Retry/delay", "4");
    }
}
