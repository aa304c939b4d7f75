package dev.followup.simulation;

import dev.followup.simulation.CrmHistory.Kind;
import dev.followup.simulation.CrmHistory.Occurrence;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import java.util.function.Predicate;

/// Which tasks must exist because something did not happen. It says a second time what the worlds' rules mean that
/// wait: from what happened in the CRM, and when.
///
/// What happens while the time of a wait comes may be heard before it or after it. All else is certain.
final class WaitModel {

    /// What one occurrence asks for.
    ///
    /// @param text of the tasks
    /// @param least how many of them there must be
    /// @param most how many there may be
    record Expected(Occurrence occurrence, String text, int least, int most) {}

    /// From an event to the moment at which its webhook is in the inbox, and from a tick to the moment at which
    /// it has read what is due.
    private static final Duration ON_THE_WAY = Duration.ofSeconds(4);

    private final CrmHistory history;
    private final List<String> rules;
    private final long earlier;

    /// @param rules the names of the book's rules
    WaitModel(World world, List<String> rules) {
        this.history = world.crm().history();
        this.rules = rules;
        // The CRM's clock says when the time has come, and the true one when the ticks are.
        var skew = world.plan()
                .first(PlanElement.ClocksApart.class)
                .map(PlanElement.ClocksApart::crm)
                .orElse(Duration.ZERO);
        this.earlier = ON_THE_WAY.toNanos() + Math.max(0, skew.negated().toNanos());
    }

    /// What waits and fires because of an occurrence.
    List<Expected> expected(Occurrence one) {
        return switch (one.kind()) {
            case LEAD_ADDED -> rules.contains("idle") ? List.of(idle(one)) : List.of();
            case LEAD_MOVED ->
                rules.contains("stuck") && one.stage() == SimulatedBooks.MEETING_STAGE
                        ? List.of(unless(one, "stuck L" + one.lead(), 2, next(one, Kind.LEAD_MOVED), false))
                        : List.of();
            case LEAD_HANDED_OVER ->
                rules.contains("nudge")
                        ? List.of(unless(one, "nudge L" + one.lead(), 1, next(one, Kind.LEAD_HANDED_OVER), true))
                        : List.of();
            case TASK_ADDED -> rules.contains("escalate") ? ladder(one) : List.of();
            case TASK_COMPLETED -> List.of();
        };
    }

    private List<Expected> ladder(Occurrence one) {
        @SuppressWarnings("NullAway") // an absent end is none
        var ended = history.ended.containsKey(one.task())
                ? OptionalLong.of(history.ended.get(one.task()))
                : OptionalLong.empty();
        return List.of(
                unless(one, "first " + one.text(), 1, ended, false),
                unless(one, "second " + one.text(), 3, ended, false));
    }

    /// The lead's stage decides when the time has come.
    private Expected idle(Occurrence one) {
        long due = one.at() + minutes(3);
        LongPredicate isBefore = at -> at < due - earlier;
        var moves = history.occurrences.stream()
                .filter(other -> other.kind() == Kind.LEAD_MOVED && other.lead() == one.lead())
                .toList();
        boolean isUncertain = moves.stream().anyMatch(move -> !isBefore.test(move.at()));
        var last = moves.stream().filter(move -> isBefore.test(move.at())).toList();
        int stage = last.isEmpty() ? one.stage() : last.getLast().stage();
        boolean fires = stage != SimulatedBooks.CONTRACT_STAGE && stage != 143;
        return new Expected(one, "idle L" + one.lead(), fires && !isUncertain ? 1 : 0, fires || isUncertain ? 1 : 0);
    }

    /// The task comes unless something happens before the time has come.
    ///
    /// @param stop when that happened, in nanoseconds; empty for never
    /// @param isOverdueKept whether what happens after the time makes no difference, however late it is
    /// noticed
    private Expected unless(Occurrence one, String text, int minutes, OptionalLong stop, boolean isOverdueKept) {
        long due = one.at() + minutes(minutes);
        if (stop.isEmpty()) {
            return new Expected(one, text, 1, 1);
        }
        if (stop.getAsLong() < due - earlier) {
            return new Expected(one, text, 0, 0);
        }
        boolean isLater = isOverdueKept && stop.getAsLong() > due + minutes(3);
        return new Expected(one, text, isLater ? 1 : 0, 1);
    }

    private OptionalLong next(Occurrence one, Kind kind) {
        Predicate<Occurrence> isNext = other ->
                other.kind() == kind && other.lead() == one.lead() && !other.equals(one) && other.at() > one.at();
        return history.occurrences.stream()
                .filter(isNext)
                .mapToLong(Occurrence::at)
                .min();
    }

    private static long minutes(int minutes) {
        return Duration.ofMinutes(minutes).toNanos();
    }
}
