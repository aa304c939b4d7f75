package dev.followup.crm.session;

import io.smallrye.faulttolerance.api.CustomBackoffStrategy;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/// How long to wait before a call is repeated: as the CRM told, else doubling with jitter. A 429 is waited for by the
/// whole account, in front of the pacer; anything else by this call alone. Past the deadline nothing is repeated: the
/// failure stands.
///
/// Public, with a public constructor, because fault tolerance makes one for each call by reflection.
public final class RetryBackoff implements CustomBackoffStrategy {

    private static final int MOST_DOUBLINGS = 6;

    private final AtomicInteger failures = new AtomicInteger();
    private volatile long firstDelay;

    /// Made by fault tolerance.
    public RetryBackoff() {}

    @Override
    public void init(long initialDelayInMillis) {
        firstDelay = initialDelayInMillis;
    }

    @Override
    public long nextDelayInMillis(Throwable failure) {
        var call = CrmCall.CURRENT.get();
        var trouble = CrmException.of(failure, call);
        if (trouble instanceof CrmException.Unauthorized) {
            return 0; // it goes with another token
        }
        var delay = doubled();
        if (trouble instanceof CrmException.TooManyRequests tooMany) {
            if (tooMany.retryAfter().isEmpty()) {
                call.session().pause(delay);
            }
            return 0;
        }
        if (!call.session().allows(delay)) {
            throw trouble;
        }
        return delay.toMillis();
    }

    /// Between one and two halves of what doubling makes of the first delay.
    private Duration doubled() {
        var most = firstDelay << Math.min(failures.getAndIncrement(), MOST_DOUBLINGS);
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
    }
}
