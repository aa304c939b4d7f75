package dev.followup.rule.person;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.rule.RuleBook;
import dev.followup.rule.RuleFixtures;
import dev.followup.task.Absence;
import dev.followup.task.TaskCommand;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What holds of people whatever their absences are: checked on random ones, against models that share no code
/// with the rules.
class PeoplePropertiesTest {

    private static final List<String> NAMES = List.of("anna", "boris", "vera", "ivan", "olga");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ZoneId CHICAGO = ZoneId.of("America/Chicago");
    private static final LocalDate START = LocalDate.parse("2026-10-19");

    private static final String BOOK = """
            zone: Europe/Berlin
            working-time: { days: MON-FRI, hours: "09:00-18:00" }
            calendars:
              berlin: { zone: Europe/Berlin, days: MON-FRI, hours: "09:00-17:00" }
              chicago: { zone: America/Chicago, days: TUE-SAT, hours: "08:00-12:00" }
            people:
              anna: { user: 1, calendar: berlin, deputy: boris }
              boris: { user: 2, calendar: chicago, deputy: vera }
              vera: { user: 3, calendar: berlin }
              ivan: { user: 4, calendar: chicago, deputy: olga }
              olga: { user: 5, calendar: chicago }
            teams:
              sales: [anna, boris, vera, ivan, olga]
            rules:
              - name: a-rule
                when: lead.added
                then: [{ create-task: { text: "Call", due: %s, responsible: %s } }]
            """;

    private static CrmEvent lead(Instant time, long owner) {
        return new CrmEvent(
                EventKind.LEAD_ADDED,
                "demo",
                new EntityRef(EntityRef.Type.LEADS, 501),
                time,
                RuleFixtures.facts("{ lead: { id: 501, responsible_user_id: " + owner + " } }"),
                "demo|" + time);
    }

    private static List<Absence> randomAbsences(Random random) {
        var absences = new ArrayList<Absence>();
        for (var name : NAMES) {
            for (int i = random.nextInt(4); i > 0; i--) {
                var from = START.plusDays(random.nextInt(40));
                absences.add(new Absence(name, from, from.plusDays(random.nextInt(10)), null));
            }
        }
        return absences;
    }

    private static ZoneId zone(String name) {
        return Set.of("anna", "vera").contains(name) ? BERLIN : CHICAGO;
    }

    private static boolean isAway(List<Absence> absences, String name, Instant now) {
        var today = now.atZone(zone(name)).toLocalDate();
        return absences.stream()
                .filter(one -> one.person().equals(name))
                .anyMatch(one -> today.compareTo(one.from()) >= 0 && today.compareTo(one.to()) <= 0);
    }

    private static String name(long user) {
        return NAMES.get((int) user - 1);
    }

    /// Between two turns of a person who was there all the time, everybody else who was there all the time has
    /// exactly one; and nobody who is away ever has one.
    @Test
    void a_rotation_is_fair_whoever_comes_and_goes() {
        var book = RuleFixtures.book(BOOK.formatted("1h", "{ rotate: sales }"));
        for (int seed = 0; seed < 60; seed++) {
            var random = new Random(seed);
            var absences = randomAbsences(random);
            var turns = new ArrayList<String>();
            var there = new ArrayList<Set<String>>();
            @Nullable String last = null;
            var now = START.atStartOfDay(BERLIN).toInstant();
            for (int i = 0; i < 80; i++) {
                now = now.plusSeconds(random.nextInt(60_000));
                var moment = now;
                var present = NAMES.stream()
                        .filter(name -> !isAway(absences, name, moment))
                        .collect(Collectors.toSet());
                var draft =
                        book.knowing(absences, now).plan(lead(now, 1)).drafts().getFirst();
                var inTurn = draft.rotation().inTurn(last);
                assertThat(inTurn).extracting(member -> member.name()).containsExactlyInAnyOrderElementsOf(present);
                if (!inTurn.isEmpty()) {
                    last = inTurn.getFirst().name();
                    turns.add(last);
                    there.add(present);
                }
            }
            assertThat(turns).hasSizeGreaterThan(10);
            requireFair(turns, there);
        }
    }

