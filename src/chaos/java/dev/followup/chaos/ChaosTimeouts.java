package dev.followup.chaos;

import java.time.Duration;
import java.util.Map;

/// The times of a deployment, nested as the template's are. A message group waits until the lease of its dead
/// worker and the messages' visibility are over.
///
/// @param answer how long a call's answer may take
/// @param function the function's time-out: calls are sent until the longest call and two seconds before its
/// end
/// @param tick the time between two ticks
public record ChaosTimeouts(
        Duration answer, Duration function, Duration lease, Duration visibility, Duration tick) {

    /// Short times, for workers that live for seconds.
    static final ChaosTimeouts OF_CHAOS = new ChaosTimeouts(
            seconds(1), seconds(6), Duration.ofMillis(6_500), seconds(7), seconds(1));

    /// The template's times, but for the ticks.
    public static final ChaosTimeouts OF_CALM =
            new ChaosTimeouts(seconds(20), seconds(150), seconds(160), seconds(900), seconds(1));

    private static final Duration CONNECT = Duration.ofMillis(500);
    private static final Duration RECONCILE_AFTER = Duration.ofMillis(500);

    Map<String, String> environment() {
        return Map.of(
                "FOLLOWUP_CRM_CONNECT_TIMEOUT", CONNECT.toString(),
                "FOLLOWUP_CRM_READ_TIMEOUT", answer.toString(),
                "FOLLOWUP_RECONCILE_AFTER", RECONCILE_AFTER.toString(),
                "FOLLOWUP_LEASE_DURATION", lease.toString());
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }
}
