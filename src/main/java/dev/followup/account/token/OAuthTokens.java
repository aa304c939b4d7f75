package dev.followup.account.token;

import dev.followup.account.Account;
import dev.followup.account.AuthMethod;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The OAuth tokens of the accounts that a person's consent gives access to: one refresher for each account.
@ApplicationScoped
class OAuthTokens {

    private final SecretStore secrets;
    private final TokenEndpoint endpoint;
    private final TokenStore store;
    private final Clock clock;
    private final Map<String, OAuthTokenRefresher> refreshers = new ConcurrentHashMap<>();

    OAuthTokens(SecretStore secrets, TokenEndpoint endpoint, TokenStore store, Clock clock) {
        this.secrets = secrets;
        this.endpoint = endpoint;
        this.store = store;
        this.clock = clock;
    }

    OAuthTokenRefresher refresher(Account account, AuthMethod.Consent consent) {
        return refreshers.computeIfAbsent(account.name(), name -> {
            var requester = new OAuthTokenRequester(account, consent, secrets, endpoint);
            return new OAuthTokenRefresher(name, requester, store, clock);
        });
    }
}
