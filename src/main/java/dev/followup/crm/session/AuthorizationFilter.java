package dev.followup.crm.session;

import dev.followup.account.token.TokenProvider;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;

/// What every attempt to call the API passes before it leaves: it is given the account's token, and waits for
/// its turn.
@ApplicationScoped
public class AuthorizationFilter implements ClientRequestFilter {

    private final TokenProvider tokens;
    private final RateLimitFilter rateLimit;

    AuthorizationFilter(TokenProvider tokens, RateLimitFilter turn) {
        this.tokens = tokens;
        this.rateLimit = turn;
    }

    /// The token first: fetching one may take a turn of its own.
    @Override
    public void filter(ClientRequestContext attempt) {
        var token = CrmCall.CURRENT.get().token(tokens);
        attempt.getHeaders().putSingle(HttpHeaders.AUTHORIZATION, "Bearer " + token.value());
        rateLimit.filter(attempt);
    }
}
