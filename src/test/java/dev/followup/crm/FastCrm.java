package dev.followup.crm;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;
import java.util.Set;

/// A profile of the client with short times, so that tests need not wait. The time-outs are long enough for a busy
/// machine.
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
                "followup.crm.connect-timeout", "2s",
                "followup.crm.read-timeout", "2s",
                "Retry/delay", "4");
    }
}
