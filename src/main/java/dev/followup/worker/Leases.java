package dev.followup.worker;

import dev.followup.config.FollowupConfig;
import dev.followup.ledger.Ledger;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/// Sees to it that one invocation at a time works in an account's lane: the queue hands a lane's messages over
/// again while a slow invocation is still at them.
@ApplicationScoped
class Leases {

    private final Ledger ledger;
    private final Duration duration;

    Leases(Ledger ledger, FollowupConfig config) {
        this.ledger = ledger;
        this.duration = config.leaseDuration();
    }

    /// Takes a lane; empty while another invocation has it.
    Optional<Lease> acquire(String group) {
        var owner = UUID.randomUUID().toString();
        return ledger.lease(group, owner, duration) ? Optional.of(() -> ledger.release(group, owner)) : Optional.empty();
    }

    /// A lane that nobody else works in until it is closed.
    @FunctionalInterface
    interface Lease extends AutoCloseable {

        /// Gives the lane back.
        @Override
        void close();
    }
}
