package dev.followup.simulation;

import dev.followup.ledger.LeaseLostException;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.Ledger.AccountState;
import dev.followup.ledger.Ledger.OpenCircuit;
import dev.followup.ledger.LedgerUnavailableException;
import dev.followup.ledger.PlannedWork;
import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The way to a ledger: each call takes time, may be refused, and may lose its acknowledgement after it has been
/// carried out.
final class SimulatedLedger implements Ledger {

    private final World world;
    private final Ledger ledger;

    /// The owners of leases, by their generations.
    private final Map<Long, String> owners = new HashMap<>();

    private final Set<String> uncertain = new HashSet<>();

    SimulatedLedger(World world, Ledger ledger) {
        this.world = world;
        this.ledger = ledger;
    }

    private <T extends @Nullable Object> T call(String what, Supplier<T> call) {
        world.requestToLedger(what);
        if (world.isTroubled(WorldPlan.TABLE_AWAY) || world.isTroubled(WorldPlan.TABLE_THROTTLED)) {
            world.trace("the table refuses");
            throw new LedgerUnavailableException(what, new IllegalStateException("away"));
        }
        T result;
        try {
            result = call.get();
        } catch (LeaseLostException e) {
            world.reached("stopped by a later lease");
            throw e;
        }
        world.step("", Duration.ofMillis(1 + world.random("ledger").nextLong(8)));
        if (world.isTroubled(WorldPlan.ACKNOWLEDGEMENT_LOST)) {
            world.trace("the acknowledgement is lost");
            throw new LedgerUnavailableException(what, new IllegalStateException("acknowledgement lost"));
        }
        return result;
    }

    private void run(String what, Runnable call) {
        this.<@Nullable Object>call(what, () -> {
            call.run();
            return null;
        });
    }

    @Override
    public WriteResult write(String account, PlannedWork work) {
        return call("writes " + work.drafts().size() + " commands down", () -> ledger.write(account, work));
    }

    @Override
    public AccountState state(String account) {
        return call("reads the account's state", () -> ledger.state(account));
    }

    @Override
    public void markSent(Lease lease, List<TaskCommand> commands, Instant at) {
        run("marks " + commands.size() + " commands as sent", () -> ledger.markSent(lease, commands, at));
    }

    @Override
    public void recordOutcomes(Lease lease, Map<String, Outcome> outcomes) {
        outcomes.forEach(this::notice);
        run(
                "records outcomes "
                        + outcomes.values().stream()
                                .map(outcome -> outcome.getClass().getSimpleName())
                                .sorted()
                                .toList(),
                () -> ledger.recordOutcomes(lease, outcomes));
    }

    /// Notices that a command is uncertain, or how it was reconciled.
    private void notice(String command, Outcome outcome) {
        if (outcome instanceof Outcome.Uncertain) {
            uncertain.add(command);
            world.reached("uncertain");
        } else if (uncertain.remove(command)) {
            world.reached(outcome instanceof Outcome.Done ? "reconciled: found" : "reconciled: not found");
        }
    }

    @Override
    public void openCircuit(String account, OpenCircuit circuit) {
        world.reached("circuit open");
        run("opens the circuit", () -> ledger.openCircuit(account, circuit));
    }

    @Override
    public void closeCircuit(String account) {
        run("closes the circuit", () -> ledger.closeCircuit(account));
    }

    @Override
    public History history(String account, Set<String> events, Set<Long> tasks) {
        return call("reads what is known of events and tasks", () -> ledger.history(account, events, tasks));
    }

    @Override
    public void recordRecoveredUntil(String account, Instant until) {
        run("records until when events are recovered", () -> ledger.recordRecoveredUntil(account, until));
    }

    @Override
    public Optional<Lease> lease(String account, String owner, Duration time) {
        return call("takes the lease", () -> {
            var lease = ledger.lease(account, owner, time);
            lease.ifPresent(taken -> {
                var other = owners.putIfAbsent(taken.generation(), taken.owner());
                if (other != null && !other.equals(taken.owner())) {
                    world.violation("lease: generation " + taken.generation() + " has two owners");
                }
            });
            return lease;
        });
    }

    @Override
    public void release(Lease lease) {
        run("releases the lease", () -> ledger.release(lease));
    }
}
