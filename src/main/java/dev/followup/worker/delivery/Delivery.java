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

/// The delivery of pending commands to the CRM, until none is left or time is up. A command that was sent
/// without a response is reconciled: its task is looked up in the CRM, and the command is sent again if it is
/// not found.
@ApplicationScoped
public class Delivery {

    /// The number of commands that fill a request, by the CRM's recommendation.
    /// Source: CRM documentation, "Limitations"; read 2026-11-21.
    private static final int FULL_REQUEST = 50;

    /// The longest time for which a command waits for others to share its request.
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
    /// @param mayLeaveRest whether the next invocation is about to begin: it gets the commands if they do
    /// not fill a request and none of them has waited for long, since fewer and fuller requests do the
    /// same work
    /// @throws dev.followup.ledger.LedgerUnavailableException if the outcomes could not be recorded
    public void deliver(CrmSession session, List<PendingCommand> commands, Instant deadline, boolean mayLeaveRest)
            throws InterruptedException {
        var pending = new PendingCommands(session.account(), commands, ledger, metrics, clock);
        if (mayLeaveRest && mayWaitForNextInvocation(commands)) {
            return;
        }
        while (!session.isClosed()) {
            if (!sender.send(session, pending)
                    && !sender.sendRefusedAlone(session, pending)
                    && !reconciler.reconcile(session, deadline, pending)) {
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
