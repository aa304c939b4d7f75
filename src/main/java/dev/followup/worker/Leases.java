package dev.followup.worker;

import dev.followup.config.FollowupConfig;
import dev.followup.ledger.Ledger;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/// The leases of accounts: only one invocation at a time works on an account. The inbox delivers an account's
/// messages again while a slow invocation still processes them.
@ApplicationScoped
class Leases {

    private final Ledger ledger;
    private final Duration duration;

    Leases(Ledger ledger, FollowupConfig config) {
        this.ledger = ledger;
        this.duration = config.leaseDuration();
    }

    /// Acquires the lease of an account; empty while another invocation has it.
    Optional<Lease> acquire(String account) {
        var owner = UUID.randomUUID().toString();
        return ledger.lease(account, owner, duration)
                ? Optional.of(() -> ledger.release(account, owner))
                : Optional.empty();
    }

    /// The lease of an account, until it is closed.
    @FunctionalInterface
    interface Lease extends AutoCloseable {

        /// Releases the lease.
        @Override
        void close();
    }
}
