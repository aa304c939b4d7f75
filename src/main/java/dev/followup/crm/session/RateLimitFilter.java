package dev.followup.crm.session;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import java.time.Clock;

/// Where every attempt waits until it may leave.
@ApplicationScoped
public class RateLimitFilter implements ClientRequestFilter {

    /// The property of a request that holds its call, for those who see it on other threads.
    static final String CALL = CrmCall.class.getName();

    private final Clock clock;

    RateLimitFilter(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void filter(ClientRequestContext attempt) {
        var call = CrmCall.CURRENT.get();
        var request = attempt.getMethod() + " " + attempt.getUri().getPath();
        try {
            call.session().awaitSlot(request);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new CrmException.OutOfTime(request);
        }
        attempt.setProperty(CALL, call);
        call.leaves(request, clock.instant());
    }
}
