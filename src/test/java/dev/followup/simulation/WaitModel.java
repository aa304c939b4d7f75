package dev.followup.simulation;

import dev.followup.simulation.CrmHistory.Kind;
import dev.followup.simulation.CrmHistory.Occurrence;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.IntPredicate;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;

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
    /// @param due when they must be done by the CRM's clock, in Unix seconds: an hour after the wait's
    /// time, however late it was asked
    record Expected(Occurrence occurrence, String text, int least, int most, long due) {}

    /// From an event to the moment at which its webhook is in the inbox, and from a tick to the moment at which
    /// it has read what is due.
    private static final Duration ON_THE_WAY = Duration.ofSeconds(4);

    private final CrmHistory history;
    private final List<String> rules;
    private final long earlier;
    private final Duration skew;

    /// @param rules the names of the book's rules
    WaitModel(World world, List<String> rules) {
        this.history = world.crm().history();
        this.rules = rules;
        // The CRM's clock says when the time has come, and the true one when the ticks are.
        var skew = world.plan()
                .first(PlanElement.ClocksApart.class)
                .map(PlanElement.ClocksApart::crm)
                .orElse(Duration.ZERO);
        var late = world.plan().hasLateWebhooks() ? WorldPlan.LATENESS : Duration.ZERO;
        this.earlier =
                ON_THE_WAY.plus(late).toNanos() + Math.max(0, skew.negated().toNanos());
        this.skew = skew;
    }

    /// What waits and fires because of an occurrence.
    List<Expected> expected(Occurrence one) {
        return switch (one.kind()) {
            case LEAD_ADDED ->
                Stream.of(
                                ifStage(
                                        one,
                                        "idle",
                                        3,
                                        stage -> stage != SimulatedBooks.CONTRACT_STAGE && stage != 143),
                                ifStage(one, "chase", 2, stage -> stage == 101))
                        .filter(expected -> rules.contains(expected.text().split(" ", 2)[0]))
                        .toList();
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
    private Expected ifStage(Occurrence one, String rule, int minutes, IntPredicate isMeant) {
        long due = one.at() + minutes(minutes);
        LongPredicate isBefore = at -> at < due - earlier;
        var moves = history.occurrences.stream()
                .filter(other -> other.kind() == Kind.LEAD_MOVED && other.lead() == one.lead())
                .toList();
        boolean isUncertain = moves.stream().anyMatch(move -> !isBefore.test(move.at()));
        var last = moves.stream().filter(move -> isBefore.test(move.at())).toList();
        int stage = last.isEmpty() ? one.stage() : last.getLast().stage();
        boolean fires = isMeant.test(stage);
        return expected(
                one, rule + " L" + one.lead(), minutes, fires && !isUncertain ? 1 : 0, fires || isUncertain ? 1 : 0);
    }

    /// The task comes unless something happens before the time has come.
    ///
    /// @param stop when that happened, in nanoseconds; empty for never
    /// @param isOverdueKept whether what happens after the time makes no difference, however late it is
    /// noticed
    private Expected unless(Occurrence one, String text, int minutes, OptionalLong stop, boolean isOverdueKept) {
        long due = one.at() + minutes(minutes);
        if (stop.isEmpty()) {
            return expected(one, text, minutes, 1, 1);
        }
        if (stop.getAsLong() < due - earlier) {
            return expected(one, text, minutes, 0, 0);
        }
        // What is recovered long after the time, and was followed by another one, has been made up for.
        boolean isLater = isOverdueKept && !one.webhookLost() && stop.getAsLong() > due + minutes(3);
        return expected(one, text, minutes, isLater ? 1 : 0, 1);
    }

    private Expected expected(Occurrence one, String text, int minutes, int least, int most) {
        var event = World.BEGIN.plusNanos(one.at()).plus(skew).getEpochSecond();
        return new Expected(
                one,
                text,
                least,
                most,
                event + Duration.ofHours(1).plusMinutes(minutes).toSeconds());
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
