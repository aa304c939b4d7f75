package dev.followup.crm.session;

import io.smallrye.faulttolerance.api.CustomBackoffStrategy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// The back-off between the attempts of a call: as long as the CRM asks, else doubling with jitter. After a
/// 429 the whole account waits, in the rate limiter; after any other failure only this call. A call is not
/// repeated past the deadline: it fails.
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
    public long nextDelayInMillis(Throwable thrown) {
        var call = CrmCall.CURRENT.get();
        var failure = CrmException.of(thrown, call);
        if (failure instanceof CrmException.Unauthorized) {
            return 0; // the next attempt has another token
        }
        var delay = nextDelay(call.session());
        if (failure instanceof CrmException.TooManyRequests tooMany) {
            if (tooMany.retryAfter().isEmpty()) {
                call.session().pause(delay);
            }
            return 0;
        }
        if (!call.session().allows(delay)) {
            throw failure;
        }
        return delay.toMillis();
    }

    /// A delay between one half and the whole of the doubled first delay: which, the clock's nanoseconds decide.
    private Duration nextDelay(CrmSession session) {
        var most = firstDelay << Math.min(failures.getAndIncrement(), MOST_DOUBLINGS);
        return Duration.ofMillis(most / 2 + Math.floorMod(session.nanos(), most / 2 + 1));
    }
}
