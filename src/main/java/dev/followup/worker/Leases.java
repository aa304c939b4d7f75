package dev.followup.worker;

import dev.followup.concurrent.MonotonicClock;
import dev.followup.config.FollowupConfig;
import dev.followup.ledger.AccountLedger;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.LedgerUnavailableException;
import dev.followup.telemetry.LogTime;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/// The leases of accounts: only one invocation at a time works on an account. The inbox delivers an account's
/// messages again while a slow invocation still processes them.
@ApplicationScoped
class Leases {

    private static final Logger LOG = Logger.getLogger(Leases.class);

    /// The pause before a release is tried again. It takes less time than the next invocation would wait.
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Ledger ledger;
    private final Duration duration;
    private final Clock clock;
    private final MonotonicClock monotonicClock;

    Leases(Ledger ledger, FollowupConfig config, Clock clock, MonotonicClock monotonicClock) {
        this.ledger = ledger;
        this.duration = config.leaseDuration();
        this.clock = clock;
        this.monotonicClock = monotonicClock;
    }

    /// Acquires the lease of an account; empty while another invocation has it.
    Optional<AccountLedger> acquire(String account) {
        return ledger.acquire(account, UUID.randomUUID().toString(), duration);
    }

    /// Releases a lease, if that is not done yet. While the ledger is unavailable, it tries again until the deadline:
    /// an account whose lease is not released stands still until the lease ends.
    void release(AccountLedger leased, Instant deadline) throws InterruptedException {
        while (!leased.isReleased()) {
            try {
                leased.release(Map.of());
            } catch (LedgerUnavailableException e) {
                if (clock.instant().plus(PAUSE).isAfter(deadline)) {
                    LOG.errorf(
                            e,
                            "%s: the account's lease could not be released. The account is processed again when the"
                                    + " lease ends, in at most %s",
                            leased.lease().account(),
                            LogTime.of(duration));
                    return;
                }
                monotonicClock.sleep(PAUSE);
            }
        }
    }
}
