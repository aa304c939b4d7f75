package dev.followup.simulation;

import dev.followup.ledger.AccountLedger;
import dev.followup.ledger.ForwardingLedger;
import dev.followup.ledger.LeaseLostException;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.PlannedWork;
import dev.followup.task.Absence;
import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand;
import dev.followup.task.WaitEnd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// The ledger of a world, watched: who has which generation of a lease, and what becomes of uncertain commands.
final class WatchedLedger extends ForwardingLedger {

    private final World world;

    WatchedLedger(World world, Ledger ledger) {
        super(ledger);
        this.world = world;
    }

    @Override
    protected AccountLedger around(AccountLedger acquired) {
        var lease = acquired.lease();
        world.trace("has the lease " + lease.generation() % 1_000_000);
        var other = world.owners().putIfAbsent(lease.generation(), lease.owner());
        if (other != null && !other.equals(lease.owner())) {
            world.violation("lease: generation " + lease.generation() + " has two owners");
        }
        return new Watched(acquired);
    }

    private final class Watched extends ForwardingAccountLedger {

        Watched(AccountLedger ledger) {
            super(ledger);
        }

        @Override
        public WriteResult write(PlannedWork work, SendSelection selection) {
            var written = watch(() -> super.write(work, selection));
            written.waits().forEach(result -> world.reached("wait: " + result.kind()));
            work.ended().forEach(this::notice);
            return written;
        }

        private void notice(WaitEnd end) {
            var rule = end.waiting().origin().rule();
            boolean isHeld = world.isOutageKnown() && SimulatedBooks.STOPPED.contains(rule);
            boolean isWithoutRule =
                    rule.equals(SimulatedBooks.DROPPED) && world.function().hasOtherBook();
            var what = end.retryAt() == null
                    ? end.draft() != null ? "FIRED" : "DROPPED"
                    : isWithoutRule ? "KEPT without its rule" : isHeld ? "HELD" : "POSTPONED";
            world.reached("wait: " + what);
            world.trace("wait " + end.waiting().key() + ": " + what);
            if (what.equals("FIRED") && world.wasKilled()) {
                world.reached("wait: FIRED after a kill");
            }
            if (what.equals("FIRED") && isHeld) {
                world.violation("held: rule " + rule + " fires while the webhook is off");
            }
        }

        @Override
        public void recordWebhookOutage(WebhookOutage outage) {
            if (!outage.lasts()) {
                world.setOutageKnown(false);
            }
            super.recordWebhookOutage(outage);
            world.setOutageKnown(outage.lasts());
        }

        @Override
        public void changeAbsences(UnaryOperator<List<Absence>> change) {
            var now = new ArrayList<Absence>();
            super.changeAbsences(known -> {
                now.clear();
                now.addAll(change.apply(known));
                return List.copyOf(now);
            });
            world.attendance().recorded(now);
        }

        @Override
        public void markSent(List<TaskCommand> commands, Instant at) {
            watch(() -> {
                super.markSent(commands, at);
                return true;
            });
        }

        @Override
        public void recordOutcomes(Map<String, Outcome> outcomes) {
            new TreeMap<>(outcomes).forEach(this::notice);
            super.recordOutcomes(outcomes);
        }

        @Override
        public void release(Map<String, Outcome> outcomes) {
            new TreeMap<>(outcomes).forEach(this::notice);
            super.release(outcomes);
        }

        @Override
        public void openCircuit(OpenCircuit circuit) {
            world.reached("circuit open");
            super.openCircuit(circuit);
        }

        private <T> T watch(Supplier<T> call) {
            try {
                return call.get();
            } catch (LeaseLostException e) {
                world.reached("stopped by a later lease");
                throw e;
            }
        }

        private void notice(String command, Outcome outcome) {
            world.trace("ends " + command.split(":", 3)[1] + " " + command.substring(command.lastIndexOf('#') + 1)
                    + ": " + outcome.getClass().getSimpleName());
            if (outcome instanceof Outcome.Uncertain) {
                world.uncertain().add(command);
                world.reached("uncertain");
            } else if (world.uncertain().remove(command)) {
                world.reached(outcome instanceof Outcome.Done ? "reconciled: found" : "reconciled: not found");
            }
        }
    }
}
