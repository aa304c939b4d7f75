package dev.followup.crm.session;

import dev.followup.telemetry.Metric;
import dev.followup.telemetry.Metrics;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import java.time.Clock;

/// The request filter in which every attempt of a call waits until the rate limit lets it leave.
@ApplicationScoped
public class RateLimitFilter implements ClientRequestFilter {

    /// The property of a request that holds its call, for code that runs on other threads.
    static final String CALL = CrmCall.class.getName();

    private final Clock clock;
    private final Metrics metrics;

    public RateLimitFilter(Clock clock, Metrics metrics) {
        this.clock = clock;
        this.metrics = metrics;
    }

    @Override
    public void filter(ClientRequestContext attempt) {
        var call = CrmCall.CURRENT.get();
        var account = call.session().account().name();
        var request = attempt.getMethod() + " " + attempt.getUri().getPath();
        try {
            var wait = call.session().awaitSlot(request);
            metrics.add(account, Metric.RATE_LIMIT_WAIT, wait.toMillis());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new CrmException.OutOfTime(request);
        }
        metrics.add(account, Metric.REQUESTS, 1);
        metrics.add(account, Metric.RETRIES, call.isSent() ? 1 : 0);
        attempt.setProperty(CALL, call);
        call.markSent(request, clock.instant());
    }
}