    private static void requireFair(List<String> turns, List<Set<String>> there) {
        var lastTurn = new HashMap<String, Integer>();
        for (int i = 0; i < turns.size(); i++) {
            var name = turns.get(i);
            assertThat(there.get(i)).contains(name);
            var before = lastTurn.put(name, i);
            if (before != null) {
                var always = there.subList(before, i + 1);
                for (var other : NAMES) {
                    boolean wasThere = always.stream().allMatch(one -> one.contains(other) && one.contains(name));
                    if (wasThere && !other.equals(name)) {
                        assertThat(turns.subList(before + 1, i)).containsOnlyOnce(other);
                    }
                }
            }
        }
    }

    @Test
    void nobody_who_is_away_gets_a_task_and_it_is_due_in_the_calendar_of_who_gets_it() {
        var dues = Map.of("2d working at 10:00", 2, "0d working at 16:00", 0, "1d at 11:30", -1);
        dues.forEach((due, days) -> {
            for (long owner = 1; owner <= NAMES.size(); owner++) {
                check(RuleFixtures.book(BOOK.formatted(due, "owner")), owner, due, days);
            }
        });
    }

    private static void check(RuleBook book, long owner, String due, int days) {
        for (int seed = 0; seed < 40; seed++) {
            var random = new Random(seed);
            var absences = randomAbsences(random);
            var now = START.atStartOfDay(BERLIN).toInstant().plusSeconds(random.nextInt(40 * 86_400));
            var draft =
                    book.knowing(absences, now).plan(lead(now, owner)).drafts().getFirst();
            var expected = standIn(absences, name(owner), now);
            assertThat(draft.command()
                            .responsible()
                            .map(PeoplePropertiesTest::name)
                            .orElse(""))
                    .as("%s at %s", absences, now)
                    .isEqualTo(expected);
            if (!expected.isEmpty()) {
                var task = ((TaskCommand.Create) draft.command()).task();
                assertThat(task.due())
                        .as("%s for %s at %s", due, expected, now)
                        .isEqualTo(model(expected, now, days, LocalTime.parse(due.substring(due.length() - 5))));
            }
        }
    }

    /// Who gets what is meant for a person; empty for nobody.
    private static String standIn(List<Absence> absences, String meant, Instant now) {
        var deputies = Map.of("anna", "boris", "boris", "vera", "ivan", "olga");
        var name = meant;
        while (!name.isEmpty() && isAway(absences, name, now)) {
            name = deputies.getOrDefault(name, "");
        }
        return name;
    }

    /// The deadline by going through the days one by one.
    ///
    /// @param days working days; -1 for the next day of the calendar, whatever day it is
    private static Instant model(String name, Instant event, int days, LocalTime wall) {
        var zone = zone(name);
        var working = zone.equals(BERLIN)
                ? Set.of(DayOfWeek.MONDAY, DayOfWeek.TUESDAY, DayOfWeek.WEDNESDAY, DayOfWeek.THURSDAY, DayOfWeek.FRIDAY)
                : Set.of(
                        DayOfWeek.TUESDAY,
                        DayOfWeek.WEDNESDAY,
                        DayOfWeek.THURSDAY,
                        DayOfWeek.FRIDAY,
                        DayOfWeek.SATURDAY);
        var day = event.atZone(zone).toLocalDate();
        if (days < 0) {
            return day.plusDays(1).atTime(wall).atZone(zone).toInstant();
        }
        int left = days;
        while (left > 0 || !working.contains(day.getDayOfWeek())) {
            day = day.plusDays(1);
            left -= working.contains(day.getDayOfWeek()) ? 1 : 0;
        }
        var due = day.atTime(wall).atZone(zone).toInstant();
        if (due.isBefore(event)) {
            do {
                day = day.plusDays(1);
            } while (!working.contains(day.getDayOfWeek()));
            due = day.atTime(wall).atZone(zone).toInstant();
        }
        return due;
    }
}
