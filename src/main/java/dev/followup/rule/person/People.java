package dev.followup.rule.person;

import dev.followup.rule.time.WorkingTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The people and teams of a rule book.
public final class People {

    /// A book without people.
    public static final People NONE = new People(List.of(), Map.of(), ZoneOffset.UTC, null);

    private final Map<String, Person> byName = new LinkedHashMap<>();
    private final Map<Long, Person> byUser = new HashMap<>();
    private final Map<String, List<Long>> teams;
    private final ZoneId zone;
    private final @Nullable WorkingTime workingTime;

    /// The people of a book.
    ///
    /// @param teams the users of each team in their order, by the team's name
    /// @param zone the zone of people without a calendar
    /// @param workingTime the working time of people without a calendar; `null` for any time
    public People(
            Collection<Person> people, Map<String, List<Long>> teams, ZoneId zone, @Nullable WorkingTime workingTime) {
        people.forEach(person -> byName.put(person.name(), person));
        people.forEach(person -> byUser.putIfAbsent(person.user(), person));
        this.teams = Map.copyOf(teams);
        this.zone = zone;
        this.workingTime = workingTime;
    }

    /// The person with a name; empty if the book has no such person.
    public Optional<Person> named(@Nullable String name) {
        return Optional.ofNullable(name).map(byName::get);
    }

    /// The person who is a user; empty if the book names none.
    public Optional<Person> of(long user) {
        return Optional.ofNullable(byUser.get(user));
    }

    /// The users of a team in their order; empty if the book has no such team.
    public Optional<List<Long>> team(String name) {
        return Optional.ofNullable(teams.get(name));
    }

    /// The names of the teams.
    public Set<String> teams() {
        return teams.keySet();
    }

    /// The people in the order of the book.
    public Collection<Person> all() {
        return byName.values();
    }

    /// The people who are deactivated in the CRM, as far as the directory says.
    public List<Person> inactive() {
        return byName.values().stream().filter(person -> !person.isActive()).toList();
    }

    /// The name of a user: that of the person, or `user 101`.
    public String nameOf(long user) {
        return of(user).map(Person::name).orElse("user " + user);
    }

    /// The user who is the manager of another; empty if the book names none.
    public Optional<Long> managerOf(long user) {
        return of(user).flatMap(person -> named(person.manager())).map(Person::user);
    }

    /// The calendar in which the time of a user counts; `null` for that of the book.
    public @Nullable WorkingTime calendarOf(long user) {
        return of(user).map(Person::calendar).orElse(null);
    }

    /// Whether somebody has a calendar of their own.
    public boolean haveCalendars() {
        return byName.values().stream().anyMatch(person -> person.calendar() != null);
    }

    /// When a user works, with the working time of the book for those without a calendar; `null` for any time.
    @Nullable
    WorkingTime workingTimeOf(long user) {
        var own = calendarOf(user);
        return own == null ? workingTime : own;
    }

    /// The zone in which the days of a user count.
    ZoneId zoneOf(long user) {
        var own = calendarOf(user);
        return own == null ? zone : own.zone();
    }
}
