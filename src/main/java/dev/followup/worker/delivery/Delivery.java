package dev.followup.worker.delivery;

import dev.followup.crm.session.CrmSession;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.telemetry.Metrics;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// The delivery of pending commands to the CRM, until none is left or time is up. What was sent without an answer is
/// reconciled: looked for in the CRM, and sent again if it is not there.
@ApplicationScoped
public class Delivery {

    /// Commands that fill a call, by the CRM's recommendation.
    /// Source: CRM documentation, "Limitations"; read 2026-11-21.
    private static final int FULL_REQUEST = 50;

    /// No command waits longer for others to share its call.
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(2);

    private final Ledger ledger;
    private final CommandSender sender;
    private final CommandReconciler reconciler;
    private final Metrics metrics;
    private final Clock clock;

    public Delivery(Ledger ledger, CommandSender sender, CommandReconciler reconciler, Metrics metrics, Clock clock) {
        this.ledger = ledger;
        this.sender = sender;
        this.reconciler = reconciler;
        this.metrics = metrics;
        this.clock = clock;
    }

    /// Delivers commands.
    ///
    /// @param commands all that are pending in the account, in their order
    /// @param moreMessages whether the next invocation is about to begin: it gets the commands if they
    /// fill no call and none of them has waited for a while, since fewer and fuller calls do the same
    /// work
    /// @throws dev.followup.ledger.LedgerUnavailableException if it could not be recorded how commands ended
    public void run(CrmSession session, List<PendingCommand> commands, Instant deadline, boolean moreMessages)
            throws InterruptedException {
        var pending = new PendingCommands(session.account(), commands, ledger, metrics, clock);
        if (moreMessages && mayWaitForNextInvocation(commands)) {
            return;
        }
        while (!session.isClosed()) {
            if (!sender.send(session, pending) && !reconciler.reconcile(session, deadline, pending)) {
                return;
            }
        }
    }

    private boolean mayWaitForNextInvocation(List<PendingCommand> commands) {
        var longAgo = clock.instant().minus(LONGEST_DELAY);
        return commands.size() < FULL_REQUEST
                && commands.stream().allMatch(pending -> pending.since().isAfter(longAgo));
    }
}
