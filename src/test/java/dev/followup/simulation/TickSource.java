package dev.followup.simulation;

import dev.followup.inbox.MessageSource;
import dev.followup.inbox.Tick;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.Ledger.AccountState;
import dev.followup.simulation.PlanElement.Deploy;
import dev.followup.simulation.PlanElement.WebhookOff;
import dev.followup.task.Wait;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// The ticks of a world. Those that find nothing to do are left out, so that a quiet day takes no time.
final class TickSource {

    /// How long a world may take to come to rest once all faults have ended.
    private static final Duration LONGEST_UNREST = Duration.ofHours(12);

    /// How long a wait without its rule is kept.
    private static final Duration KEPT_WITHOUT_RULE = Duration.ofDays(1);

    /// How long after an event recovery finds it, clocks apart included.
    private static final Duration RECOVERY = Duration.ofMinutes(113);

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static final long QUARTER = 15;

    private final World world;
    private final Ledger records;

    TickSource(World world, Ledger records) {
        this.world = world;
        this.records = records;
    }

    /// Ticks each minute while things happen in the world.
    void start() {
        for (var at = Duration.ZERO; at.compareTo(world.plan().end()) < 0; at = at.plus(MINUTE)) {
            boolean isCheck = at.toMinutes() % QUARTER == 0
                    && world.plan().first(WebhookOff.class).isPresent();
            world.time().after(at, isCheck ? this::tick : this::tickIfNeeded);
        }
    }

    /// Ticks until nothing is left to do.
    void comeToRest() {
        boolean isRenamed = world.plan().all(Deploy.class).stream().anyMatch(Deploy::otherBook);
        var limit = world.plan()
                .end()
                .plus(LONGEST_UNREST)
                .plus(isRenamed ? KEPT_WITHOUT_RULE : Duration.ZERO)
                .toNanos();
        while (!world.isViolated()) {
            world.time().sleep(Duration.ofSeconds(2));
            if (!world.inbox().isEmpty() || !world.function().isIdle()) {
                continue;
            }
            var state = records.state(World.ACCOUNT);
            var next = nextTick(state);
            if (next == null) {
                return;
            }
            if (world.time().nanos() > limit) {
                world.violation("rest: after " + LONGEST_UNREST + " there are still "
                        + state.pendingCommands().size() + " commands pending and "
                        + state.deferredEvents().size() + " events waiting");
                return;
            }
            world.time().sleep(next);
            tick();
        }
    }

    /// How long nothing happens before the next tick has something to do; `null` if the world is at rest.
    private @Nullable Duration nextTick(AccountState state) {
        var due = nextWait();
        boolean isOver = due == null || due.isAfter(world.now());
        if (!state.pendingCommands().isEmpty() || !state.deferredEvents().isEmpty() || !isOver) {
            var circuit = state.openCircuit();
            var probe = circuit == null ? Duration.ZERO : Duration.between(world.now(), circuit.probeAt());
            return probe.compareTo(MINUTE) > 0 ? probe : MINUTE;
        }
        if (due != null) {
            return Duration.between(world.now(), due).plusSeconds(1);
        }
        var lost = world.crm().history().occurrences.stream()
                .filter(CrmHistory.Occurrence::webhookLost)
                .mapToLong(CrmHistory.Occurrence::at)
                .max();
        var recovered = state.recoveredUntil();
        if (lost.isEmpty()
                || (recovered != null
                        && recovered.isAfter(
                                World.BEGIN.plusNanos(lost.getAsLong()).plusSeconds(100)))) {
            return null;
        }
        var missing = Duration.between(
                world.now(), World.BEGIN.plusNanos(lost.getAsLong()).plus(RECOVERY));
        return missing.isPositive() ? missing : Duration.ofMinutes(11);
    }

    /// When the first wait is asked; `null` if nothing waits.
    private @Nullable Instant nextWait() {
        return records.dueWaits(World.ACCOUNT, World.BEGIN.plus(Duration.ofDays(300)), 1).stream()
                .map(Wait::retryAt)
                .findFirst()
                .orElse(null);
    }

    /// A tick, unless it would find nothing to do.
    private void tickIfNeeded() {
        if (!world.inbox().isEmpty()
                || !records.dueWaits(World.ACCOUNT, world.now(), 1).isEmpty()) {
            tick();
            return;
        }
        var state = records.state(World.ACCOUNT);
        if (state.recoveredUntil() == null
                || !state.pendingCommands().isEmpty()
                || !state.deferredEvents().isEmpty()) {
            tick();
        }
    }

    private void tick() {
        world.inbox()
                .send(Tick.GROUP, MessageSource.CLOCK, new Tick(world.now().truncatedTo(ChronoUnit.SECONDS)).body());
    }
}
