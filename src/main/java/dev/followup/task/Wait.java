package dev.followup.task;

import dev.followup.event.CrmEvent;
import dev.followup.event.EventSubject;
import dev.followup.task.TaskCommand.Origin;
import java.time.Instant;
import java.util.Collections;
import java.util.Set;

/// An action of a rule that waits until its time has come, and is asked again then.
///
/// @param origin the event, the rule and the action
/// @param event the event with its facts of then
/// @param storedAt when the inbox stored the event's message
/// @param subject what the event is about: what waits belongs to it
/// @param subjects what a stop may name, with the subject itself
/// @param due when its time has come
/// @param retryAt when it is asked: at its time, or later if it could not be asked then
public record Wait(
        Origin origin,
        CrmEvent event,
        Instant storedAt,
        EventSubject subject,
        Set<EventSubject> subjects,
        Instant due,
        Instant retryAt) {

    public Wait {
        subjects = Set.copyOf(subjects);
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

    /// Whether it waits for a date.
    public boolean waitsForDate() {
        return event.kind().isDateReached();
    }

    /// The same, to be asked later.
    public Wait retryAt(Instant later) {
        return new Wait(origin, event, storedAt, subject, subjects, due, later);
    }
}
