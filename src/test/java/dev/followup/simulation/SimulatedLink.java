package dev.followup.simulation;

import dev.followup.ledger.LedgerUnavailableException;
import dev.followup.ledger.dynamodb.TableModel;
import java.time.Duration;
import java.util.function.Supplier;

/// The way to the table of a world: each call takes time, may be refused, and may lose its answer after it has been
/// carried out.
final class SimulatedLink implements TableModel.Link {

    private final World world;

    SimulatedLink(World world) {
        this.world = world;
    }

    @Override
    public <T> T call(String what, Supplier<T> call) {
        world.step(what, oneWay());
        SimulatedInvocation.CURRENT.get().freezeIfDue();
        if (world.isTroubled(WorldPlan.TABLE_AWAY) || world.isTroubled(WorldPlan.TABLE_THROTTLED)) {
            world.trace("the table refuses");
            throw new LedgerUnavailableException(what, new IllegalStateException("away"));
        }
        var result = call.get();
        world.step("", oneWay());
        SimulatedInvocation.CURRENT.get().freezeIfDue();
        if (world.isTroubled(WorldPlan.ANSWER_OF_TABLE_LOST)) {
            world.trace("the answer of the table is lost");
            throw new LedgerUnavailableException(what, new IllegalStateException("answer lost"));
        }
        return result;
    }

    private Duration oneWay() {
        return Duration.ofMillis(1 + world.random("table").nextLong(8));
    }

    @Override
    public void pause(int attempt) {
        world.reached("concurrent writers");
        world.step("", Duration.ofMillis(10L * attempt + world.random("table").nextLong(20)));
    }

    @Override
    public boolean isUnchecked(String write) {
        return world.guarantees().isUnchecked(write);
    }

    @Override
    public boolean isForgotten(String key) {
        return world.guarantees().isForgotten(key);
    }
}
