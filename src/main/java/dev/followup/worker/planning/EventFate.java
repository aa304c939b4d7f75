package dev.followup.worker.planning;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.inbox.InboxMessage;
import dev.followup.ledger.JournalNote;
import dev.followup.ledger.Ledger.OpenCircuit;
import dev.followup.ledger.Ledger.WriteResult;
import dev.followup.rule.Plan;
import dev.followup.task.DraftCommand;
import dev.followup.telemetry.LogTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What became of an event, for its line in the log.
///
/// @param message the message with which it came in this batch; `null` if it came before
/// @param kind what became of it
/// @param words the same in words, with what is special about this event
/// @param drafts the commands of the rules that fire
/// @param plansNothingElse whether new commands are all that follows from it, and nothing begins or ends
/// to wait: their own lines say the rest
record EventFate(
        CrmEvent event,
        @Nullable InboxMessage message,
        Kind kind,
        String words,
        List<DraftCommand> drafts,
        boolean plansNothingElse) {

    /// The kinds of fates.
    enum Kind {
        REPEATED("repeats of events that came before, ignored"),
        COMPLETED_BEFORE("their tasks were complete before, ignored"),
        NOT_LISTENED_TO("no rule listens to them"),
        HELD("they wait until it is known whether Followup caused them"),
        WAITING("they wait for facts"),
        UNANSWERED("no rule fires"),
        ANSWERED("rules fire, see their commands"),
        BLOCKED("rules fire, their commands wait for the account's circuit");

        private final String ofMany;

        Kind(String ofMany) {
            this.ofMany = ofMany;
        }

        /// What became of many events, such as `no rule fires`.
        String ofMany() {
            return ofMany;
        }
    }

    /// Whether the event was not received before.
    boolean isNew() {
        return kind != Kind.REPEATED;
    }

    /// The note that the journal keeps of it; empty for an event that has an entry, or of which nothing is kept.
    Optional<JournalNote> note() {
        return message != null && (kind == Kind.REPEATED || kind == Kind.COMPLETED_BEFORE)
                ? Optional.of(JournalNote.of(event, message.sentAt(), words))
                : Optional.empty();
    }

    private static EventFate of(PlannableEvent one, Kind kind, String words) {
        return new EventFate(
                one.event(), one.receipt() == null ? null : one.receipt().message(), kind, words, List.of(), false);
    }

    static EventFate repeated(PlannableEvent one, Instant earlier) {
        return of(one, Kind.REPEATED, "repeat of an event that came at " + LogTime.of(earlier) + ", ignored");
    }

    static EventFate completedBefore(PlannableEvent one) {
        return of(one, Kind.COMPLETED_BEFORE, "the task was complete before, ignored");
    }

    static EventFate notListenedTo(PlannableEvent one) {
        return of(one, Kind.NOT_LISTENED_TO, "no rule listens to it");
    }

    static EventFate held(PlannableEvent one) {
        return of(one, Kind.HELD, "waits until it is known whether Followup added the task");
    }

    /// The fate of an event that waits.
    ///
    /// @param missing the entity whose facts it waits for; `null` if it waits for an earlier event
    static EventFate waiting(PlannableEvent one, @Nullable EntityRef missing) {
        return of(one, Kind.WAITING, missing == null ? "waits for an earlier event" : "waits for facts of " + missing);
    }

    static EventFate unanswered(PlannableEvent one) {
        boolean isOwn = one.event().facts().at("event.own").isPresent();
        return of(one, Kind.UNANSWERED, isOwn ? "Followup itself caused it, no rule fires" : "no rule fires");
    }

    /// The fate of an event for which rules fire, or whose coming ends what rules wait for; empty if nothing follows
    /// from it.
    ///
    /// @param written what of their commands is new, and why others are not
    /// @param openCircuit the account's circuit, for which new commands wait; `null` while it is closed
    static Optional<EventFate> answered(
            PlannableEvent one, Plan plan, WriteResult written, @Nullable OpenCircuit openCircuit) {
        var words = PlanningLog.words(one.event(), plan, written);
        if (words.isEmpty()) {
            return Optional.empty();
        }
        boolean plansCommands = written.added().stream()
                .anyMatch(added -> added.command().origin().event().equals(one.key()));
        var wait = plansCommands && openCircuit != null ? PlanningLog.words(openCircuit) : "";
        return Optional.of(new EventFate(
                one.event(),
                one.receipt() == null ? null : one.receipt().message(),
                wait.isEmpty() ? Kind.ANSWERED : Kind.BLOCKED,
                words + wait,
                plan.drafts(),
                plansCommands
                        && written.waits().stream()
                                .noneMatch(result -> result.event().equals(one.key()))));
    }
}
