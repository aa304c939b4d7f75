package dev.followup.task;

import dev.followup.event.CrmEvent;
import dev.followup.event.EventSubject;
import dev.followup.task.TaskCommand.Origin;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An action of a rule that waits until its time has come, and is asked again then.
///
/// @param origin the event, the rule and the action
/// @param event the event with its facts of then
/// @param storedAt when the inbox stored the event's message
/// @param subject what the event is about: what waits belongs to it
/// @param subjects what a stop may name, with the subject itself
/// @param due when its time has come
/// @param retryAt when it is asked: at its time, or later if it could not be asked then
/// @param searchedUntil until when it is known that no event stopped it which the CRM lists; `null` if
/// that has not been searched yet
public record Wait(
        Origin origin,
        CrmEvent event,
        Instant storedAt,
        EventSubject subject,
        Set<EventSubject> subjects,
        Instant due,
        Instant retryAt,
        @Nullable Instant searchedUntil) {

    /// The order in which they are asked.
    public static final Comparator<Wait> IN_TURN =
            Comparator.comparing((Wait wait) -> wait.retryAt()).thenComparing(Wait::key);

    public Wait {
        subjects = Set.copyOf(subjects);
    }

    /// What waits from an event on.
    ///
    /// @param due when it is asked
    public Wait(
            Origin origin,
            CrmEvent event,
            Instant storedAt,
            EventSubject subject,
            Set<EventSubject> subjects,
            Instant due) {
        this(origin, event, storedAt, subject, subjects, due, due, null);
    }

    /// The key, equal to that of the command that it becomes.
    public String key() {
        return origin.key();
    }

    /// Whether an event stops it: one that happened since, and that names the subject; or that is about something of
    /// another type, and names one of the subjects that a stop may name.
    ///
    /// @param by the own subject of the event
    /// @param named all that the event names
    /// @param at when it happened
    public boolean isStoppedBy(EventSubject by, Set<EventSubject> named, Instant at) {
        return !at.isBefore(event.time())
                && (named.contains(subject)
                        || (!by.type().equals(subject.type()) && !Collections.disjoint(named, subjects)));
    }

    /// Whether an event has the same subject, and happened while it waited.
    public boolean isOverlappedBy(CrmEvent other) {
        return EventSubject.of(other).filter(subject::equals).isPresent()
                && !other.time().isBefore(event.time())
                && other.time().isBefore(due);
    }

    /// Whether it has to do with a thing: it waits for that, or its event names it.
    public boolean isAbout(EventSubject thing) {
        return subjects.contains(thing) || EventSubject.namedOrLinked(event).contains(thing);
    }

    /// Whether it waits for a date.
    public boolean waitsForDate() {
        return event.kind().isDateReached();
    }

    /// The same, to be asked later.
    public Wait retryAt(Instant later) {
        return new Wait(origin, event, storedAt, subject, subjects, due, later, searchedUntil);
    }

    /// The same after it was searched for events that stop it.
    public Wait searchedUntil(Instant until) {
        return new Wait(origin, event, storedAt, subject, subjects, due, retryAt, until);
    }
}
