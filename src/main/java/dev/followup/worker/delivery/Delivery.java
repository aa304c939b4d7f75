package dev.followup.worker.delivery;

import dev.followup.crm.session.CrmSession;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.Ledger.Lease;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.telemetry.Metrics;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/// The delivery of pending commands to the CRM, until none is left or time is up. A command that was sent
/// without a response is reconciled: its task is looked up in the CRM, and the command is sent again if it is
/// not found.
@ApplicationScoped
public class Delivery {

    private final Ledger ledger;
    private final CommandSender sender;
    private final CommandReconciler reconciler;
    private final Metrics metrics;
    private final Clock clock;
    private final ReportedRefusals reported = new ReportedRefusals();

    public Delivery(Ledger ledger, CommandSender sender, CommandReconciler reconciler, Metrics metrics, Clock clock) {
        this.ledger = ledger;
        this.sender = sender;
        this.reconciler = reconciler;
        this.metrics = metrics;
        this.clock = clock;
    }

    /// Delivers commands.
    ///
    /// @param lease under which this invocation works on the account
    /// @param commands all that are pending in the account, in their order
    /// @throws dev.followup.ledger.LedgerUnavailableException if the outcomes could not be recorded
    /// @throws dev.followup.ledger.LeaseLostException if another invocation has taken over the account
    public void deliver(CrmSession session, Lease lease, List<PendingCommand> commands, Instant deadline)
            throws InterruptedException {
        var pending = new PendingCommands(session.account(), lease, commands, ledger, reported, metrics, clock);
        while (!session.isClosed()) {
            if (!sender.send(session, pending)
                    && !sender.sendRefusedAlone(session, pending)
                    && !reconciler.reconcile(session, deadline, pending)) {
                return;
            }
        }
    }
}
