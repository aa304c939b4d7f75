package dev.followup.simulation;

import java.time.Duration;

/// One invocation of the function, which may be killed or frozen between any two of its steps.
final class SimulatedInvocation {

    static final ScopedValue<SimulatedInvocation> CURRENT = ScopedValue.newInstance();

    private final World world;
    private final String name;
    private final SimulatedInstance instance;
    private final long killAtStep;
    private final long freezeAtStep;
    private final Duration freeze;
    private long killAt;
    private long steps;
    private boolean isKilled;
    private boolean wasFrozen;

    /// @param killAtStep the number of the step before which it is killed
    /// @param freezeAtStep the number of the step from which on it is frozen by its next call to the table
    /// @param begin in nanoseconds since the world's begin
    /// @param time after which it is killed
    SimulatedInvocation(
            World world,
            String name,
            SimulatedInstance instance,
            long killAtStep,
            long freezeAtStep,
            Duration freeze,
            long begin,
            Duration time) {
        this.world = world;
        this.name = name;
        this.instance = instance;
        this.killAtStep = killAtStep;
        this.freezeAtStep = freezeAtStep;
        this.freeze = freeze;
        this.killAt = begin + time.toNanos();
    }

    /// A step that takes some time: from now on everything may have changed.
    void step(Duration length) {
        steps++;
        if (steps == killAtStep) {
            world.reached("killed");
            world.trace("the invocation is killed");
            kill();
        }
        failIfKilled();
        var end = world.time().nanos() + length.toNanos();
        world.time().sleepUntil(Math.min(end, killAt));
        if (world.time().nanos() >= killAt && !isKilled) {
            world.reached("timed out");
            world.trace("the invocation's time is over");
            kill();
        }
        failIfKilled();
    }

    /// Freezes the instance, before a request reaches the table or when its answer has come. Its monotonic
    /// clock stands still meanwhile.
    void freezeIfDue() {
        if (freezeAtStep > 0 && steps >= freezeAtStep && !wasFrozen) {
            world.reached("frozen");
            world.trace("the instance is frozen for " + freeze);
            wasFrozen = true;
            instance.freeze(freeze);
            killAt += freeze.toNanos();
            world.time().sleep(freeze);
            world.trace("the frozen instance goes on");
        }
    }

    String name() {
        return name;
    }

    /// The world in which it works.
    World world() {
        return world;
    }

    private void kill() {
        isKilled = true;
        instance.retire();
    }

    private void failIfKilled() {
        if (isKilled) {
            throw new Killed();
        }
    }

    /// The end of a killed invocation: nothing of what follows has any effect.
    static final class Killed extends Error {

        private static final long serialVersionUID = 1;

        Killed() {
            super("killed", null, false, false);
        }
    }
}
