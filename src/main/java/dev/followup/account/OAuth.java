package dev.followup.account;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The chains of tokens of the accounts that are opened by a person's consent.
@ApplicationScoped
class OAuth {

    private final Secrets secrets;
    private final TokenEndpoint endpoint;
    private final TokenStore store;
    private final Clock clock;
    private final Map<String, Chain> chains = new ConcurrentHashMap<>();

    OAuth(Secrets secrets, TokenEndpoint endpoint, TokenStore store, Clock clock) {
        this.secrets = secrets;
        this.endpoint = endpoint;
        this.store = store;
        this.clock = clock;
    }

    Chain chain(Account account, Access.Consent consent) {
        return chains.computeIfAbsent(account.name(), name -> {
            var desk = new TokenDesk(account, consent, secrets, endpoint);
            return new Chain(name, desk, store, clock);
        });
    }
}
