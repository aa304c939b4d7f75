package dev.followup.account.token;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The token store in memory, which ends with the process.
public final class InMemoryTokenStore implements TokenStore {

    private final Map<String, OAuthState> states = new ConcurrentHashMap<>();

    @Override
    public Optional<OAuthState> read(String account) {
        return Optional.ofNullable(states.get(account));
    }

    @Override
    public synchronized boolean replace(String account, OAuthState next) {
        var version = read(account).map(OAuthState::version).orElse(0L);
        if (next.version() != version + 1) {
            return false;
        }
        states.put(account, next);
        return true;
    }
}
