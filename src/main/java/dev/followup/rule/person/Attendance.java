package dev.followup.rule.person;

import dev.followup.rule.time.WorkingTime;
import dev.followup.task.Absence;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Who is there at a moment.
///
/// @param people the people of the book
/// @param known the absences that nobody knew when the book was written
/// @param now the moment
public record Attendance(People people, List<Absence> known, Instant now) {

    public Attendance {
        known = List.copyOf(known);
    }

    /// The same people at another moment.
    public Attendance at(Instant moment) {
        return new Attendance(people, known, moment);
    }

    /// The user who gets what is meant for another: that one, or the first deputy who is there. Empty if there is
    /// none.
    ///
    /// @param passedOver receives who is away
    public Optional<Long> orDeputy(long user, Consumer<String> passedOver) {
        var asked = new LinkedHashSet<Long>();
        var next = Optional.of(user);
        while (next.isPresent() && asked.add(next.get())) {
            var meant = next.get();
            var absence = absence(meant);
            var objection = objection(meant, absence);
            if (objection.isEmpty()) {
                return next;
            }
            objection.ifPresent(passedOver);
            next = deputy(meant);
        }
        return Optional.empty();
    }

    /// Why a user is passed over; empty for one who may get a task.
    ///
    /// @param onlyAtWork whether only those get one who work at this hour
    public Optional<String> objection(long user, boolean onlyAtWork) {
        return objection(user, absence(user)).or(() -> {
            var works = people.workingTimeOf(user);
            return onlyAtWork && works != null && !works.holds(now)
                    ? Optional.of(people.nameOf(user) + " is passed over: not on shift")
                    : Optional.empty();
        });
    }

    /// The users of those who are away.
    public Set<Long> away() {
        return people.all().stream()
                .map(Person::user)
                .filter(user -> absence(user).isPresent())
                .collect(Collectors.toUnmodifiableSet());
    }

    /// The calendar in which the time of a user counts; `null` for that of the book.
    public @Nullable WorkingTime calendarOf(long user) {
        return people.calendarOf(user);
    }

    /// The absence of a user, the one that ends last; empty if the user is there.
    private Optional<Absence> absence(long user) {
        return absences(user).max(Comparator.comparing(Absence::to));
    }

    /// The absences of a user now: one of the book and one that was reported may overlap.
    private Stream<Absence> absences(long user) {
        return people.of(user).stream().flatMap(person -> {
            var today = now.atZone(people.zoneOf(user)).toLocalDate();
            return Stream.concat(
                            person.away().stream(),
                            known.stream().filter(absence -> absence.person().equals(person.name())))
                    .filter(absence -> absence.covers(today));
        });
    }

    /// The deputy of a user: the one that an absence names, of several the one that ends first; else the usual one.
    private Optional<Long> deputy(long user) {
        return absences(user)
                .filter(absence -> absence.deputy() != null)
                .min(Comparator.comparing(Absence::to))
                .flatMap(absence -> people.named(absence.deputy()))
                .or(() -> people.of(user).flatMap(person -> people.named(person.deputy())))
                .map(Person::user);
    }

    private Optional<String> objection(long user, Optional<Absence> absence) {
        boolean isActive = people.of(user).map(Person::isActive).orElse(true);
        return isActive
                ? absence.map(one -> people.nameOf(user) + " is passed over: away until " + one.to())
                : Optional.of(people.nameOf(user) + " is passed over: deactivated in the CRM");
    }
}
