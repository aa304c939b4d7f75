package dev.followup.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.DailySample;
import dev.followup.simulation.PlanElement.Freeze;
import dev.followup.simulation.PlanElement.LeadAdded;
import dev.followup.simulation.PlanElement.LeadMoved;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests of two invocations that work on one account at the same time: the first is frozen before a call to the
/// table until its lease has ended and its messages were delivered again, and goes on while the second one is frozen
/// before a call of its own. A third of the pairs of calls is tried each day.
class InterleavingTest {

    /// More than a message is hidden: the second invocation has begun, and is frozen itself when the first goes on.
    private static final Duration FIRST = Duration.ofSeconds(200);

    /// Long enough for the first invocation to end.
    private static final Duration SECOND = Duration.ofSeconds(90);

    /// Long enough for others to reconcile and send what the frozen invocation has marked as sent.
    private static final Duration LONG = Duration.ofMinutes(5);

    /// More invocations than follow the first one while it is frozen.
    private static final int FOLLOWING = 8;

    /// A call to the table takes one step on its way there, and one on its way back.
    private static final int STEPS_OF_A_CALL = 2;

    /// The steps of an invocation at most.
    private static final int STEPS = 24;

    /// @param first the number of the invocation that is frozen first: each of the first ones is tried
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void tasks_exist_once_whatever_the_order_of_two_invocations_steps(int first) {
        try (var _ = new Simulation()) {
            assertThat(isFrozen(first, 1 + STEPS_OF_A_CALL))
                    .as("two calls to freeze")
                    .isTrue();
            assertThat(DailySample.of(Pair.all(first)).flatMap(pair -> pair.failure(Guarantees.ALL)))
                    .isEmpty();
        }
    }

    @Test
    void some_order_matters_if_the_table_checks_neither_the_lease_nor_the_command() {
        var unchecked = new Guarantees() {
            @Override
            public boolean isUnchecked(String write) {
                return write.matches("Check .* LEASE|Update .* PENDING#.*");
            }
        };
        try (var _ = new Simulation()) {
            // First a pair of which it is known.
            var pairs = Stream.concat(
                    Stream.of(new Pair(3, 11, 15)),
                    IntStream.rangeClosed(1, 4).boxed().flatMap(Pair::all));
            assertThat(pairs.flatMap(pair -> pair.failure(unchecked)).findFirst())
                    .isPresent();
        }
    }

    @Test
    void an_invocation_that_is_frozen_until_others_have_done_its_work_sends_nothing() {
        try (var _ = new Simulation()) {
            assertThat(DailySample.of(freezes()).flatMap(freeze -> failure(freeze, Guarantees.ALL)))
                    .isEmpty();
        }
    }

    @Test
    void it_does_the_work_again_if_the_wall_clock_is_not_asked_before_a_call() {
        var unchecked = new Guarantees() {
            @Override
            public Clock deadlineClock(Clock clock, Clock running) {
                return running;
            }
        };
        try (var _ = new Simulation()) {
            assertThat(freezes().flatMap(freeze -> failure(freeze, unchecked)).findFirst())
                    .isPresent();
        }
    }

    /// The first invocations, each frozen at each of its steps.
    private static Stream<Freeze> freezes() {
        return IntStream.rangeClosed(1, 3)
                .boxed()
                .flatMap(number -> IntStream.rangeClosed(1, STEPS).mapToObj(step -> new Freeze(number, step, LONG)));
    }

    /// What fails if only one invocation is frozen.
    private static Stream<String> failure(Freeze freeze, Guarantees guarantees) {
        return Stream.ofNullable(
                new World(plan(1, List.of(freeze)), guarantees, false).run().violation());
    }

    /// Two invocations that are frozen.
    ///
    /// @param first the number of the first one
    /// @param step the step before which it is frozen
    /// @param second the step before which those that follow it are frozen
    private record Pair(int first, int step, int second) {

        /// All pairs with this first invocation.
        static Stream<Pair> all(int first) {
            return IntStream.iterate(1, step -> isFrozen(first, step), step -> step + STEPS_OF_A_CALL)
                    .boxed()
                    .flatMap(step -> IntStream.iterate(1, second -> second <= STEPS, second -> second + STEPS_OF_A_CALL)
                            .mapToObj(second -> new Pair(first, step, second)));
        }

        Stream<String> failure(Guarantees guarantees) {
            var result = new World(plan(first, step, second), guarantees, false).run();
            return Stream.ofNullable(result.violation())
                    .map(violation -> "first at step %d, second at step %d: %s".formatted(step, second, violation));
        }
    }

    /// Whether the first invocation has a step with this number.
    private static boolean isFrozen(int first, int step) {
        var alone = new WorldPlan(
                first,
                0,
                plan(first, step, 1).elements().stream()
                        .filter(element -> !(element instanceof Freeze freeze) || freeze.invocation() == first)
                        .toList());
        return new World(alone, Guarantees.ALL, false).run().reached().contains("frozen");
    }

    private static WorldPlan plan(int first, int step, int second) {
        var freezes = new ArrayList<Freeze>();
        freezes.add(new Freeze(first, step, FIRST));
        IntStream.rangeClosed(first + 1, first + FOLLOWING)
                .forEach(number -> freezes.add(new Freeze(number, second, SECOND)));
        return plan(first, freezes);
    }

    private static WorldPlan plan(long seed, List<Freeze> freezes) {
        var elements = new ArrayList<PlanElement>(List.of(
                new LeadAdded(Duration.ofSeconds(3), 1, 70_000, 101, false),
                new LeadAdded(Duration.ofMillis(3_100), 2, 60_000, 102, false),
                new LeadMoved(Duration.ofSeconds(7), 1, SimulatedBooks.CONTRACT_STAGE),
                new LeadMoved(Duration.ofSeconds(11), 2, SimulatedBooks.MEETING_STAGE)));
        elements.addAll(freezes);
        return new WorldPlan(seed, 0, elements);
    }
}
