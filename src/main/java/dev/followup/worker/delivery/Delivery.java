package dev.followup.worker.delivery;

import dev.followup.crm.session.CrmSession;
import dev.followup.ledger.Ledger;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// Works off what stands on an account's list, or lets it grow for a moment: fewer and fuller calls do the same.
@ApplicationScoped
public class Delivery {

    /// Orders that fill a call, by the CRM's recommendation.
    /// Source: CRM documentation, "Limitations"; read 2026-11-21.
    private static final int FULL_CALL = 50;

    /// No order waits longer for others.
    private static final Duration MOMENT = Duration.ofSeconds(2);

    private final Ledger ledger;
    private final CommandSender delivery;
    private final CommandReconciler reconciler;
    private final Clock clock;

    public Delivery(Ledger ledger, CommandSender delivery, CommandReconciler reconciler, Clock clock) {
        this.ledger = ledger;
        this.delivery = delivery;
        this.reconciler = reconciler;
        this.clock = clock;
    }

    /// Carries out what is on the list, until it is empty or time is up. What was sent without an answer is
    /// looked for, and sent again if it is not there.
    ///
    /// @throws dev.followup.ledger.LedgerUnavailableException if the list could not be read or written
    public void workOff(CrmSession session, Instant deadline) throws InterruptedException {
        workOff(session, deadline, worklist(session));
    }

    /// The same, if the list fills a call or something on it has waited for a moment. Else the next invocation
    /// does it: only for one that knows that the next is about to begin.
    public void workOffUnlessFew(CrmSession session, Instant deadline) throws InterruptedException {
        var list = worklist(session);
        var moment = clock.instant().minus(MOMENT);
        if (list.entries().size() >= FULL_CALL
                || list.entries().stream().anyMatch(entry -> !entry.since().isAfter(moment))) {
            workOff(session, deadline, list);
        }
    }

    private void workOff(CrmSession session, Instant deadline, PendingCommands list) throws InterruptedException {
        while (!session.isClosed() && (delivery.send(session, list) || reconciler.settle(session, deadline, list))) {
            list.read();
        }
    }

    private PendingCommands worklist(CrmSession session) {
        var list = new PendingCommands(session, ledger, clock);
        list.read();
        return list;
    }
}
