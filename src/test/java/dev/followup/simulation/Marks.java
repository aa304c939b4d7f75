package dev.followup.simulation;

import dev.followup.simulation.PlanElement.Touch;
import dev.followup.simulation.ReferenceModel.Tolerance;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What must happen in some world of every long run: each fault, each repair, each tolerance. What never
/// happens is not tested.
final class Marks {

    private static final List<String> OTHERS = List.of(
            "away: BACK",
            "away: RECORDED",
            "away: while an event happens",
            "circuit open",
            "deployed",
            "deployed with another book",
            "deployed with the first book again",
            CallFault.DISLIKED.name(),
            "frozen",
            "killed",
            "ladder: [1800, 3600]",
            "poison",
            "reconciled: found",
            "reconciled: not found",
            "redelivered",
            "redelivered soon",
            "retried",
            "stopped by a later lease",
            "turns: several had one",
            "uncertain",
            "user refused",
            "visible late",
            "waited for what the CRM shows late",
            WorldPlan.LATE_WEBHOOK,
            "wait: BEGAN",
            "wait: DROPPED",
            "wait: FIRED",
            "wait: FIRED after a kill",
            "wait: HELD",
            "wait: KEPT without its rule",
            "wait: POSTPONED",
            "wait: REPLACED",
            "wait: STOPPED");

    /// What needs a stop that overtakes its start.
    private static final List<String> RARE = List.of("wait: STOPPED_BEFORE", "wait: WAITS_ALREADY");

    /// So many worlds reach every fault and repair.
    static final int ENOUGH_WORLDS = 2_000;

    /// So many worlds need every tolerance. The rarest is needed by three worlds in a hundred thousand.
    private static final int ENOUGH_FOR_TOLERANCES = 200_000;

    /// How many worlds have reached each mark.
    private final Map<String, Integer> reached = new TreeMap<>();

    private int worlds;

    void add(World.Result world) {
        worlds++;
        world.reached().forEach(mark -> reached.merge(mark, 1, Integer::sum));
    }

    int worlds() {
        return worlds;
    }

    /// The marks that none of the worlds has reached, if these are enough worlds.
    Set<String> missing() {
        if (worlds < ENOUGH_WORLDS) {
            return Set.of();
        }
        boolean areTolerancesNeeded = worlds >= ENOUGH_FOR_TOLERANCES;
        var missing = Stream.of(
                        OTHERS.stream(),
                        WorldPlan.troubles().stream(),
                        Arrays.stream(Touch.values()).map(touch -> "person: " + touch),
                        Stream.concat(
                                        RARE.stream(),
                                        Arrays.stream(Tolerance.values()).map(tolerance -> "tolerated: " + tolerance))
                                .filter(_ -> areTolerancesNeeded))
                .flatMap(all -> all)
                .collect(Collectors.toCollection(TreeSet::new));
        missing.removeAll(reached.keySet());
        return missing;
    }

    @Override
    public String toString() {
        return reached.toString();
    }
}
