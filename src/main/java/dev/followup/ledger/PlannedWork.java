package dev.followup.ledger;

import dev.followup.ledger.Ledger.DeferredEvent;
import dev.followup.task.CommandCause;
import dev.followup.task.DraftCommand;
import dev.followup.task.WaitEnd;
import dev.followup.task.WaitRequest;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The work that planning produced for a batch, to be written down at once.
///
/// @param drafts the commands; those of one event follow each other
/// @param deferred events that cannot be planned yet
/// @param settled the keys of events that were deferred and are not any more
/// @param completed the tasks that events reported as completed, and when they were completed
/// @param reopened the tasks that events reported as open again
/// @param scheduledUntil until when the scheduled rules have been evaluated now; `null` if they were not
/// @param causes the events that the drafts answer, by their keys
/// @param heard the events that leave a record, with drafts or without, by their keys
/// @param waits what events ask of the waits of rules, in the order of the events
/// @param ended what becomes of the waits whose time has come
/// @param walks how far rules have come through the entities of the account, each after its commands
/// @param notes what happened to events that are not planned
public record PlannedWork(
        List<DraftCommand> drafts,
        List<DeferredEvent> deferred,
        Set<String> settled,
        Map<Long, Instant> completed,
        Set<Long> reopened,
        @Nullable Instant scheduledUntil,
        Map<String, CommandCause> causes,
        Map<String, HeardEvent> heard,
        List<WaitRequest> waits,
        List<WaitEnd> ended,
        List<Walk> walks,
        List<JournalNote> notes) {

    public PlannedWork {
        drafts = List.copyOf(drafts);
        deferred = List.copyOf(deferred);
        settled = Set.copyOf(settled);
        completed = Map.copyOf(completed);
        reopened = Set.copyOf(reopened);
        causes = Map.copyOf(causes);
        heard = Map.copyOf(heard);
        waits = List.copyOf(waits);
        ended = List.copyOf(ended);
        walks = List.copyOf(walks);
        notes = List.copyOf(notes);
    }

    public PlannedWork(
            List<DraftCommand> drafts,
            List<DeferredEvent> deferred,
            Set<String> settled,
            Map<Long, Instant> completed,
            Set<Long> reopened,
            @Nullable Instant scheduledUntil) {
        this(
                drafts,
                deferred,
                settled,
                completed,
                reopened,
                scheduledUntil,
                Map.of(),
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    /// The work that consists of drafts alone.
    public static PlannedWork of(List<DraftCommand> drafts) {
        return new PlannedWork(drafts, List.of(), Set.of(), Map.of(), Set.of(), null);
    }

    /// The same, after the scheduled rules have been evaluated until then; `null` if they were not.
    public PlannedWork scheduledUntil(@Nullable Instant until) {
        return with(parts -> parts.scheduledUntil = until);
    }

    /// The same with the events that caused the drafts, by their keys.
    public PlannedWork causes(Map<String, CommandCause> all) {
        return with(parts -> parts.causes = all);
    }

    /// The same with the events that leave a record.
    public PlannedWork heard(Collection<HeardEvent> events) {
        var byKey = events.stream().collect(Collectors.toMap(HeardEvent::key, event -> event, (first, _) -> first));
        return with(parts -> parts.heard = byKey);
    }

    /// The same with what events ask of the waits of rules, and with what becomes of those whose time has come.
    public PlannedWork waits(List<WaitRequest> requests, List<WaitEnd> ends) {
        return with(parts -> {
            parts.waits = requests;
            parts.ended = ends;
        });
    }

    /// The same with how far rules have come through the entities of the account.
    public PlannedWork walks(List<Walk> all) {
        return with(parts -> parts.walks = all);
    }

    /// The same with what happened to events that are not planned.
    public PlannedWork notes(List<JournalNote> all) {
        return with(parts -> parts.notes = all);
    }

    /// The same without events that are too large for the ledger: without their commands, and without deferring them.
    /// They leave records that say so.
    ///
    /// @param events the events' keys
    public PlannedWork withoutTooLarge(Set<String> events, Instant at) {
        return with(parts -> {
            parts.drafts = drafts.stream()
                    .filter(draft -> !events.contains(draft.command().origin().event()))
                    .toList();
            parts.deferred = deferred.stream()
                    .filter(one -> !events.contains(one.event().key()))
                    .toList();
            parts.heard = Stream.concat(
                            deferred.stream()
                                    .map(one -> HeardEvent.of(one.event(), one.storedAt())
                                            .journalled(JournalEntry.of(one.event(), one.storedAt(), false, null)))
                                    .filter(one -> events.contains(one.key())),
                            heard.values().stream())
                    .map(one -> events.contains(one.key()) ? one.tooLarge(at) : one)
                    .collect(Collectors.toMap(HeardEvent::key, one -> one, (first, _) -> first));
            parts.waits = waits.stream()
                    .filter(request -> !events.contains(request.event()))
                    .toList();
        });
    }

    private PlannedWork with(Consumer<Parts> change) {
        var parts = new Parts(this);
        change.accept(parts);
        return parts.together();
    }

    /// Whether it may be written only by the invocation that has the account's lease.
    public boolean needsLease() {
        return !drafts.isEmpty() || !deferred.isEmpty() || !waits.isEmpty() || !ended.isEmpty() || !walks.isEmpty();
    }

    /// Whether there is nothing to write.
    public boolean isEmpty() {
        return drafts.isEmpty()
                && deferred.isEmpty()
                && settled.isEmpty()
                && completed.isEmpty()
                && reopened.isEmpty()
                && heard.isEmpty()
                && waits.isEmpty()
                && ended.isEmpty()
                && walks.isEmpty()
                && notes.isEmpty()
                && scheduledUntil == null;
    }

    /// The parts of a copy, some of which are replaced.
    private static final class Parts {

        List<DraftCommand> drafts;
        List<DeferredEvent> deferred;
        Set<String> settled;
        Map<Long, Instant> completed;
        Set<Long> reopened;

        @Nullable
        Instant scheduledUntil;

        Map<String, CommandCause> causes;
        Map<String, HeardEvent> heard;
        List<WaitRequest> waits;
        List<WaitEnd> ended;
        List<Walk> walks;
        List<JournalNote> notes;

        Parts(PlannedWork work) {
            drafts = work.drafts;
            deferred = work.deferred;
            settled = work.settled;
            completed = work.completed;
            reopened = work.reopened;
            scheduledUntil = work.scheduledUntil;
            causes = work.causes;
            heard = work.heard;
            waits = work.waits;
            ended = work.ended;
            walks = work.walks;
            notes = work.notes;
        }

        PlannedWork together() {
            return new PlannedWork(
                    drafts,
                    deferred,
                    settled,
                    completed,
                    reopened,
                    scheduledUntil,
                    causes,
                    heard,
                    waits,
                    ended,
                    walks,
                    notes);
        }
    }
}
