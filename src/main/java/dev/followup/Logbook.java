package dev.followup;

import dev.followup.account.Account;
import dev.followup.event.CrmEvent;
import dev.followup.ledger.Ledger.Written;
import dev.followup.rule.Plan;
import dev.followup.task.Outcome;
import dev.followup.task.Selection;
import dev.followup.task.TaskOrder;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// Tells in the log what happened, what follows from it, and how that ended.
final class Logbook {

    private static final Logger LOG = Logger.getLogger("dev.followup");

    private Logbook() {}

    /// What a rule book makes of an event.
    static void planned(CrmEvent event, Plan plan) {
        if (plan.drafts().isEmpty() && !event.kind().isScheduled()) {
            LOG.infof("%s: no rule fires", of(event));
        }
        plan.warnings().forEach(warning -> LOG.warnf("%s: %s", of(event), warning));
    }

    /// What of it is new on the list.
    static void written(CrmEvent event, Plan plan, Written written) {
        for (var draft : plan.drafts()) {
            var key = draft.order().key();
            var rule = draft.order().origin().rule();
            if (written.spent().contains(key)) {
                LOG.infof("%s: rule %s has answered before: %s", of(event), rule, draft.once());
            }
            if (written.stopped().contains(key)) {
                LOG.errorf(
                        "%s: rule %s stopped: it answers no more, at most %s. If it should, raise its at-most",
                        of(event), rule, draft.limit());
            }
            written.added().stream()
                    .filter(order -> order.key().equals(key))
                    .forEach(order -> LOG.infof("%s: rule %s orders %s", of(event), rule, said(order)));
        }
    }

    /// How an order ended, or why it has not.
    static void ended(Account account, TaskOrder order, Outcome outcome) {
        var who = "%s: %s: rule %s"
                .formatted(account.name(), about(order), order.origin().rule());
        switch (outcome) {
            case Outcome.Done done -> LOG.infof("%s: %s %s", who, tasks(done), did(order));
            case Outcome.Skipped skipped -> LOG.infof("%s: not sent: %s", who, skipped.reason());
            case Outcome.Refused refused -> LOG.errorf("%s: the CRM refuses it: %s", who, refused.reason());
            case Outcome.Later later -> LOG.warnf("%s: waits: %s", who, later.reason());
            case Outcome.Uncertain uncertain -> LOG.warnf("%s: may have been done: %s", who, uncertain.reason());
            case Outcome.Blocked _ -> {} // told once for all of them, when the account closes
        }
    }

    /// What could not be done yet, and why.
    static void waits(Account account, String what, Outcome why) {
        if (!(why instanceof Outcome.Blocked)) {
            LOG.warnf("%s: waits: %s: %s", account.name(), what, why);
        }
    }

    private static String of(CrmEvent event) {
        var about = event.entity() == null ? event.key() : event.entity().toString();
        return event.account() + ": " + about + " " + event.kind();
    }

    private static String said(TaskOrder order) {
        return switch (order) {
            case TaskOrder.Create create ->
                "a task due " + create.task().due()
                        + (create.task().responsible() == null
                                ? ""
                                : " for user " + create.task().responsible());
            case TaskOrder.Complete complete -> about(complete.which()) + " completed";
            case TaskOrder.Change change -> about(change.which()) + " changed";
        };
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
            case Selection.Open open -> "open tasks of " + open.tasks().entity();
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
