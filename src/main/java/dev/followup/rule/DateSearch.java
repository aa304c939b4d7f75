package dev.followup.rule;

import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import java.util.Optional;

/// The search of a rule on a date for the entities whose date no webhook has reported: those from before the
/// rule, and those whose webhook was missed.
///
/// @param subject what has the date, such as `lead`
/// @param date the date and its time in words, as the rule says them: with others it is another date
public record DateSearch(String subject, String date) implements Search {

    @Override
    public EventKind kind() {
        return EventKind.of(subject + ".found").orElseThrow();
    }

    /// The type of the entities; empty for tasks.
    public Optional<EntityRef.Type> type() {
        return EntityRef.Type.of(subject);
    }
}
