package dev.followup.crm;

import dev.followup.account.Credentials;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;

/// What every attempt to call the API passes before it leaves: it is given the account's token, and waits for its turn.
@ApplicationScoped
class Gate implements ClientRequestFilter {

    private final Credentials credentials;
    private final Turn turn;

    Gate(Credentials credentials, Turn turn) {
        this.credentials = credentials;
        this.turn = turn;
    }

    /// The token first: fetching one may take a turn of its own.
    @Override
    public void filter(ClientRequestContext attempt) {
        var token = Call.CURRENT.get().token(credentials);
        attempt.getHeaders().putSingle(HttpHeaders.AUTHORIZATION, "Bearer " + token.value());
        turn.filter(attempt);
    }
}
