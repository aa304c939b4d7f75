package dev.followup.ledger;

import dev.followup.event.CrmEvent;
import dev.followup.event.EventSubject;
import dev.followup.task.Absence;
import dev.followup.task.CommandCause;
import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskCommand.Origin;
import dev.followup.task.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The ledger of each account's commands, by their keys: every command is *pending*, then *sent*, then *done*
/// or *closed*. A command that has ended never becomes pending again, and no command appears twice.
///
/// Every method throws [LedgerUnavailableException] if the ledger could not be read or written.
public interface Ledger {

    /// The most pending commands of an account that are read at a time: ten calls' worth. An invocation has so many
    /// in its hands at most; further ones are read when these have ended.
    int MAX_PORTION = 500;

    /// How long the journal is kept if no setting says otherwise: as long as the records of events.
    Duration JOURNAL_TIME = Duration.ofDays(35);

    /// Acquires the lease of an account, or renews it. The account's state is read side by side with it.
    ///
    /// @param owner the invocation that works on the account; every invocation has its own
    /// @param time how long the lease lasts if it is not renewed
    /// @return the account's ledger for this invocation; empty while another owner has the lease
    Optional<AccountLedger> acquire(String account, String owner, Duration time);

    /// The state of an account, also without its lease.
    AccountState state(String account);

    /// What is known of events and tasks, also without the account's lease.
    ///
    /// @param events keys of events, or their coarse keys
    /// @param tasks ids of tasks
    History history(String account, Set<String> events, Set<Long> tasks);

    /// The records of those of these events that were heard, whether a rule answered them or not, by their keys.
    default Map<String, EventRecord> heardEvents(String account, Set<String> events) {
        return history(account, events, Set.of()).events();
    }

    /// The traces of tasks, by the tasks' ids. A task without commands or events has none.
    default Map<Long, TaskTrace> traces(String account, Set<Long> tasks) {
        return history(account, Set.of(), tasks).traces();
    }

    /// What waits and is to be asked by then, the first due first, also without the account's lease.
    ///
    /// @param limit the most that is read
    List<Wait> dueWaits(String account, Instant until, int limit);

    /// What the ledger keeps of events, for people who ask what became of them.
    Journal journal();

    /// What is known of the account's webhook.
    WebhookFindings webhookFindings(String account);

    /// The absences that people have reported of an account, also without its lease.
    List<Absence> absences(String account);

    /// Records that an account's circuit is closed, also without its lease.
    void closeCircuit(String account);

    /// The right of one invocation to work on an account.
    ///
    /// @param generation grows with each acquisition of the account's lease, so that an invocation whose
    /// lease has ended is recognised
    record Lease(String account, String owner, long generation) {}

    /// The result of writing work down.
    ///
    /// @param added the new pending commands, each with its responsible user of the rotation
    /// @param skippedByOnce the keys of drafts that were not added, because their rule has fired for the
    /// entity before
    /// @param overLimit the keys of drafts that were not added, because their rule has reached its limit
    /// of events in the hour
    /// @param limitReached those of them with which the rule reached its limit: the first such event
    /// @param tooLarge the keys of events of which nothing was written, because they or one of their commands
    /// are too large for the ledger
    /// @param waits what became of the requests that events made of waits
    record WriteResult(
            List<PendingCommand> added,
            Set<String> skippedByOnce,
            Set<String> overLimit,
            Set<String> limitReached,
            Set<String> tooLarge,
            List<WaitResult> waits) {

        /// There was nothing to write.
        public static final WriteResult NOTHING = new WriteResult(List.of(), Set.of(), Set.of(), Set.of());

        public WriteResult {
            added = List.copyOf(added);
            skippedByOnce = Set.copyOf(skippedByOnce);
            overLimit = Set.copyOf(overLimit);
            limitReached = Set.copyOf(limitReached);
            tooLarge = Set.copyOf(tooLarge);
            waits = List.copyOf(waits);
        }

        /// The same with the new commands as they are now.
        public WriteResult with(List<PendingCommand> commands) {
            return new WriteResult(commands, skippedByOnce, overLimit, limitReached, tooLarge, waits);
        }

        /// This and what was written after it.
        public WriteResult and(WriteResult next) {
            return new WriteResult(
                    joined(added, next.added),
                    joined(skippedByOnce, next.skippedByOnce),
                    joined(overLimit, next.overLimit),
                    joined(limitReached, next.limitReached),
                    joined(tooLarge, next.tooLarge),
                    joined(waits, next.waits));
        }

        private static <T> List<T> joined(List<T> one, List<T> other) {
            return Stream.concat(one.stream(), other.stream()).toList();
        }

        private static Set<String> joined(Set<String> one, Set<String> other) {
            return Stream.concat(one.stream(), other.stream()).collect(Collectors.toSet());
        }

        /// The same with what became of requests.
        WriteResult waits(List<WaitResult> results) {
            return new WriteResult(added, skippedByOnce, overLimit, limitReached, tooLarge, results);
        }

        /// The result of writing work of which nothing is too large.
        public WriteResult(
                List<PendingCommand> added,
                Set<String> skippedByOnce,
                Set<String> overLimit,
                Set<String> limitReached) {
            this(added, skippedByOnce, overLimit, limitReached, Set.of(), List.of());
        }
    }

