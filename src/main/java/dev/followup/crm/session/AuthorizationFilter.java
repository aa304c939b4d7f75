package dev.followup.crm.session;

import dev.followup.account.token.TokenProvider;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;

/// The request filter that adds the account's token to every attempt of a call, and then waits for the rate
/// limit.
@ApplicationScoped
public class AuthorizationFilter implements ClientRequestFilter {

    private final TokenProvider tokens;
    private final RateLimitFilter rateLimit;

    public AuthorizationFilter(TokenProvider tokens, RateLimitFilter rateLimit) {
        this.tokens = tokens;
        this.rateLimit = rateLimit;
    }

    /// Takes the token first: to fetch one may be a request of its own under the rate limit.
    @Override
    public void filter(ClientRequestContext attempt) {
        var token = CrmCall.CURRENT.get().token(tokens);
        attempt.getHeaders().putSingle(HttpHeaders.AUTHORIZATION, "Bearer " + token.value());
        rateLimit.filter(attempt);
    }
}
