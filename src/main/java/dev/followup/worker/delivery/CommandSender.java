package dev.followup.worker.delivery;

import dev.followup.crm.session.CrmSession;
import dev.followup.crm.task.CrmTasks;
import dev.followup.ledger.Ledger;
import dev.followup.task.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Sends what is on an account's list, and notes how each order ended.
@ApplicationScoped
public class CommandSender {

    private final Ledger ledger;
    private final CrmTasks crm;
    private final OpenTaskQuery survey;
    private final Clock clock;

    public CommandSender(Ledger ledger, CrmTasks crm, OpenTaskQuery survey, Clock clock) {
        this.ledger = ledger;
        this.crm = crm;
        this.survey = survey;
        this.clock = clock;
    }

    /// Sends what may go now.
    ///
    /// @param list as it was read last
    /// @return whether more may go then
    /// @throws dev.followup.ledger.LedgerUnavailableException if it could not be noted: then nothing more is sent
    boolean send(CrmSession session, PendingCommands list) {
        var account = session.account();
        var ready = ReadyCommands.of(list.entries());
        if (ready.commands().isEmpty()) {
            return false;
        }
        var standing = survey.of(session, ready.commands());
        var outcomes = new LinkedHashMap<String, Outcome>();
        var inFlight = toSend(ready.commands().stream().map(standing::inFlight).toList(), outcomes);
        if (!inFlight.isEmpty()) {
            ledger.send(
                    account.name(),
                    inFlight.stream().map(InFlightCommand::command).toList(),
                    clock.instant());
            var perTask =
                    inFlight.stream().flatMap(one -> one.perTask().stream()).toList();
            var ends = crm.carryOut(session, perTask);
            inFlight.forEach(one -> outcomes.putAll(one.outcomes(ends)));
        }
        list.close(outcomes);
        return !ready.isAll() && outcomes.values().stream().anyMatch(outcome -> !outcome.isPending());
    }

    /// The errands to go on. Those that end here are noted, and so are those that must wait for one that stays.
    private static List<InFlightCommand> toSend(List<InFlightCommand> inFlight, Map<String, Outcome> outcomes) {
        var waiting = new HashSet<String>();
        var going = new ArrayList<InFlightCommand>();
        for (var one : inFlight) {
            var conflictKeys = one.command().conflictKeys();
            var settled = Collections.disjoint(waiting, conflictKeys)
                    ? one.settled()
                    : new Outcome.Deferred("an order about the same, decided earlier, is still to do");
            if (settled == null) {
                going.add(one);
                continue;
            }
            outcomes.put(one.command().key(), settled);
            if (settled.isPending()) {
                waiting.addAll(conflictKeys);
            }
        }
        return going;
    }
}
