package dev.followup.crm;

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
public class Visits {

    /// No function runs longer.
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Clock clock;
    private final double requestsPerSecond;
    private final Map<String, Pacer> pacers = new ConcurrentHashMap<>();

    Visits(FollowupConfig config, Clock clock) {
        this.clock = clock;
        this.requestsPerSecond = config.crm().requestsPerSecond();
        if (!(requestsPerSecond > 0)) {
            throw new IllegalArgumentException(
                    "followup.crm.requests-per-second: found " + requestsPerSecond + ", expected more than 0");
        }
    }

    /// A visit to an account that is to end before the deadline: no call leaves after it. One that has left may take
    /// both time-outs longer.
    public Visit begin(Account account, Instant deadline) {
        var pacer = pacers.computeIfAbsent(account.name(), _ -> new Pacer(requestsPerSecond, Ticker.SYSTEM));
        var now = clock.instant();
        var time = deadline.isAfter(now.plus(LONGEST)) ? LONGEST : Duration.between(now, deadline);
        return new Visit(account, pacer, time);
    }

    /// A visit to an account that was found closed before: no call leaves, each is blocked for the same reason.
    public Visit barred(Account account, String reason) {
        var visit = begin(account, clock.instant());
        visit.bar(reason);
        return visit;
    }
}
