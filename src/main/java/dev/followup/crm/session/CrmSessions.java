package dev.followup.crm.session;

import dev.followup.account.Account;
import dev.followup.config.FollowupConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Begins visits to accounts, and keeps each account's pace from one to the next.
@ApplicationScoped
public class CrmSessions {

    /// No function runs longer.
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Clock clock;
    private final double requestsPerSecond;
    private final Map<String, RateLimiter> rateLimiters = new ConcurrentHashMap<>();

    public CrmSessions(FollowupConfig config, Clock clock) {
        this.clock = clock;
        this.requestsPerSecond = config.crm().requestsPerSecond();
        if (!(requestsPerSecond > 0)) {
            throw new IllegalArgumentException(
                    "followup.crm.requests-per-second: found " + requestsPerSecond + ", expected more than 0");
        }
    }

    /// A session that ends at the deadline: no call leaves after it. One that has left may take both time-outs
    /// longer.
    public CrmSession begin(Account account, Instant deadline) {
        var rateLimiter = rateLimiters.computeIfAbsent(
                account.name(), _ -> new RateLimiter(requestsPerSecond, MonotonicClock.SYSTEM));
        var now = clock.instant();
        var time = deadline.isAfter(now.plus(LONGEST)) ? LONGEST : Duration.between(now, deadline);
        return new CrmSession(account, rateLimiter, time);
    }

    /// A session with an account whose circuit is open: no call leaves, each is blocked for the same reason.
    public CrmSession blocked(Account account, String reason) {
        var session = begin(account, clock.instant());
        session.block(reason);
        return session;
    }
}
