package dev.followup.worker.delivery;

import dev.followup.account.Account;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.Ledger.Lease;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand;
import dev.followup.telemetry.Metric;
import dev.followup.telemetry.Metrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The pending commands of an account while an invocation delivers them. Nothing else changes them in the
/// meantime, so they are read once: an outcome is written to the ledger, logged and counted, and a command that
/// has ended is removed here.
final class PendingCommands {

    private final Account account;
    private final Lease lease;
    private final Ledger ledger;
    private final ReportedRefusals reported;
    private final Metrics metrics;
    private final Clock clock;

    /// The results of events that still have pending commands, by the events' keys.
    private final Map<String, List<CommandResult>> unfinished = new HashMap<>();

    /// The keys of the commands that the CRM has refused alone since they were read.
    private final Set<String> refusedAlone = new HashSet<>();

    private List<PendingCommand> commands;

    PendingCommands(
            Account account,
            Lease lease,
            List<PendingCommand> commands,
            Ledger ledger,
            ReportedRefusals reported,
            Metrics metrics,
            Clock clock) {
        this.account = account;
        this.reported = reported;
        this.lease = lease;
        this.commands = List.copyOf(commands);
        this.ledger = ledger;
        this.metrics = metrics;
        this.clock = clock;
        updateMetrics(clock.instant());
    }

    /// The lease under which they are sent.
    Lease lease() {
        return lease;
    }

    /// The commands that are still pending, in their order.
    List<PendingCommand> commands() {
        return commands;
    }

    /// How long a command has been pending.
    Duration age(PendingCommand pending) {
        return Duration.between(pending.since(), clock.instant());
    }

    /// The keys of the commands that the CRM has refused alone in this invocation.
    Set<String> refusedAlone() {
        return Set.copyOf(refusedAlone);
    }

    /// Records the outcomes of commands.
    ///
    /// @param outcomes by the commands' keys
    void recordOutcomes(Map<String, Outcome> outcomes) {
        ledger.recordOutcomes(lease, outcomes);
        var now = clock.instant();
        var results = results(outcomes);
        DeliveryLog.results(account, results, reported, now);
        results.forEach(result -> count(result, now));
        commands = stillPending(outcomes);
        outcomes.forEach((key, outcome) -> {
            if (outcome instanceof Outcome.Deferred deferred && deferred.refusedAlone()) {
                refusedAlone.add(key);
            }
        });
        results.stream()
                .filter(result -> result.outcome() instanceof Outcome.Done)
                .findFirst()
                .ifPresent(_ -> reported.forgetCauses(account.name()));
        updateMetrics(now);
        logFinishedEvents(results.stream().filter(CommandResult::isOver).toList(), now);
    }

    /// Logs and counts the parts of commands that the CRM refused although it carried out others.
    void logRefusedParts(Map<TaskCommand, Outcome.Refused> refused) {
        refused.forEach((part, refusal) -> DeliveryLog.refusedPart(account, part, refusal));
        metrics.add(account.name(), Metric.COMMANDS_REFUSED, refused.size());
    }

    private List<CommandResult> results(Map<String, Outcome> outcomes) {
        var results = new ArrayList<CommandResult>();
        for (var pending : commands) {
            var outcome = outcomes.get(pending.command().key());
            if (outcome != null) {
                results.add(new CommandResult(pending, outcome));
            }
        }
        return results;
    }

    private List<PendingCommand> stillPending(Map<String, Outcome> outcomes) {
        var left = new ArrayList<PendingCommand>();
        for (var pending : commands) {
            var outcome = outcomes.get(pending.command().key());
            if (outcome == null || outcome.isPending()) {
                left.add(outcome == null ? pending : pending.after(outcome));
            }
        }
        return List.copyOf(left);
    }

    private void count(CommandResult result, Instant now) {
        var metric = switch (result.outcome()) {
            case Outcome.Done _ -> Metric.COMMANDS_DONE;
            case Outcome.Skipped _ -> Metric.COMMANDS_SKIPPED;
            case Outcome.Refused _ -> Metric.COMMANDS_REFUSED;
            case Outcome.Reassigned _, Outcome.Deferred _, Outcome.Blocked _ -> Metric.COMMANDS_DEFERRED;
            case Outcome.Uncertain _ -> Metric.COMMANDS_UNCERTAIN;
        };
        metrics.add(account.name(), metric, 1);
        var cause = result.pending().cause();
        if (metric == Metric.COMMANDS_DONE && cause != null) {
            metrics.record(
                    account.name(),
                    Metric.EVENT_TO_TASK_LATENCY,
                    cause.until(now).toMillis());
        }
    }

    /// Updates how many commands are pending, and how old the oldest is.
    private void updateMetrics(Instant now) {
        var oldest = commands.stream()
                .map(pending -> Duration.between(pending.since(), now).toSeconds())
                .max(Long::compare);
        metrics.set(account.name(), Metric.PENDING_COMMANDS, commands.size());
        metrics.set(account.name(), Metric.OLDEST_PENDING_AGE, oldest.orElse(0L));
    }

    private void logFinishedEvents(List<CommandResult> over, Instant now) {
        over.forEach(result -> unfinished
                .computeIfAbsent(result.event(), _ -> new ArrayList<>())
                .add(result));
        Set<String> left = commands.stream()
                .map(pending -> pending.command().origin().event())
                .collect(Collectors.toSet());
        over.stream()
                .map(CommandResult::event)
                .distinct()
                .filter(event -> !left.contains(event))
                .forEach(event -> {
                    var results = unfinished.remove(event);
                    if (results != null) {
                        DeliveryLog.finished(account, results, now);
                    }
                });
    }
}
