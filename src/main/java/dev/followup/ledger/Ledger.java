package dev.followup.ledger;

import dev.followup.event.CrmEvent;
import dev.followup.task.CommandCause;
import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskCommand.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is to do in each account and what was done, by the orders' keys. An order is *to do*, then *sent*, then
/// *done* or *closed*; it never goes back, and never appears twice.
///
/// Every method throws [LedgerUnavailableException] if nothing could be read or written.
public interface Ledger {

    /// Writes down what was decided, all at once. Of an event that has orders already, in whatever state, nothing
    /// is added.
    ///
    /// @return what that came to
    WriteResult write(String account, PlannedWork decisions);

    /// What is open.
    AccountState state(String account);

    /// Notes that orders are about to be sent. From now on each may have been carried out, until its outcome is
    /// known. If one has left the list meanwhile, somebody else works on it: nothing is noted, and nothing must
    /// be sent.
    void send(String account, List<TaskCommand> commands, Instant at);

    /// Notes how orders ended, by their keys. What stays on the list is to do again, or sent if it is uncertain;
    /// what has left it before never comes back. What a share of an order has done is noted by the share's own
    /// key, while the order stays.
    void close(String account, Map<String, Outcome> outcomes);

    /// Notes that an account is closed to calls, or until when it is.
    void openCircuit(String account, OpenCircuit block);

    /// Notes that an account is open again.
    void closeCircuit(String account);

    /// Which events have orders, in whatever state, of those that have these keys.
    Set<String> answeredEvents(String account, Set<String> events);

    /// Notes until when what happened has been caught up on.
    void recoveredUntil(String account, Instant until);

    /// What is known of tasks, by their ids; of those that are not there nothing is known.
    Map<Long, TaskTrace> traces(String account, Set<Long> tasks);

    /// Takes an account's lane, or renews the hold on it.
    ///
    /// @param owner whoever works on the lane, different for every invocation
    /// @param time how long the hold lasts if it is not renewed
    /// @return whether the lane is the owner's now; `false` while another one's hold lasts
    boolean lease(String account, String owner, Duration time);

    /// Gives a lane back. Nothing happens if it is not the owner's.
    void release(String account, String owner);

    /// What writing down came to.
    ///
    /// @param added the orders that are new on the list, with whoever's turn it is
    /// @param spent the keys of drafts that are not, because their rule has answered the entity before
    /// @param stopped the keys of drafts that are not, because their rule has answered as many events of
    /// the hour as it may: only those of the first such event
    record WriteResult(List<PendingCommand> added, Set<String> spent, Set<String> stopped) {

        /// Nothing was to be written.
        public static final WriteResult NOTHING = new WriteResult(List.of(), Set.of(), Set.of());

        public WriteResult {
            added = List.copyOf(added);
            spent = Set.copyOf(spent);
            stopped = Set.copyOf(stopped);
        }
    }

    /// What is open in an account.
    ///
    /// @param pending the orders to do, or sent without an answer, in the order in which they were written
    /// @param deferred what happened and could not be planned yet, in its order
    /// @param scheduledUntil until when rules that run by the clock have been asked; `null` if never
    /// @param recoveredUntil until when what happened has been caught up on; `null` if never
    /// @param openCircuit that the account is closed to calls; `null` while it is open
    record AccountState(
            List<PendingCommand> pending,
            List<CrmEvent> deferred,
            @Nullable Instant scheduledUntil,
            @Nullable Instant recoveredUntil,
            @Nullable OpenCircuit openCircuit) {
        public AccountState {
            pending = List.copyOf(pending);
            deferred = List.copyOf(deferred);
        }
    }

    /// That the CRM serves an account nothing, so that nobody calls it.
    ///
    /// @param reason the CRM's words, and what a person must do
    /// @param since when it was found so
    /// @param probeAt when a call may try whether it still is so
    record OpenCircuit(String reason, Instant since, Instant probeAt) {}

    /// An order on the list.
    ///
    /// @param since when it was written down
    /// @param sent that it may have been carried out; `null` if it surely was not
    /// @param cause what it answers; `null` if nobody said
    record PendingCommand(
            TaskCommand command,
            Instant since,
            @Nullable SendAttempt sent,
            @Nullable CommandCause cause) {

        public PendingCommand(TaskCommand command, Instant since, @Nullable SendAttempt sent) {
            this(command, since, sent, null);
        }

        public PendingCommand with(@Nullable SendAttempt now) {
            return new PendingCommand(command, since, now, cause);
        }

        /// How it stands after an outcome that leaves it on the list: to do again, or sent if that is uncertain.
        public PendingCommand after(Outcome outcome) {
            return with(
                    outcome instanceof Outcome.Uncertain(var _, var at, var answered)
                            ? new SendAttempt(at, answered)
                            : null);
        }
    }

    /// That an order was sent, and nobody knows how that ended.
    ///
    /// @param at when it was sent
    /// @param answered whether the CRM has answered, though only about other orders of the same call
    record SendAttempt(Instant at, boolean answered) {}

    /// What is known of a task.
    ///
    /// @param madeBy the origin of the order that has made it; `null` if none has
    /// @param changes when orders have changed it, by the CRM's word
    /// @param completed when the event happened that told of its completion; `null` if it is open
    record TaskTrace(
            @Nullable Origin madeBy,
            Set<Instant> changes,
            @Nullable Instant completed) {
        public TaskTrace {
            changes = Set.copyOf(changes);
        }
    }
}
