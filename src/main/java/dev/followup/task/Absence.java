package dev.followup.task;

import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A time in which a person is away: whole days in the person's zone.
///
/// @param person the person's name in the rule book
/// @param from the first day
/// @param to the last day, not before the first
/// @param deputy the name of the person who gets the tasks meanwhile; `null` for the person's usual deputy
public record Absence(
        String person,
        LocalDate from,
        LocalDate to,
        @Nullable String deputy) {

    public Absence {
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("away until " + to + ", before it begins on " + from);
        }
    }

    /// The part of it before a day; empty if there is none.
    public Optional<Absence> before(LocalDate day) {
        var last = day.minusDays(1);
        if (last.isBefore(from)) {
            return Optional.empty();
        }
        return Optional.of(to.isAfter(last) ? new Absence(person, from, last, deputy) : this);
    }

    /// Whether the person is away on a day.
    public boolean covers(LocalDate day) {
        return !day.isBefore(from) && !day.isAfter(to);
    }
}
