package dev.followup.crm.session;

import dev.followup.account.Account;
import dev.followup.concurrent.MonotonicClock;
import dev.followup.config.FollowupConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The factory of sessions. It keeps each account's rate limiter from one session to the next.
@ApplicationScoped
public class CrmSessions {

    /// Longer than any function runs.
    private static final Duration LONGEST = Duration.ofDays(1);

    private static final double UNLIMITED = 1e6;

    private final Clock clock;
    private final MonotonicClock monotonicClock;
    private final double requestsPerSecond;
    private final boolean isShared;
    private final Map<String, RateLimiter> rateLimiters = new ConcurrentHashMap<>();

    /// The name of the account of a warm-up; `null` while there is none.
    private volatile @Nullable String ofWarmUp;

    public CrmSessions(FollowupConfig config, Clock clock, MonotonicClock monotonicClock) {
        this.clock = clock;
        this.monotonicClock = monotonicClock;
        this.requestsPerSecond = config.crm().requestsPerSecond();
        this.isShared = config.local().functions().isEmpty(); // a laptop runs one instance
        if (!(requestsPerSecond > 0)) {
            throw new IllegalArgumentException(
                    "followup.crm.requests-per-second: found " + requestsPerSecond + ", expected more than 0");
        }
    }

    /// Lets calls to the account of a warm-up leave at once: they never leave this machine.
    ///
    /// @param account `null` to end that
    public void warmUp(@Nullable Account account) {
        if (ofWarmUp != null) {
            rateLimiters.remove(ofWarmUp);
        }
        ofWarmUp = account == null ? null : account.name();
        if (account != null) {
            rateLimiters.put(account.name(), new RateLimiter(UNLIMITED, false, monotonicClock));
        }
    }

    /// A session that ends at the deadline: no call is sent after it. A call that was sent before may take
    /// both time-outs longer.
    public CrmSession begin(Account account, Instant deadline) {
        return begin(account, deadline, false);
    }

    /// A session that finds out whether the account's circuit can be closed.
    public CrmSession probe(Account account, Instant deadline) {
        return begin(account, deadline, true);
    }

    private CrmSession begin(Account account, Instant deadline, boolean isProbe) {
        var rateLimiter = rateLimiters.computeIfAbsent(
                account.name(), _ -> new RateLimiter(requestsPerSecond, isShared, monotonicClock));
        var now = clock.instant();
        var time = deadline.isAfter(now.plus(LONGEST)) ? LONGEST : Duration.between(now, deadline);
        var end = new SessionDeadline(rateLimiter.in(time), clock, deadline);
        return new CrmSession(account, rateLimiter, end, isProbe);
    }

    /// A closed session for an account whose circuit is open: no call is sent, each fails with the same
    /// reason.
    public CrmSession blocked(Account account, String reason) {
        var session = begin(account, clock.instant());
        session.block(reason);
        return session;
    }
}
