package dev.followup.worker;

import dev.followup.account.Account;
import dev.followup.event.EventSubject;
import dev.followup.inbox.AccountRequest;
import dev.followup.ledger.AccountLedger;
import dev.followup.ledger.AccountLedger.SendSelection;
import dev.followup.ledger.JournalNote;
import dev.followup.ledger.Ledger.WaitResult;
import dev.followup.ledger.PlannedWork;
import dev.followup.task.WaitRequest.Follow;
import dev.followup.task.WaitRequest.IfLate;
import dev.followup.task.WaitRequest.Stop;
import dev.followup.worker.intake.DecodedMessage.PersonRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/// What people ask of an account's worker: to drop what waits, and to forget an entity. It is done before anything
/// else of a batch; a message that is delivered again finds nothing left to do.
@ApplicationScoped
public class AccountRequests {

    private static final Logger LOG = Logger.getLogger("dev.followup");

    /// Carries out the requests of a batch.
    ///
    /// @throws dev.followup.ledger.LedgerUnavailableException if the ledger could not be read or written
    /// @throws dev.followup.ledger.LeaseLostException if another invocation has taken over the account
    void carryOut(Account account, AccountLedger ledger, List<PersonRequest> requests) {
        for (var one : requests) {
            switch (one.request()) {
                case AccountRequest.DropWait drop ->
                    drop(
                            account,
                            ledger,
                            drop,
                            one.message().id(),
                            one.message().sentAt());
                case AccountRequest.Forget(var subject) -> {
                    ledger.forget(EventSubject.of(subject));
                    LOG.infof("%s: %s is forgotten, as a person asked", account.name(), subject);
                }
            }
        }
    }

    /// Drops what a rule waits for: as if an event stopped it now. A date that was waited for is forgotten until an
    /// event reports it again.
    private static void drop(
            Account account, AccountLedger ledger, AccountRequest.DropWait drop, String message, Instant at) {
        var subject = EventSubject.of(drop.subject());
        var key = account.name() + ":wait.dropped:" + message;
        var stop = new Stop(key, drop.rule(), subject, Set.of(subject), at);
        var follow = new Follow(key, drop.rule(), at, subject, at, List.of(), IfLate.PASS, false, 1);
        var note = new JournalNote(
                key, "wait.dropped", Set.of(subject), at, "a person dropped what rule " + drop.rule() + " waited for");
        var work = PlannedWork.of(List.of()).waits(List.of(stop, follow), List.of());
        boolean isDropped = ledger.write(work.notes(List.of(note)), SendSelection.NONE).waits().stream()
                .anyMatch(result -> result.kind() == WaitResult.Kind.STOPPED);
        LOG.infof(
                "%s: %s: %s",
                account.name(),
                subject,
                isDropped
                        ? "what rule " + drop.rule() + " waited for is dropped, as a person asked"
                        : "a person asked to drop what rule " + drop.rule() + " waits for, but nothing waits");
    }
}
