package dev.followup.simulation;

import dev.followup.inbox.AccountRequest;
import dev.followup.inbox.MessageSource;
import dev.followup.simulation.CrmHistory.Added;
import dev.followup.simulation.CrmHistory.Kind;
import dev.followup.simulation.PlanElement.AttendanceReported;
import dev.followup.simulation.PlanElement.Deploy;
import dev.followup.simulation.PlanElement.Disliked;
import dev.followup.simulation.PlanElement.Trouble;
import dev.followup.simulation.PlanElement.UserSwitched;
import dev.followup.task.Absence;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Who is away in a world, and who must not get a task therefore. Like the reference model, it knows neither the
/// rules' engine nor the worker.
final class AttendanceModel {

    private static final LocalDate TODAY = LocalDate.ofInstant(World.BEGIN, ZoneOffset.UTC);

    /// The beginnings of the texts of tasks that people get by their attendance, each with what it answers.
    private static final Map<String, Kind> CHOSEN = Map.of(
            "attend ", Kind.LEAD_ADDED,
            "call ", Kind.LEAD_ADDED,
            "ring ", Kind.LEAD_ADDED,
            "balance ", Kind.LEAD_MOVED,
            "learn about ", Kind.LEAD_HANDED_OVER);

    /// So many take turns.
    private static final int SALES = 3;

    private final World world;

    /// When the ledger got to know that a person is away, in nanoseconds.
    private final Map<String, Long> away = new HashMap<>();

    /// When a person was reported to be back, in nanoseconds.
    private final Map<String, Long> back = new HashMap<>();

    private final Set<String> reported = new TreeSet<>();

    AttendanceModel(World world) {
        this.world = world;
    }

    /// A person reports somebody's absence, or its end.
    void report(AttendanceReported one) {
        var person = one.person();
        if (one.isBack()) {
            back.put(person, world.time().nanos());
            world.reached("away: BACK");
        } else {
            reported.add(person);
        }
        var request = one.isBack()
                ? new AccountRequest.Back(person, TODAY)
                : new AccountRequest.Away(person, TODAY, TODAY.plusDays(2), null);
        world.trace("a person reports that " + person + (one.isBack() ? " is back" : " is away"));
        world.inbox().send(World.ACCOUNT, MessageSource.PERSON, request.body());
    }

    /// The ledger has these absences now.
    void recorded(List<Absence> absences) {
        for (var absence : absences) {
            world.reached("away: RECORDED");
            away.putIfAbsent(absence.person(), world.time().nanos());
        }
    }

    /// Compares who got tasks with who was there.
    void check() {
        var added = world.crm().history().added;
        for (var person : reported) {
            if (!away.containsKey(person) && !back.containsKey(person)) {
                world.violation("attendance: nobody knows that " + person + " is away");
            }
            for (var task : added) {
                if (SimulatedBooks.MAY_BE_AWAY.getOrDefault(person, 0L) == task.user() && isAwayFor(person, task)) {
                    world.violation("attendance: \"%s\" went to %s, who was away".formatted(task.text(), person));
                }
            }
        }
        boolean isMet = world.crm().history().occurrences.stream()
                .anyMatch(one -> CHOSEN.containsValue(one.kind())
                        && away.entrySet().stream()
                                .anyMatch(from -> from.getValue() < one.at()
                                        && one.at() < back.getOrDefault(from.getKey(), Long.MAX_VALUE)));
        if (isMet) {
            world.reached("away: while an event happens");
        }
        compareTurns(added);
    }

    /// Whether a person was away, as the ledger knew, in each event that may have asked for a task.
    private boolean isAwayFor(String person, Added task) {
        var from = away.get(person);
        if (from == null || back.getOrDefault(person, Long.MAX_VALUE) < task.at()) {
            return false;
        }
        var kinds = CHOSEN.entrySet().stream()
                .filter(chosen -> task.text().startsWith(chosen.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        return world.crm().history().occurrences.stream()
                .filter(one -> kinds.contains(one.kind()) && one.lead() == task.lead() && one.at() < task.at())
                .map(one -> one.at() > from)
                .reduce(Boolean::logicalAnd)
                .orElse(false);
    }

    /// Compares the turns of those who were always there.
    private void compareTurns(List<Added> added) {
        var plan = world.plan();
        boolean isDisturbed = !plan.all(AttendanceReported.class).isEmpty()
                || !plan.all(UserSwitched.class).isEmpty()
                || !plan.all(Disliked.class).isEmpty()
                || plan.all(Deploy.class).stream().anyMatch(Deploy::otherBook)
                || plan.all(Trouble.class).stream().anyMatch(CallFault::refuses);
        if (isDisturbed) {
            return;
        }
        var turns = new TreeMap<Long, Set<Integer>>();
        added.stream()
                .filter(task -> task.text().startsWith("attend "))
                .forEach(task ->
                        turns.computeIfAbsent(task.user(), _ -> new HashSet<>()).add(task.lead()));
        var counts = turns.values().stream().mapToInt(Set::size).summaryStatistics();
        int least = turns.size() < SALES ? 0 : counts.getMin();
        if (counts.getMax() > least + 1) {
            world.violation("turns: the leads of each user are " + turns);
        } else if (turns.size() > 1) {
            world.reached("turns: several had one");
        }
    }
}
