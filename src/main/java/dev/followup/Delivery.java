package dev.followup;

import dev.followup.account.Account;
import dev.followup.crm.CrmTasks;
import dev.followup.ledger.Ledger;
import dev.followup.task.Outcome;
import dev.followup.task.Selection;
import dev.followup.task.TaskOrder;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// Works off an account's list: sends what is to do, and notes how each order ended.
@ApplicationScoped
class Delivery {

    private static final Logger LOG = Logger.getLogger(Delivery.class);

    private final Ledger ledger;
    private final CrmTasks crm;
    private final LookUp lookUp;
    private final Clock clock;

    Delivery(Ledger ledger, CrmTasks crm, LookUp lookUp, Clock clock) {
        this.ledger = ledger;
        this.crm = crm;
        this.lookUp = lookUp;
        this.clock = clock;
    }

    /// Carries out what is on the list. What was sent without an answer is looked for, and sent again if it is not
    /// there.
    ///
    /// @return the keys of the orders that are still on it
    /// @throws dev.followup.ledger.LedgerUnavailableException if the list could not be read or written
    Set<String> workOff(Account account, Instant deadline) throws InterruptedException {
        do {
            send(account, deadline);
        } while (lookUp.settle(account, deadline));
        return ledger.agenda(account.name()).entries().stream()
                .map(entry -> entry.order().key())
                .collect(Collectors.toUnmodifiableSet());
    }

    private void send(Account account, Instant deadline) {
        var orders = ledger.agenda(account.name()).entries().stream()
                .filter(entry -> entry.sent() == null)
                .map(Ledger.Entry::order)
                .toList();
        if (orders.isEmpty()) {
            return;
        }
        ledger.send(account.name(), orders, clock.instant());
        var outcomes = crm.carryOut(account, orders, deadline);
        ledger.close(account.name(), outcomes);
        for (var order : orders) {
            var outcome = outcomes.get(order.key());
            if (outcome != null) {
                tell(account, order, outcome);
            }
        }
    }

    private static void tell(Account account, TaskOrder order, Outcome outcome) {
        var who = "%s: %s: rule %s"
                .formatted(account.name(), about(order), order.origin().rule());
        switch (outcome) {
            case Outcome.Done done -> LOG.infof("%s: %s %s", who, tasks(done), did(order));
            case Outcome.Skipped skipped -> LOG.infof("%s: not sent: %s", who, skipped.reason());
            case Outcome.Refused refused -> LOG.errorf("%s: the CRM refuses it: %s", who, refused.reason());
            case Outcome.Later later -> LOG.warnf("%s: waits: %s", who, later.reason());
            case Outcome.Uncertain uncertain -> LOG.warnf("%s: may have been done: %s", who, uncertain.reason());
            case Outcome.Blocked blocked -> LOG.errorf("%s: blocked: %s", who, blocked.reason());
        }
    }

    private static String about(TaskOrder order) {
        return switch (order) {
            case TaskOrder.Create create -> String.valueOf(create.task().about());
            case TaskOrder.Complete complete -> about(complete.which());
            case TaskOrder.Change change -> about(change.which());
        };
    }

    private static String about(Selection which) {
        return switch (which) {
            case Selection.One one -> "task " + one.task();
            case Selection.Open open -> open.tasks().entity().toString();
        };
    }

    private static String tasks(Outcome.Done done) {
        return done.effects().stream().map(effect -> "task " + effect.task()).collect(Collectors.joining(", "));
    }

    private static String did(TaskOrder order) {
        return switch (order) {
            case TaskOrder.Create _ -> "added";
            case TaskOrder.Complete _ -> "completed";
            case TaskOrder.Change _ -> "changed";
        };
    }
}
