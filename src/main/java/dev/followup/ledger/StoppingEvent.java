package dev.followup.ledger;

import dev.followup.event.EventSubject;
import dev.followup.ledger.Marker.Mark;
import dev.followup.ledger.Marker.Waiting;
import dev.followup.task.WaitRequest.Close;
import dev.followup.task.WaitRequest.Stop;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// An event that stops what waits, or closes tasks.
///
/// @param event its key
/// @param rule the key of the rule
/// @param by its own subject
/// @param subjects all that it names
/// @param at when it happened
record StoppingEvent(String event, String rule, EventSubject by, Set<EventSubject> subjects, Instant at) {

    static StoppingEvent of(Stop stop) {
        return new StoppingEvent(stop.event(), stop.rule(), stop.by(), stop.subjects(), stop.at());
    }

    static StoppingEvent of(Close close) {
        return new StoppingEvent(close.event(), close.rule(), close.by(), close.subjects(), close.at());
    }

    /// Whether an event that names one of the subjects of another event means that event's own subject: another
    /// task of the same lead never does.
    ///
    /// @param own the subject of the other event
    /// @param named what is named
    /// @param type the type of the own subject of the event that names it
    static boolean names(EventSubject own, EventSubject named, String type) {
        return named.equals(own) || !type.equals(own.type());
    }

    /// Whether it stops what waits under one of the subjects that it names.
    ///
    /// @param named that subject
    boolean stops(Waiting waiting, EventSubject named) {
        return names(waiting.subject(), named, by.type())
                && !EventOrder.isBefore(at, waiting.at())
                && !waiting.event().equals(event);
    }

    Mark mark() {
        return new Mark(at, event);
    }

    /// The keys of the markers of what it names.
    List<Marker.Key> keys() {
        return subjects.stream().map(subject -> new Marker.Key(rule, subject)).toList();
    }
}
