package dev.followup.worker.delivery;

import dev.followup.account.Account;
import dev.followup.concurrent.MonotonicClock;
import dev.followup.config.FollowupConfig;
import dev.followup.crm.entity.CrmEntities;
import dev.followup.crm.session.CrmFailure;
import dev.followup.crm.session.CrmResult;
import dev.followup.crm.session.CrmSession;
import dev.followup.crm.task.CrmTasks;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.task.NewTask;
import dev.followup.task.Outcome;
import dev.followup.task.Task;
import dev.followup.task.TaskEffect;
import dev.followup.task.TaskQuery;
import dev.followup.telemetry.Metric;
import dev.followup.telemetry.Metrics;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/// The reconciliation of commands that were sent without a response: their tasks are looked up in the CRM
/// before the commands are sent again. A command whose task is found is done; one whose task is not found was
/// certainly not carried out, once enough time has passed. Only tasks that the token's user created, or changed last,
/// are considered: what another person did is never taken for ours.
@ApplicationScoped
public class CommandReconciler {

    /// The longest wait for the first command that can be reconciled: the invocation keeps the account's lease
    /// meanwhile. What can be reconciled later is left to the next tick.
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private static final Logger LOG = Logger.getLogger(CommandReconciler.class);

    private final Ledger ledger;
    private final CrmTasks crm;
    private final CrmEntities entities;
    private final Clock clock;
    private final MonotonicClock monotonicClock;
    private final Duration reconcileAfter;
    private final Duration longestAttempt;
    private final Metrics metrics;

    public CommandReconciler(
            Ledger ledger,
            CrmTasks crm,
            CrmEntities entities,
            Clock clock,
            MonotonicClock monotonicClock,
            FollowupConfig config,
            Metrics metrics) {
        this.ledger = ledger;
        this.crm = crm;
        this.entities = entities;
        this.clock = clock;
        this.monotonicClock = monotonicClock;
        this.reconcileAfter = config.reconcileAfter();
        this.longestAttempt = config.leaseDuration(); // no invocation sends anything after its lease
        this.metrics = metrics;
    }

    /// Reconciles commands as far as the CRM can be called. Waits until the first of them can be reconciled, if
    /// that takes no longer than two seconds and the deadline allows.
    ///
    /// @return whether any command was reconciled: then it is done, or is to be sent again
    boolean reconcile(CrmSession session, Instant deadline, PendingCommands pending) throws InterruptedException {
        if (session.isClosed()) {
            return false;
        }
        var sent = uncertain(pending.commands());
        var first = sent.stream().map(UncertainCommand::reconcileAt).min(Comparator.naturalOrder());
        if (first.isEmpty() || first.get().isAfter(deadline)) {
            return false;
        }
        var wait = Duration.between(clock.instant(), first.get());
        if (wait.compareTo(LONGEST_WAIT) > 0) {
            return false;
        }
        if (wait.isPositive()) {
            monotonicClock.sleep(wait);
        }
        var now = clock.instant();
        var due = sent.stream()
                .filter(command -> !command.reconcileAt().isAfter(now))
                .toList();
        return reconcile(session, due, sent, pending);
    }

    /// Reconciles the commands that are due. The others take part in the matching, so that no task of theirs is taken
    /// for one of these.
    private boolean reconcile(
            CrmSession session, List<UncertainCommand> due, List<UncertainCommand> all, PendingCommands pending) {
        var since = due.stream().map(UncertainCommand::sentAt).min(Comparator.naturalOrder());
        if (since.isEmpty()) {
            return false;
        }
        var span = new TaskQuery.Updated.After(since.get().minus(NewTask.MAX_CLOCK_SKEW));
        metrics.add(session.account().name(), Metric.RECONCILIATIONS, 1);
        pending.record();
        return switch (crm.find(session, TaskQuery.ALL.withUpdated(span))) {
            case CrmResult.Failed(var failure) -> isDeferred(session, due, failure);
            case CrmResult.All(var tasks) ->
                switch (entities.tokenUser(session)) {
                    case CrmResult.Failed(var failure) -> isDeferred(session, due, failure);
                    case CrmResult.All(var user) -> {
                        pending.end(outcomes(session.account(), user, due, all, tasks));
                        yield true;
                    }
                };
        };
    }

    private static boolean isDeferred(CrmSession session, List<UncertainCommand> sent, CrmFailure failure) {
        failure.log(session.account().name(), "the reconciliation of " + sent.size() + " commands");
        return false;
    }

    private List<UncertainCommand> uncertain(List<PendingCommand> commands) {
        var uncertain = new ArrayList<UncertainCommand>();
        for (var pending : commands) {
            var sent = pending.sent();
            if (sent != null) {
                var due = sent.answered() ? sent.at() : sent.at().plus(reconcileAfter);
                uncertain.add(new UncertainCommand(pending.command(), sent.at(), due));
            }
        }
        return uncertain;
    }

    private Map<String, Outcome> outcomes(
            Account account, long user, List<UncertainCommand> due, List<UncertainCommand> all, List<Task> found) {
        var traces = ledger.traces(account.name(), found.stream().map(Task::id).collect(Collectors.toSet()));
        var changed = found.stream().filter(task -> task.updatedBy() == user).toList();
        var unknown = found.stream()
                .filter(task -> task.createdBy() == user)
                .filter(task ->
                        !traces.containsKey(task.id()) || traces.get(task.id()).madeBy() == null)
                .toList();
        var matches = UncertainCommand.matches(all, unknown, longestAttempt);
        var outcomes = new HashMap<String, Outcome>();
        for (var command : due) {
            var added = matches.get(command.key());
            var ofCommand = added == null
                    ? command.outcomes(command.changed(changed, traces, longestAttempt))
                    : Map.<String, Outcome>of(command.key(), Outcome.Done.added(added.id()));
            log(account, command.key(), ofCommand);
            outcomes.putAll(ofCommand);
        }
        return outcomes;
    }

    private static void log(Account account, String command, Map<String, Outcome> outcomes) {
        var tasks = outcomes.values().stream()
                .flatMap(outcome -> outcome instanceof Outcome.Done(var effects, var _)
                        ? effects.stream()
                        : Stream.<TaskEffect>empty())
                .map(effect -> "task " + effect.task())
                .sorted()
                .collect(Collectors.joining(", "));
        LOG.infof(
                "%s: reconciled %s: %s%s",
                account.name(),
                command,
                tasks.isEmpty() ? "not found in the CRM" : "found as " + tasks,
                outcomes.get(command) instanceof Outcome.Done ? "" : ", will be sent again");
    }
}
