package dev.followup.account;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Tokens that last as long as the process.
public final class InMemoryTokenStore implements TokenStore {

    private final Map<String, Grant> grants = new ConcurrentHashMap<>();

    @Override
    public Optional<Grant> read(String account) {
        return Optional.ofNullable(grants.get(account));
    }

    @Override
    public synchronized boolean replace(String account, Grant next) {
        var version = read(account).map(Grant::version).orElse(0L);
        if (next.version() != version + 1) {
            return false;
        }
        grants.put(account, next);
        return true;
    }
}
