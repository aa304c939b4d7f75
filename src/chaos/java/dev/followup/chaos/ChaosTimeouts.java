package dev.followup.chaos;

import dev.followup.config.TestConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;

/// The times of a deployment: the template's and the settings' own, divided as a whole, so that they nest as they
/// do on AWS. Only the delays before messages are delivered again are not divided, since SQS counts whole seconds.
///
/// @param connect how long a connection to the CRM may take to open
/// @param answer how long a call's answer may take
/// @param reconcileAfter how long after it was sent a command without an answer is reconciled
/// @param function the function's time-out: calls are sent until the longest call and two seconds before its
/// end
/// @param visibility how long an account stands still after its worker was killed
/// @param tick the time between two ticks
public record ChaosTimeouts(
        Duration connect,
        Duration answer,
        Duration reconcileAfter,
        Duration function,
        Duration lease,
        Duration visibility,
        Duration tick) {

    /// Short times, for workers that live for seconds: longer than a call of the table may take, which is not
    /// divided.
    static final ChaosTimeouts OF_CHAOS = ofTemplate(10);

    /// The template's times, but for the ticks.
    public static final ChaosTimeouts OF_CALM = ofTemplate(1).ticking(Duration.ofSeconds(1));

    private static ChaosTimeouts ofTemplate(int divisor) {
        var settings = TestConfig.with(Map.of());
        try {
            return new ChaosTimeouts(
                    settings.crm().connectTimeout().dividedBy(divisor),
                    settings.crm().readTimeout().dividedBy(divisor),
                    settings.reconcileAfter().dividedBy(divisor),
                    FunctionTemplate.workerTimeout().dividedBy(divisor),
                    FunctionTemplate.workerTime("Lease").dividedBy(divisor),
                    FunctionTemplate.workerTime("Visibility").dividedBy(divisor),
                    Duration.ofMinutes(1).dividedBy(divisor));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ChaosTimeouts ticking(Duration often) {
        return new ChaosTimeouts(connect, answer, reconcileAfter, function, lease, visibility, often);
    }

    Map<String, String> environment() {
        return Map.of(
                "FOLLOWUP_CRM_CONNECT_TIMEOUT", connect.toString(),
                "FOLLOWUP_CRM_READ_TIMEOUT", answer.toString(),
                "FOLLOWUP_RECONCILE_AFTER", reconcileAfter.toString(),
                "FOLLOWUP_LEASE_DURATION", lease.toString());
    }
}
