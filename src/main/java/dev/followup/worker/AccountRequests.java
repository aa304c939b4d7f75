package dev.followup.worker;

import dev.followup.account.Account;
import dev.followup.event.EventSubject;
import dev.followup.inbox.AccountRequest;
import dev.followup.ledger.AccountLedger;
import dev.followup.ledger.AccountLedger.SendSelection;
import dev.followup.ledger.JournalNote;
import dev.followup.ledger.Ledger.WaitResult;
import dev.followup.ledger.PlannedWork;
import dev.followup.task.Absence;
import dev.followup.task.WaitRequest.Follow;
import dev.followup.task.WaitRequest.IfLate;
import dev.followup.task.WaitRequest.Stop;
import dev.followup.worker.intake.DecodedMessage.PersonRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/// What people ask of an account's worker: to drop what waits, to know who is away, and to forget an entity. It is done
/// before anything else of a batch, but for the last, which comes after the batch's events: they may be about the
/// entity. A message that is delivered again finds nothing left to do.
@ApplicationScoped
public class AccountRequests {

    /// How long an absence is kept after its end.
    private static final Period KEPT = Period.ofDays(35);

    private static final Logger LOG = Logger.getLogger("dev.followup");

    /// Carries out the requests of a batch that matter to its events.
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
                case AccountRequest.Away away ->
                    away(account, ledger, away, one.message().sentAt());
                case AccountRequest.Back back -> back(account, ledger, back);
                case AccountRequest.Forget _ -> {}
            }
        }
    }

    /// What the requests of a batch want to be forgotten.
    List<EventSubject> toForget(List<PersonRequest> requests) {
        return requests.stream()
                .flatMap(one -> one.request() instanceof AccountRequest.Forget(var subject)
                        ? Stream.of(EventSubject.of(subject))
                        : Stream.empty())
                .toList();
    }

    /// Forgets things, also what the batch itself has brought about them.
    ///
    /// @throws dev.followup.ledger.LedgerUnavailableException if the ledger could not be read or written
    /// @throws dev.followup.ledger.LeaseLostException if another invocation has taken over the account
    void forget(Account account, AccountLedger ledger, List<EventSubject> subjects) {
        for (var subject : subjects) {
            ledger.forget(subject);
            LOG.infof("%s: %s is forgotten, as a person asked", account.name(), subject);
        }
    }

    /// Records an absence, instead of one of the same person that begins on the same day. What has ended long ago is
    /// dropped.
    private static void away(Account account, AccountLedger ledger, AccountRequest.Away away, Instant at) {
        var reported = new Absence(away.person(), away.from(), away.to(), away.deputy());
        var oldest = at.atZone(ZoneOffset.UTC).toLocalDate().minus(KEPT);
        ledger.changeAbsences(known -> Stream.concat(
                        known.stream()
                                .filter(one -> !one.person().equals(reported.person())
                                        || !one.from().equals(reported.from()))
                                .filter(one -> !one.to().isBefore(oldest)),
                        Stream.of(reported))
                .toList());
        LOG.infof(
                "%s: %s is away from %s until %s, as a person reported%s",
                account.name(),
                away.person(),
                away.from(),
                away.to(),
                away.deputy() == null ? "" : ". " + away.deputy() + " gets the tasks meanwhile");
    }

    /// Records that a person is back: absences end the day before, and those that would begin later are dropped.
    private static void back(Account account, AccountLedger ledger, AccountRequest.Back back) {
        ledger.changeAbsences(known -> known.stream()
                .flatMap(one -> one.person().equals(back.person()) ? one.before(back.from()).stream() : Stream.of(one))
                .toList());
        LOG.infof(
                "%s: %s is back on %s, as a person reported. Absences in the rule book stay",
                account.name(), back.person(), back.from());
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
