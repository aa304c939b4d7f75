package dev.followup.simulation;

import dev.followup.simulation.CrmHistory.Kind;
import dev.followup.simulation.CrmHistory.Occurrence;
import dev.followup.simulation.PlanElement.ClocksApart;
import dev.followup.simulation.PlanElement.Deploy;
import dev.followup.simulation.PlanElement.Disliked;
import dev.followup.simulation.PlanElement.Freeze;
import dev.followup.simulation.PlanElement.Kill;
import dev.followup.simulation.PlanElement.LateVisibility;
import dev.followup.simulation.PlanElement.TimedAction;
import dev.followup.simulation.PlanElement.Trouble;
import dev.followup.simulation.PlanElement.WebhookOff;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.IntPredicate;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;
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

    /// The lengths that a task has been given.
    record Lengths(List<Integer> least, List<Integer> most) {}

    /// From an event to the moment at which its webhook is in the inbox, and from a tick to the moment at which
    /// it has read what is due.
    private static final Duration ON_THE_WAY = Duration.ofSeconds(4);

    /// The lengths that the steps of a ladder give to a task, in seconds.
    private static final List<Integer> LENGTHS = List.of(1_800, 3_600);

    /// The longest time until an event has been heard, if nothing delays it.
    private static final long HEARD_LATEST = Duration.ofSeconds(10).toNanos();

    private final CrmHistory history;
    private final List<String> rules;

    /// When a release has had the other book, or the first one again.
    private final List<Long> otherBooks;

    /// Whether nothing delays an event on its way to the rules.
    private final boolean isQuiet;
    private final long earlier;
    private final Duration skew;

    /// @param rules the names of the book's rules
    WaitModel(World world, List<String> rules) {
        this.history = world.crm().history();
        this.rules = rules;
        this.otherBooks = world.plan().all(Deploy.class).stream()
                .filter(Deploy::otherBook)
                .map(deploy -> deploy.at().toNanos())
                .sorted()
                .toList();
        long firstOther = otherBooks.isEmpty() ? 0 : otherBooks.getFirst();
        this.isQuiet = world.plan().elements().stream().noneMatch(element -> switch (element) {
            case Trouble trouble -> trouble.from().toNanos() < firstOther; // a slow call keeps the next batch waiting
            case Kill _, Freeze _ -> true;
            case TimedAction _, WebhookOff _, ClocksApart _, LateVisibility _, Disliked _ -> false;
        });
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
                                unlessDropped(ifStage(
                                        one,
                                        SimulatedBooks.DROPPED,
                                        3,
                                        stage -> stage != SimulatedBooks.CONTRACT_STAGE && stage != 143)),
                                ifStage(one, "chase", 2, stage -> stage == 101))
                        .filter(expected -> rules.contains(expected.text().split(" ", 2)[0]))
                        .toList();
            case LEAD_MOVED ->
                rules.contains("stuck") && one.stage() == SimulatedBooks.MEETING_STAGE
                        ? List.of(unless(one, "stuck L" + one.lead(), 2, nextMove(one)))
                        : List.of();
            case LEAD_HANDED_OVER ->
                rules.contains("nudge") ? List.of(unlessAgain(one, "nudge L" + one.lead(), 1)) : List.of();
            case TASK_ADDED -> rules.contains("escalate") ? ladder(one) : List.of();
            case TASK_COMPLETED -> List.of();
        };
    }

    private List<Expected> ladder(Occurrence one) {
        return List.of(
                unless(one, "first " + one.text(), 1, end(one)), unless(one, "second " + one.text(), 3, end(one)));
    }

    private OptionalLong end(Occurrence one) {
        var ended = history.ended.get(one.task());
        return ended == null ? OptionalLong.empty() : OptionalLong.of(ended);
    }

    /// The lengths that a task must have been given, and those that it may have been given, in their order.
    ///
    /// @param one the occurrence that added it
    Lengths lengths(Occurrence one) {
        var steps = List.of(unless(one, "", 1, end(one)), unless(one, "", 3, end(one)));
        return new Lengths(lengths(steps, step -> step.least > 0), lengths(steps, step -> step.most > 0));
    }

    private static List<Integer> lengths(List<Expected> steps, Predicate<Expected> isGiven) {
        return IntStream.range(0, steps.size())
                .filter(i -> isGiven.test(steps.get(i)))
                .mapToObj(LENGTHS::get)
                .toList();
    }

    /// While a release lacks the rule, events begin no wait. What waits already is kept for a day, and fires if the
    /// release is taken back.
    private Expected unlessDropped(Expected expected) {
        var one = expected.occurrence();
        boolean isBefore = !one.webhookLost() && otherBooks.stream().allMatch(at -> one.at() < at - HEARD_LATEST);
        boolean isCertain = otherBooks.isEmpty() || (isBefore && otherBooks.size() % 2 == 0 && isQuiet);
        return isCertain ? expected : new Expected(one, expected.text(), 0, expected.most(), expected.due());
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
    private Expected unless(Occurrence one, String text, int minutes, OptionalLong stop) {
        if (stop.isEmpty()) {
            return expected(one, text, minutes, 1, 1);
        }
        return expected(one, text, minutes, 0, stop.getAsLong() < one.at() + minutes(minutes) - earlier ? 0 : 1);
    }

    /// The task comes unless the same happens again before the time has come, and a webhook reports it. What
    /// happens after the time makes no difference, unless the event itself is recovered after it.
    private Expected unlessAgain(Occurrence one, String text, int minutes) {
        long due = one.at() + minutes(minutes);
        var again = later(one).toList();
        if (again.isEmpty()) {
            return expected(one, text, minutes, 1, 1);
        }
        boolean isRestarted = again.stream().anyMatch(other -> !other.webhookLost() && other.at() < due - earlier);
        boolean isFirst = !one.webhookLost() && again.stream().allMatch(other -> other.at() > due + minutes(3));
        return expected(one, text, minutes, isFirst ? 1 : 0, isRestarted ? 0 : 1);
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

    private OptionalLong nextMove(Occurrence one) {
        return later(one).mapToLong(Occurrence::at).min();
    }

    /// What of the same kind happens to the same lead later.
    private Stream<Occurrence> later(Occurrence one) {
        return history.occurrences.stream()
                .filter(other -> other.kind() == one.kind() && other.lead() == one.lead() && other.at() > one.at());
    }

    private static long minutes(int minutes) {
        return Duration.ofMinutes(minutes).toNanos();
    }
}
