package dev.followup.ledger;

import dev.followup.event.EventSubject;
import dev.followup.ledger.Ledger.AccountState;
import dev.followup.ledger.Ledger.History;
import dev.followup.ledger.Ledger.Lease;
import dev.followup.ledger.Ledger.OpenCircuit;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.Ledger.WebhookCheck;
import dev.followup.ledger.Ledger.WebhookOutage;
import dev.followup.ledger.Ledger.WriteResult;
import dev.followup.task.Absence;
import dev.followup.task.DraftCommand;
import dev.followup.task.Outcome;
import dev.followup.task.TaskAddition;
import dev.followup.task.TaskCommand;
import dev.followup.task.Wait;
import dev.followup.task.WaitRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// The ledger of one account in the hands of the invocation that has the account's lease. It remembers what it has
/// read, so that nothing is read twice.
///
/// Every method throws [LedgerUnavailableException] if the ledger could not be read or written.
public interface AccountLedger {

    /// The lease of this invocation.
    Lease lease();

    /// The account's state: the first time as it was when the lease was acquired, from then on as it is.
    AccountState state();

    /// The pending commands behind those that were read or written before.
    ///
    /// @param limit the most commands
    /// @return empty if there are no more
    List<PendingCommand> nextPending(int limit);

    /// What is known of events and tasks, in one read.
    ///
    /// @param events keys of events, or their coarse keys
    /// @param tasks ids of tasks
    /// @param likely drafts that may be written: what their guards depend on is read with the rest, so
    /// that it need not be read then
    /// @param waits what events may ask of waits, likewise
    History history(Set<String> events, Set<Long> tasks, List<DraftCommand> likely, List<WaitRequest> waits);

    /// Has the journal ready for events that rules will probably answer, beside what follows: the book that decides
    /// them, and where they are found.
    void announce(BookText book, List<HeardEvent> events);

    /// What waits and is to be asked by now, the first due first.
    ///
    /// @param limit the most that is read
    List<Wait> dueWaits(Instant until, int limit);

    /// How far rules have come through the entities of the account: of each rule its last walk, over or not.
    List<Walk> walks();

    /// Writes planned work down, all at once. An event that has commands already, in whatever state, gets no others.
    ///
    /// @param selection which of the new commands are marked as sent with that: none if the lease has
    /// ended. They must be sent now
    /// @throws LeaseLostException if there were commands or deferred events to write, and another
    /// invocation has acquired the lease since: then none of them is written
    WriteResult write(PlannedWork work, SendSelection selection);

    /// Records that commands are about to be sent. From now on each of them may have been carried out, until
    /// its outcome is recorded. With that, a person who was chosen just before is written down and stays
    /// chosen. If one of them is no longer pending, another invocation works on the account: nothing is
    /// recorded, and the caller must not send anything.
    ///
    /// @throws LeaseLostException if the lease has ended, or another invocation has acquired it since
    void markSent(List<TaskCommand> commands, Instant at);

    /// Records the outcomes of commands, by their keys. A command whose outcome is pending stays pending, or
    /// sent if the outcome is uncertain, and is replaced if it was reassigned; one that has ended never becomes
    /// pending again. What a command has done to one of several tasks is recorded by the key of that part, while
    /// the command itself stays.
    ///
    /// If the lease has ended, what was done is recorded all the same; a command that a later lease's invocation
    /// has sent since stays as it is.
    void recordOutcomes(Map<String, Outcome> outcomes);

    /// Records outcomes, and releases the lease with the last of them. The lease stays as it is if another owner has
    /// acquired it since.
    void release(Map<String, Outcome> outcomes);

    /// Whether this invocation has released the lease.
    boolean isReleased();

    /// The tasks that were added just before, so that the CRM may not show them among others yet.
    List<TaskAddition> additions();

    /// Replaces the tasks that were added just before. They are recorded for the next invocation when the lease is
    /// released. Those of an invocation that is killed are lost: the CRM mostly shows them when its lease ends.
    void keepAdditions(List<TaskAddition> additions);

    /// Records that the account's circuit is open, and when the next probe is due.
    void openCircuit(OpenCircuit circuit);

    /// Records that the account's circuit is closed.
    void closeCircuit();

    /// Forgets a thing: its entries in the journal and those of others that name it, what waits for it, and the
    /// commands and events about it that are not done yet. That an event was heard stays, without what it said.
    ///
    /// The account's state must be read again then.
    void forget(EventSubject subject);

    /// Replaces the absences that people have reported. The account's state must be read again then.
    ///
    /// @param change of those that are known so far
    /// @throws LeaseLostException if another invocation has acquired the lease since
    void changeAbsences(UnaryOperator<List<Absence>> change);

    /// Notes when the inbox stored the last webhook. It is recorded when the lease is released.
    void heardWebhook(Instant at);

    /// Records what a check of the account's webhook saw.
    void recordWebhookCheck(WebhookCheck check);

    /// Records when the CRM reported nothing last.
    void recordWebhookOutage(WebhookOutage outage);

    /// Records until when missed events have been recovered.
    void recordRecoveredUntil(Instant until);

    /// The selection of new commands that can be sent at once.
    interface SendSelection {

        /// No command is sent at once.
        SendSelection NONE = _ -> Set.of();

        /// The keys of the commands to be marked as sent.
        ///
        /// @param added all commands that are added, in their order
        Set<String> of(List<PendingCommand> added);
    }
}