    /// What became of a request that an event made of the waits of a rule.
    ///
    /// @param event the key of the event that asked
    /// @param rule the key of the rule
    /// @param subject what waits, or would have waited
    /// @param kind what happened
    /// @param waits the actions that began to wait
    record WaitResult(String event, String rule, EventSubject subject, Kind kind, List<Wait> waits) {

        public WaitResult {
            waits = List.copyOf(waits);
        }

        /// What became of the request, as in `waits for leads/501`; until when is not said.
        public String words() {
            return switch (kind) {
                case BEGAN -> "waits for " + subject;
                case STOPPED -> "waits no more for " + subject;
                case REPLACED -> "gives up the wait that began with another event";
                case WAITS_ALREADY -> "ignores it, since it waits for " + subject + " already";
                case STOPPED_BEFORE -> "ignores it, since a later event has ended it before";
                case ONCE -> "does not wait, since it has fired for the entity before";
                case TOO_MANY -> "ignores it, since it waits for too many events about " + subject;
            };
        }

        /// What happened to waits.
        public enum Kind {
            /// They began.
            BEGAN,

            /// They were dropped, since the event stops them.
            STOPPED,

            /// They were dropped, since the rule waits anew from a later event, or from an earlier one that was heard
            /// later.
            REPLACED,

            /// None began, since the rule waits for the subject already.
            WAITS_ALREADY,

            /// None began, since a later event that was heard before stops it.
            STOPPED_BEFORE,

            /// None began, since the rule has fired for the entity before.
            ONCE,

            /// None began, since as many wait for the subject as may.
            TOO_MANY
        }
    }

    /// What the ledger knows of events and tasks.
    ///
    /// @param events the records of events, by the keys that were asked for; events without one are left out
    /// @param traces the traces of tasks, by the tasks' ids; tasks without one are left out
    record History(Map<String, EventRecord> events, Map<Long, TaskTrace> traces) {

        /// Nothing is known.
        public static final History NONE = new History(Map.of(), Map.of());

        public History {
            events = Map.copyOf(events);
            traces = Map.copyOf(traces);
        }
    }

    /// The record of an event that was heard.
    ///
    /// @param time when it happened; of a coarse key, the last such event
    /// @param storedAt when the inbox stored its message
    /// @param isComplete whether all its commands were written; otherwise it is planned again
    record EventRecord(Instant time, Instant storedAt, boolean isComplete) {}

    /// An event that could not be planned yet.
    ///
    /// @param storedAt when the inbox stored its message
    record DeferredEvent(CrmEvent event, Instant storedAt) {}

    /// The state of an account.
    ///
    /// @param pendingCommands the first [#MAX_PORTION] pending commands, also those that were sent without a
    /// response, in the order in which they were written
    /// @param isWhole whether these are all pending commands
    /// @param deferredEvents events that could not be planned yet, in their order
    /// @param scheduledUntil until when the scheduled rules have been evaluated; `null` if never
    /// @param recoveredUntil until when missed events have been recovered; `null` if never
    /// @param openCircuit the open circuit of the account; `null` while the circuit is closed
    /// @param webhookOutage when the CRM reported nothing last; `null` if that was never seen
    /// @param absences that people have reported
    record AccountState(
            List<PendingCommand> pendingCommands,
            boolean isWhole,
            List<DeferredEvent> deferredEvents,
            @Nullable Instant scheduledUntil,
            @Nullable Instant recoveredUntil,
            @Nullable OpenCircuit openCircuit,
            @Nullable WebhookOutage webhookOutage,
            List<Absence> absences) {
        public AccountState {
            pendingCommands = List.copyOf(pendingCommands);
            deferredEvents = List.copyOf(deferredEvents);
            absences = List.copyOf(absences);
        }

        /// The state of an account of which nobody has reported an absence.
        public AccountState(
                List<PendingCommand> pendingCommands,
                boolean isWhole,
                List<DeferredEvent> deferredEvents,
                @Nullable Instant scheduledUntil,
                @Nullable Instant recoveredUntil,
                @Nullable OpenCircuit openCircuit,
                @Nullable WebhookOutage webhookOutage) {
            this(
                    pendingCommands,
                    isWhole,
                    deferredEvents,
                    scheduledUntil,
                    recoveredUntil,
                    openCircuit,
                    webhookOutage,
                    List.of());
        }
    }

