package dev.followup;

import dev.followup.crm.Visit;
import dev.followup.ledger.Ledger;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// Works off what stands on an account's list, or lets it grow for a moment: fewer and fuller calls do the same.
@ApplicationScoped
class Backlog {

    /// Orders that fill a call, by the CRM's recommendation.
    /// Source: CRM documentation, "Limitations"; read 2026-11-21.
    private static final int FULL_CALL = 50;

    /// No order waits longer for others.
    private static final Duration MOMENT = Duration.ofSeconds(2);

    private final Ledger ledger;
    private final Delivery delivery;
    private final LookUp lookUp;
    private final Clock clock;

    Backlog(Ledger ledger, Delivery delivery, LookUp lookUp, Clock clock) {
        this.ledger = ledger;
        this.delivery = delivery;
        this.lookUp = lookUp;
        this.clock = clock;
    }

    /// Carries out what is on the list, until it is empty or time is up. What was sent without an answer is
    /// looked for, and sent again if it is not there.
    ///
    /// @throws dev.followup.ledger.LedgerUnavailableException if the list could not be read or written
    void workOff(Visit visit, Instant deadline) throws InterruptedException {
        workOff(visit, deadline, worklist(visit));
    }

    /// The same, if the list fills a call or something on it has waited for a moment. Else the next invocation
    /// does it: only for one that knows that the next is about to begin.
    void workOffUnlessFew(Visit visit, Instant deadline) throws InterruptedException {
        var list = worklist(visit);
        var moment = clock.instant().minus(MOMENT);
        if (list.entries().size() >= FULL_CALL
                || list.entries().stream().anyMatch(entry -> !entry.since().isAfter(moment))) {
            workOff(visit, deadline, list);
        }
    }

    private void workOff(Visit visit, Instant deadline, Worklist list) throws InterruptedException {
        while (!visit.isClosed() && (delivery.send(visit, list) || lookUp.settle(visit, deadline, list))) {
            list.read();
        }
    }

    private Worklist worklist(Visit visit) {
        var list = new Worklist(visit, ledger, clock);
        list.read();
        return list;
    }
}
