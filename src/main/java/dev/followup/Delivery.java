package dev.followup;

import dev.followup.crm.CrmTasks;
import dev.followup.crm.Visit;
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
class Delivery {

    private final Ledger ledger;
    private final CrmTasks crm;
    private final Survey survey;
    private final Clock clock;

    Delivery(Ledger ledger, CrmTasks crm, Survey survey, Clock clock) {
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
    boolean send(Visit visit, Worklist list) {
        var account = visit.account();
        var ready = Ready.of(list.entries());
        if (ready.orders().isEmpty()) {
            return false;
        }
        var standing = survey.of(visit, ready.orders());
        var outcomes = new LinkedHashMap<String, Outcome>();
        var errands = toSend(ready.orders().stream().map(standing::errand).toList(), outcomes);
        if (!errands.isEmpty()) {
            ledger.send(account.name(), errands.stream().map(Errand::order).toList(), clock.instant());
            var shares =
                    errands.stream().flatMap(errand -> errand.shares().stream()).toList();
            var ends = crm.carryOut(visit, shares);
            errands.forEach(errand -> outcomes.putAll(errand.outcomes(ends)));
        }
        list.close(outcomes);
        return !ready.isAll() && outcomes.values().stream().anyMatch(outcome -> !outcome.staysOnTheList());
    }

    /// The errands to go on. Those that end here are noted, and so are those that must wait for one that stays.
    private static List<Errand> toSend(List<Errand> errands, Map<String, Outcome> outcomes) {
        var waiting = new HashSet<String>();
        var going = new ArrayList<Errand>();
        for (var errand : errands) {
            var concerns = errand.order().concerns();
            var settled = Collections.disjoint(waiting, concerns)
                    ? errand.settled()
                    : new Outcome.Later("an order about the same, decided earlier, is still to do");
            if (settled == null) {
                going.add(errand);
                continue;
            }
            outcomes.put(errand.order().key(), settled);
            if (settled.staysOnTheList()) {
                waiting.addAll(concerns);
            }
        }
        return going;
    }
}