    /// A time in which the CRM reported nothing, since the account's webhook was disabled or missing.
    ///
    /// @param since its begin at the latest: the check before the one that saw it
    /// @param until when a check saw the webhook again; `null` while it is off
    record WebhookOutage(Instant since, @Nullable Instant until) {

        /// Whether the webhook is off.
        public boolean lasts() {
            return until == null;
        }
    }

    /// What a check of the account's webhook saw.
    ///
    /// @param words a sentence without subject's time, such as `the CRM reports all that rules listen to`
    /// @param subscribed what the CRM reports of what rules listen to, by the names of its API
    record WebhookCheck(Instant at, String words, Set<String> subscribed) {
        public WebhookCheck {
            subscribed = Set.copyOf(subscribed);
        }
    }

    /// What is known of an account's webhook.
    ///
    /// @param check the last check; `null` if there was none
    /// @param lastWebhook when the inbox stored the last webhook; `null` if none is known
    record WebhookFindings(
            @Nullable WebhookCheck check, @Nullable Instant lastWebhook) {}

    /// An open circuit: the CRM does not serve the account, so that it is not called.
    ///
    /// @param reason the CRM's words, and what a person must do
    /// @param since when the circuit opened
    /// @param probeAt when the next call may probe the account
    /// @param isReported whether the log has asked for a person
    record OpenCircuit(String reason, Instant since, Instant probeAt, boolean isReported) {}

    /// A command that has not ended.
    ///
    /// @param since when it was written down
    /// @param sent the attempt that may have carried it out; `null` if it certainly was not carried out
    /// @param cause the event that it answers; `null` if it is not known
    /// @param refusals how often the CRM refused this very command, without a reason, while it took others
    record PendingCommand(
            TaskCommand command,
            Instant since,
            @Nullable SendAttempt sent,
            @Nullable CommandCause cause,
            int refusals) {

        public PendingCommand(TaskCommand command, Instant since, @Nullable SendAttempt sent) {
            this(command, since, sent, null, 0);
        }

        public PendingCommand with(@Nullable SendAttempt now) {
            return new PendingCommand(command, since, now, cause, refusals);
        }

        /// The command as it is sent: with the person who was chosen just before, if one was.
        public PendingCommand as(TaskCommand asSent) {
            return asSent.hasChosenPerson() ? new PendingCommand(asSent, since, sent, cause, refusals) : this;
        }

        /// The command after an outcome: sent if the outcome is uncertain, otherwise to be sent again.
        ///
        /// @param outcome one with which a command is still pending
        public PendingCommand after(Outcome outcome) {
            return switch (outcome) {
                case Outcome.Uncertain(var _, var at, var answered) -> with(new SendAttempt(at, answered));
                case Outcome.Reassigned(var reassigned, var _) -> new PendingCommand(reassigned, since, null, cause, 0);
                case Outcome.Deferred(var _, var refusedAlone)
                when refusedAlone -> new PendingCommand(command, since, null, cause, refusals + 1);
                case Outcome.Deferred _, Outcome.Blocked _ -> with(null);
                case Outcome.Done _, Outcome.Skipped _, Outcome.Refused _ ->
                    throw new IllegalArgumentException("the command is not pending any more: " + outcome);
            };
        }
    }

    /// An attempt to send a command whose outcome is not known.
    ///
    /// @param at when it was sent
    /// @param answered whether the CRM has responded, though only about other commands of the same request
    record SendAttempt(Instant at, boolean answered) {}

    /// The trace of a task: what commands and events did to it.
    ///
    /// @param madeBy the origin of the command that added the task; `null` if no command did
    /// @param changes when commands changed it, by the CRM's clock, and the keys of their rules; without
    /// rules if an earlier release wrote it down
    /// @param completed when it was completed, by the event that reported it; `null` if it is open
    record TaskTrace(
            @Nullable Origin madeBy,
            Map<Instant, Set<String>> changes,
            @Nullable Instant completed) {
        public TaskTrace {
            changes = changes.entrySet().stream()
                    .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, change -> Set.copyOf(change.getValue())));
        }
    }
}
