package dev.followup.task;

import dev.followup.event.EventSubject;
import java.time.Instant;
import java.util.Set;

/// What a later event must know to close the task that a command adds.
///
/// @param subject what the event of the command is about
/// @param subjects what a closing event may name, with the subject itself
/// @param at when the event happened: a closing event before that does not count
public record CloseGuard(EventSubject subject, Set<EventSubject> subjects, Instant at) {

    public CloseGuard {
        subjects = Set.copyOf(subjects);
    }
}
