package dev.followup.crm;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import java.time.Clock;

/// Where every attempt waits until it may leave.
@ApplicationScoped
class Turn implements ClientRequestFilter {

    /// The property of a request that holds its call, for those who see it on other threads.
    static final String CALL = Call.class.getName();

    private final Clock clock;

    Turn(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void filter(ClientRequestContext attempt) {
        var call = Call.CURRENT.get();
        var request = attempt.getMethod() + " " + attempt.getUri().getPath();
        try {
            call.visit().awaitTurn(request);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new CrmException.OutOfTime(request);
        }
        attempt.setProperty(CALL, call);
        call.leaves(request, clock.instant());
    }
}
