package dev.followup.worker.delivery;

import dev.followup.crm.session.CrmSession;
import dev.followup.crm.task.CrmTasks;
import dev.followup.ledger.Ledger;
import dev.followup.task.CommandSequence;
import dev.followup.task.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The sending of pending commands: one round with those that are ready now, and the record of their outcomes.
@ApplicationScoped
public class CommandSender {

    private final Ledger ledger;
    private final CrmTasks crm;
    private final OpenTaskQuery openTasks;
    private final Clock clock;

    public CommandSender(Ledger ledger, CrmTasks crm, OpenTaskQuery openTasks, Clock clock) {
        this.ledger = ledger;
        this.crm = crm;
        this.openTasks = openTasks;
        this.clock = clock;
    }

    /// Sends the commands that are ready.
    ///
    /// @return whether more commands are ready then
    /// @throws dev.followup.ledger.LedgerUnavailableException if the ledger could not be written: then
    /// nothing more is sent
    boolean send(CrmSession session, PendingCommands pending) {
        var ready = ReadyCommands.of(pending.commands());
        if (ready.commands().isEmpty()) {
            return false;
        }
        var snapshot = openTasks.snapshot(session, ready.commands());
        var outcomes = new LinkedHashMap<String, Outcome>();
        var inFlight = toSend(ready.commands().stream().map(snapshot::inFlight).toList(), outcomes);
        if (!inFlight.isEmpty()) {
            var commands = inFlight.stream().map(InFlightCommand::command).toList();
            ledger.markSent(pending.lease(), commands, clock.instant());
            var perTask =
                    inFlight.stream().flatMap(one -> one.perTask().stream()).toList();
            var partOutcomes = crm.carryOut(session, perTask);
            inFlight.forEach(one -> outcomes.putAll(one.outcomes(partOutcomes)));
        }
        pending.recordOutcomes(outcomes);
        return !ready.isAll() && outcomes.values().stream().anyMatch(outcome -> !outcome.isPending());
    }

    /// The commands to send. The outcomes of the others are added to the outcomes: of those that need not be
    /// sent, and of those that must wait for one that stays pending.
    private static List<InFlightCommand> toSend(List<InFlightCommand> ready, Map<String, Outcome> outcomes) {
        var stillPending = new CommandSequence<String>();
        var toSend = new ArrayList<InFlightCommand>();
        for (var one : ready) {
            var command = one.command();
            var settled = stillPending.precedes(command) ? Outcome.Deferred.behindEarlier() : one.settled();
            if (settled == null) {
                toSend.add(one);
                continue;
            }
            outcomes.put(command.key(), settled);
            if (settled.isPending()) {
                stillPending.add(command, command.key());
            }
        }
        return toSend;
    }
}
