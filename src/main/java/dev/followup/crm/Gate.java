package dev.followup.crm;

import dev.followup.account.Credentials;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Clock;

/// What every attempt passes before it leaves: it waits for its turn, and is given the account's token.
@ApplicationScoped
class Gate implements ClientRequestFilter {

    /// The property of a request that holds its call, for those who see it on other threads.
    static final String CALL = Call.class.getName();

    private final Credentials credentials;
    private final Clock clock;

    Gate(Credentials credentials, Clock clock) {
        this.credentials = credentials;
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
        attempt.getHeaders()
                .putSingle(
                        HttpHeaders.AUTHORIZATION,
                        "Bearer " + credentials.token(call.visit().account()).value());
        call.leaves(request, clock.instant());
    }
}
