package dev.followup.worker.delivery;

import dev.followup.crm.session.CrmSession;
import dev.followup.crm.task.CrmTasks;
import dev.followup.ledger.AccountLedger;
import dev.followup.ledger.AccountLedger.SendSelection;
import dev.followup.ledger.Ledger.AccountState;
import dev.followup.progress.ProgressListener;
import dev.followup.telemetry.Metrics;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;

/// The delivery of pending commands to the CRM, until none is left or time is up. A command that was sent
/// without a response is reconciled: its task is looked up in the CRM, and the command is sent again if it is
/// not found.
@ApplicationScoped
public class Delivery {

    private final CommandSender sender;
    private final CommandReconciler reconciler;
    private final CrmTasks crm;
    private final Metrics metrics;
    private final Clock clock;
    private final ProgressListener progress;
    private final ReportedRefusals reported = new ReportedRefusals();

    public Delivery(
            CommandSender sender,
            CommandReconciler reconciler,
            CrmTasks crm,
            Metrics metrics,
            Clock clock,
            ProgressListener progress) {
        this.sender = sender;
        this.reconciler = reconciler;
        this.crm = crm;
        this.metrics = metrics;
        this.clock = clock;
        this.progress = progress;
    }

    /// The selection of new commands that can be sent at once, so that they are marked as sent when they are
    /// written: those of the first write that has some. There are none while commands wait that are not read
    /// yet, or while the circuit is open.
    ///
    /// @param pending the commands before the write
    public SendSelection selection(CrmSession session, PendingCommands pending) {
        return added -> session.isClosed() || session.isProbe() || pending.hasMoreOrMarked()
                ? Set.of()
                : ReadyCommands.atOnce(pending.commands(), added, crm.batchSize());
    }

    /// The commands to deliver.
    ///
    /// @param state the account's state
    public PendingCommands pending(CrmSession session, AccountLedger ledger, AccountState state) {
        return new PendingCommands(session.account(), ledger, state, reported, metrics, clock, progress);
    }

    /// Delivers commands. The last outcomes are not recorded yet then.
    ///
    /// @throws dev.followup.ledger.LedgerUnavailableException if outcomes could not be recorded
    /// @throws dev.followup.ledger.LeaseLostException if another invocation has taken over the account
    public void deliver(CrmSession session, PendingCommands pending, Instant deadline) throws InterruptedException {
        boolean hasMore = sender.send(session, pending); // also those marked as sent that cannot leave any more
        while (!session.isClosed()) {
            if (!hasMore
                    && !sender.sendRefusedAlone(session, pending)
                    && !reconciler.reconcile(session, deadline, pending)
                    && !pending.readNext()) {
                return;
            }
            hasMore = sender.send(session, pending);
        }
    }
}
