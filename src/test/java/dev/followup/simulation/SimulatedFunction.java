package dev.followup.simulation;

import dev.followup.inbox.BatchResponse;
import dev.followup.inbox.MessageBatch;
import dev.followup.simulation.PlanElement.Deploy;
import dev.followup.simulation.PlanElement.Freeze;
import dev.followup.simulation.PlanElement.Kill;
import dev.followup.simulation.SimulatedInvocation.Killed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// The function of a world: its instances, its invocations and its releases.
final class SimulatedFunction {

    /// The function's time-out, and what it reserves of it, as template and settings have them.
    private static final Duration TIMEOUT = Duration.ofSeconds(150);

    private static final Duration TIME_FOR_CALLS = TIMEOUT.minusSeconds(27);

    private final World world;
    private final List<SimulatedInstance> instances = new ArrayList<>();
    private final Set<SimulatedInvocation> running = new HashSet<>();
    private boolean otherBook;
    private int invocations;

    SimulatedFunction(World world) {
        this.world = world;
    }

    /// How often it was invoked.
    int invocations() {
        return invocations;
    }

    boolean isIdle() {
        return running.isEmpty();
    }

    /// Whether the last release has the other version of the rule book.
    boolean hasOtherBook() {
        return otherBook;
    }

    /// A release: the next invocations have new instances.
    void deploy(Deploy deploy) {
        world.reached(
                !deploy.otherBook()
                        ? "deployed"
                        : otherBook ? "deployed with the first book again" : "deployed with another book");
        world.trace("a release" + (deploy.otherBook() ? " with another rule book" : ""));
        otherBook ^= deploy.otherBook();
        instances.forEach(SimulatedInstance::retire);
    }

    /// Invokes the function.
    ///
    /// @param done receives its reply, if it lives to give one
    void invoke(MessageBatch batch, Consumer<BatchResponse> done) {
        var instance = instance();
        instance.setBusy(true);
        var invocation = invocation(invocations++, instance);
        running.add(invocation);
        world.time()
                .start(() -> ScopedValue.where(SimulatedInvocation.CURRENT, invocation)
                        .run(() -> {
                            try {
                                world.trace("an invocation begins with "
                                        + batch.messages().size() + " messages");
                                var response =
                                        world.guarantees().response(batch, instance.process(batch, TIME_FOR_CALLS));
                                world.step("", Duration.ofMillis(1));
                                world.trace("the invocation ends, "
                                        + response.batchItemFailures().size() + " messages come again");
                                done.accept(response);
                            } catch (Killed _) {
                                // the inbox delivers its messages again
                            } finally {
                                running.remove(invocation);
                                instance.setBusy(false);
                            }
                        }));
    }

    private SimulatedInvocation invocation(int number, SimulatedInstance instance) {
        var kill = world.plan().all(Kill.class).stream()
                .filter(one -> one.invocation() == number)
                .findFirst();
        var freeze = world.plan().all(Freeze.class).stream()
                .filter(one -> one.invocation() == number)
                .findFirst();
        return new SimulatedInvocation(
                world,
                "#" + number,
                instance,
                kill.map(Kill::step).orElse(0),
                freeze.map(Freeze::step).orElse(0),
                freeze.map(Freeze::length).orElse(Duration.ZERO),
                world.time().nanos(),
                TIMEOUT);
    }

    private SimulatedInstance instance() {
        var random = world.random("instances");
        var idle = instances.stream().filter(SimulatedInstance::isIdle).toList();
        if (!idle.isEmpty() && random.nextInt(10) > 0) {
            return idle.get(random.nextInt(idle.size()));
        }
        var apart = world.plan()
                .first(PlanElement.ClocksApart.class)
                .map(clocks -> clocks.instances().toMillis())
                .orElse(0L);
        var skew = apart == 0 ? 0 : random.nextLong(-apart, apart + 1);
        var created = new SimulatedInstance(world, Duration.ofMillis(skew), otherBook);
        instances.add(created);
        return created;
    }
}
